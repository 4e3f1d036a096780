from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    name = "gapbridge.act.services"
    label = "services"
    verbose_name = _("Services to people")

    def ready(self) -> None:
        from gapbridge.act.interventions.kinds import add_kind
        from gapbridge.base import sockets  # models exist only now

        from . import queries

        add_kind("service", new="services:new", edit="services:edit")
        sockets.NAV.append(
            sockets.NavItem("act", _("People served"), "services:people", "services.see_register", order=50)
        )
        sockets.add_panel("interventions.intervention", queries.panel_on_an_intervention)
