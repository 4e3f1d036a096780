from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuppliesConfig(AppConfig):
    name = "gapbridge.act.supplies"
    label = "supplies"
    verbose_name = _("Supplies")

    def ready(self) -> None:
        from gapbridge.act.interventions.kinds import add_kind
        from gapbridge.base import sockets  # models exist only now

        from . import queries
        from .models import Handover

        add_kind("procurement", new="supplies:new", edit="supplies:edit")
        sockets.NAV += [
            sockets.NavItem("act", _("Handovers"), "supplies:handovers", order=40),
            sockets.NavItem(
                "act", _("Facilities"), "supplies:facilities", "supplies.see_facilities", order=41
            ),
        ]
        sockets.WAITING += [queries.waiting_for_logisticians, queries.waiting_for_receivers]
        sockets.add_panel("interventions.intervention", queries.panel_on_an_intervention)
        sockets.add_searchable(
            sockets.Searchable(
                model=Handover,
                stage="act",
                title=str,
                body=lambda each: " ".join(str(line.item) for line in each.lines.select_related("item")),
                queryset=Handover.objects.visible_to,
            )
        )
