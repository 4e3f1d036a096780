from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "gapbridge.listen.intake"
    label = "intake"
    verbose_name = _("Taking in")

    def ready(self) -> None:
        from gapbridge.base import sockets

        from . import lifecycle, queries, rules, withdrawing  # noqa: F401 - the table of an answer's states

        sockets.NAV.append(
            sockets.NavItem("listen", _("Inbox"), "intake:inbox", perm="intake.see_inbox", order=15)
        )
        sockets.WAITING.append(queries.waiting_for)
        sockets.FILE_RULES["collect.submissionmedia"] = queries.may_read_media
        sockets.add_panel("collect.form", queries.form_panel, order=20)
        sockets.WORDS_OF_SESSIONS.append(withdrawing.uses_of_words)
