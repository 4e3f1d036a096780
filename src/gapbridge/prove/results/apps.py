from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResultsConfig(AppConfig):
    name = "gapbridge.prove.results"
    label = "results"
    verbose_name = _("Results")

    def ready(self) -> None:
        from gapbridge.base import sockets  # they need the models

        from .models import Indicator
        from .queries import indicators_for, overdue_for, panel_of_intervention, panel_of_programme

        sockets.NAV.append(sockets.NavItem("prove", _("Results"), "results:list", order=10))
        sockets.WAITING.append(overdue_for)
        sockets.add_panel("interventions.intervention", panel_of_intervention)
        sockets.add_panel("programmes.programme", panel_of_programme, order=20)
        sockets.add_searchable(
            sockets.Searchable(
                model=Indicator,
                stage="prove",
                title=lambda indicator: f"{indicator.code} {indicator.title}",
                body=lambda indicator: indicator.unit,
                queryset=indicators_for,
            )
        )
