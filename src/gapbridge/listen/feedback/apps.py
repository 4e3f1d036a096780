from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gapbridge.base.sockets import NAV, WAITING, NavItem


class FeedbackConfig(AppConfig):
    name = "gapbridge.listen.feedback"
    label = "feedback"
    verbose_name = _("Community feedback")

    def ready(self) -> None:
        from . import queries  # it needs the models

        NAV.append(NavItem("listen", _("Feedback"), "feedback:list", "feedback.handle_feedback", order=30))
        WAITING.append(queries.waiting_for)
