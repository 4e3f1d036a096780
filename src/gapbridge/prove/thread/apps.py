from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThreadConfig(AppConfig):
    name = "gapbridge.prove.thread"
    label = "thread"
    verbose_name = _("The thread")

    def ready(self) -> None:
        from gapbridge.base import sockets  # they need the models

        from .broken.waiting import waiting
        from .ribbon import draw

        sockets.RIBBON.append(draw)
        sockets.NAV.append(
            sockets.NavItem("prove", _("Broken lines"), "thread:broken", perm="thread.see_broken", order=5)
        )
        sockets.WAITING.append(waiting)
