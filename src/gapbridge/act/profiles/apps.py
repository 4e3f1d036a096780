from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfilesConfig(AppConfig):
    name = "gapbridge.act.profiles"
    label = "profiles"
    verbose_name = _("Organisations' files")

    def ready(self) -> None:
        from gapbridge.base import sockets  # models exist only now

        from . import access, waiting
        from .actions.reminders import remind_of_papers
        from .queries.page import panel_on_an_organisation

        sockets.NAV += [
            sockets.NavItem(
                "act", _("Our organisation's file"), "profiles:mine", "profiles.have_file", order=15
            ),
            sockets.NavItem(
                "act", _("Organisations' files"), "profiles:files", "profiles.see_files", order=15
            ),
        ]
        sockets.WAITING.append(waiting.waiting)
        sockets.DUE.append(("papers of organisations that run out", remind_of_papers))
        sockets.add_panel("people.organisation", panel_on_an_organisation)
        sockets.FILE_RULES["profiles.document"] = access.reads_document
        sockets.FILE_RULES["profiles.accounts"] = access.reads_accounts
        sockets.FILE_RULES["profiles.sanctionslist"] = access.reads_list
        sockets.FILE_READ["profiles.document"] = access.note_look
