from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterventionsConfig(AppConfig):
    name = "gapbridge.act.interventions"
    label = "interventions"
    verbose_name = _("Interventions")

    def ready(self) -> None:
        from gapbridge.base import sockets  # models exist only now

        from . import queries
        from .models import Intervention

        sockets.NAV.append(sockets.NavItem("act", _("Interventions"), "interventions:list", order=10))
        sockets.WAITING.append(queries.waiting_to_be_finished)
        sockets.add_panel("plans.measure", queries.panel_on_a_measure)
        sockets.add_panel("programmes.programme", queries.panel_on_a_programme)
        sockets.add_searchable(
            sockets.Searchable(
                model=Intervention,
                stage="act",
                title=lambda each: f"{each.code} {each.title}",
                body=lambda each: each.summary,
                queryset=Intervention.objects.visible_to,
            )
        )
