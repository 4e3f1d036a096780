from collections.abc import Callable

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FindingConfig(AppConfig):
    name = "gapbridge.share.finding"
    label = "finding"
    verbose_name = _("Search of the knowledge hub")

    def ready(self) -> None:
        from gapbridge.base import sockets  # needs the models
        from gapbridge.share.library import hooks

        from . import actions, keeping, reading

        keeping.connect()
        sockets.NAV.append(sockets.NavItem("share", _("Knowledge"), "finding:search", order=40))
        sockets.DUE.append(("resources indexed", keeping.catch_up))
        sockets.SLOW.append(("index of the hub written anew", _sweep))
        sockets.DUE.append(("old questions of the hub forgotten", actions.forget_old_questions))
        hooks.MARKED.append(reading.marked)
        hooks.OPENED.append(reading.opened)


def _sweep(_stopping: Callable[[], bool]) -> int:
    from .keeping import sweep_when_due

    return sweep_when_due()
