from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GrantsConfig(AppConfig):
    name = "gapbridge.act.grants"
    label = "grants"
    verbose_name = _("Grants")

    def ready(self) -> None:
        from gapbridge.act.interventions.kinds import add_kind
        from gapbridge.base import sockets  # models exist only now

        from . import queries
        from .models import Application, Call, Grant

        add_kind("call", new="grants:new", edit="grants:edit")
        sockets.NAV += [
            sockets.NavItem("act", _("Calls for grants"), "grants:list", order=20),
            sockets.NavItem("act", _("Our applications"), "grants:applications", "grants.apply", order=21),
            sockets.NavItem("act", _("My evaluations"), "grants:assignments", "grants.evaluate", order=22),
            sockets.NavItem("act", _("Grants"), "grants:grants", order=23),
        ]
        sockets.WAITING += [
            queries.waiting_for_evaluators,
            queries.waiting_for_the_office,
            queries.waiting_for_applicants,
        ]
        sockets.add_panel("interventions.intervention", queries.panel_on_an_intervention)
        for model, title, body in (
            (Call, str, lambda each: each.guidelines),
            (Application, str, lambda each: f"{each.need}\n{each.activities}\n{each.change}"),
            (Grant, str, lambda each: f"{each.application.organisation} {each.application.theme}"),
        ):
            sockets.add_searchable(
                sockets.Searchable(
                    model=model, stage="act", title=title, body=body, queryset=model.objects.visible_to
                )
            )
