from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gapbridge.base.sockets import DUE, NAV, WORDS_OF_SESSIONS, NavItem


class CodingConfig(AppConfig):
    name = "gapbridge.listen.coding"
    label = "coding"
    verbose_name = _("Coding")

    def ready(self) -> None:
        from .actions import steps  # they need the models

        NAV.append(NavItem("listen", _("Coding"), "coding:list", perm="assessments.read_notes", order=15))
        DUE.append(("coding: forget steps", steps.prune))
        WORDS_OF_SESSIONS.append(steps.uses_of_words)
