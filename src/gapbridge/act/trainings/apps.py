from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingsConfig(AppConfig):
    name = "gapbridge.act.trainings"
    label = "trainings"
    verbose_name = _("Trainings")

    def ready(self) -> None:
        from gapbridge.act.interventions.kinds import add_kind  # models exist only now
        from gapbridge.base import sockets

        from . import queries

        add_kind("training", new="trainings:new", edit="trainings:edit")
        sockets.WAITING.append(queries.waiting_registers)
        sockets.add_panel("interventions.intervention", queries.panel_on_an_intervention)
