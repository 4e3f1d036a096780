from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gapbridge.base.sockets import (
    DUE,
    FILE_READ,
    FILE_RULES,
    NAV,
    WAITING,
    NavItem,
    Searchable,
    add_panel,
    add_searchable,
)


class AssessmentsConfig(AppConfig):
    name = "gapbridge.listen.assessments"
    label = "assessments"
    verbose_name = _("Listening")

    def ready(self) -> None:
        from . import listening, queries, searching  # they need the models

        NAV.extend(
            [
                NavItem("listen", _("Assessments"), "assessments:list", order=10),
                NavItem("listen", _("Voices"), "assessments:statements", order=20),
            ]
        )
        FILE_RULES["assessments.recording"] = listening.may_listen
        FILE_READ["assessments.recording"] = listening.listened
        DUE.append(("recordings whose day has come", listening.delete_due))
        add_panel("assessments.session", queries.recordings_panel, order=30)
        WAITING.append(queries.waiting_for)
        add_searchable(
            Searchable(
                searching.Assessment,
                "listen",
                searching.assessment_title,
                searching.assessment_body,
                searching.assessments,
            )
        )
        add_searchable(
            Searchable(
                searching.Statement,
                "listen",
                searching.statement_title,
                searching.statement_body,
                searching.statements,
            )
        )
