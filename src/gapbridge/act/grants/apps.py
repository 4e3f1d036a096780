from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GrantsConfig(AppConfig):
    name = "gapbridge.act.grants"
    label = "grants"
    verbose_name = _("Grants")

    def ready(self) -> None:
        from gapbridge.act.evaluation.awards import AWARDS, GIVEN_BACK
        from gapbridge.act.interventions.kinds import HELD_BACK, KEEPERS, SHARED, Shared
        from gapbridge.base import sockets  # models exist only now

        from . import letters
        from .actions import award
        from .models import Grant
        from .queries import activities, due, lists, money, reading

        AWARDS.append(award)
        GIVEN_BACK.append(money.given_back)
        KEEPERS.append(activities.kept)
        HELD_BACK.append(activities.held_back)
        SHARED.append(Shared(seen_by=activities.seen, belong_to=activities.of_no_other_programme))
        sockets.NAV += [
            sockets.NavItem("act", _("Grants"), "grants:list", order=24),
            sockets.NavItem(
                "act", _("Support by organisation"), "grants:ledger", "grants.see_ledger", order=25
            ),
        ]
        sockets.WAITING += [due.waiting_for_grantees, due.waiting_for_the_office]
        sockets.DUE.append(("reminders of grants", letters.remind))
        sockets.FILE_RULES |= {
            "grants.agreement": reading.may_read_agreement,
            "grants.expense": reading.may_read_receipt,
        }
        sockets.add_panel("interventions.intervention", activities.panel_on_an_intervention, order=20)
        sockets.add_panel("people.organisation", lists.panel_on_an_organisation)
        sockets.add_searchable(
            sockets.Searchable(
                model=Grant,
                stage="act",
                title=lambda each: str(each.application.lot if each.name_withheld else each),
                body=lambda each: str(each.application.lot.theme),
                queryset=Grant.objects.visible_to,
            )
        )
