from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "gapbridge.act.meetings"
    label = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        from gapbridge.act.interventions.kinds import SHARED, Shared, add_kind  # models exist only now
        from gapbridge.base import sockets

        from . import actions, queries, searching
        from .sharing import belong_to, lacks, seen_by

        for kind in ("round_table", "bilateral", "study_tour"):
            add_kind(kind, new=f"meetings:new_{kind}", edit="meetings:edit", lacks=lacks)
        SHARED.append(Shared(seen_by, belong_to))
        sockets.NAV += [
            sockets.NavItem("act", _("Lessons learnt"), "meetings:lessons", order=80),
            sockets.NavItem("act", _("Follow-ups"), "meetings:follow_ups", order=70),
        ]
        sockets.WAITING += [queries.waiting_follow_ups, queries.waiting_overdue]
        sockets.DUE.append(("meetings: remind owners of follow-ups", actions.remind_owners))
        sockets.add_panel("interventions.intervention", queries.panel_on_an_intervention)
        sockets.add_panel("interventions.intervention", queries.from_meetings_on_an_intervention, order=70)
        sockets.add_panel("gaps.gap", queries.from_meetings_on_a_gap, order=70)
        sockets.add_panel("plans.measure", queries.from_meetings_on_a_measure, order=70)
        sockets.add_panel("programmes.programme", queries.meetings_on_a_programme, order=60)
        sockets.add_searchable(searching.LESSONS)
        sockets.add_searchable(searching.FOLLOW_UPS)
