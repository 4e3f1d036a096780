from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gapbridge.base.sockets import NAV, WAITING, NavItem, Searchable, add_searchable


class AssessmentsConfig(AppConfig):
    name = "gapbridge.listen.assessments"
    label = "assessments"
    verbose_name = _("Listening")

    def ready(self) -> None:
        from . import queries, searching  # they need the models

        NAV.extend(
            [
                NavItem("listen", _("Assessments"), "assessments:list", order=10),
                NavItem("listen", _("Voices"), "assessments:statements", order=20),
            ]
        )
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
