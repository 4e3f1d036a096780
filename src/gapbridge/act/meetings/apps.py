from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "gapbridge.act.meetings"
    label = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        from gapbridge.act.interventions.kinds import add_kind  # models exist only now
        from gapbridge.base import sockets

        from . import queries
        from .models import Lesson

        add_kind("round_table", new="meetings:new_round_table", edit="meetings:edit")
        add_kind("study_tour", new="meetings:new_study_tour", edit="meetings:edit")
        sockets.NAV += [
            sockets.NavItem("act", _("Lessons learnt"), "meetings:lessons", order=80),
            sockets.NavItem("act", _("Follow-ups"), "meetings:follow_ups", order=70),
        ]
        sockets.WAITING.append(queries.waiting_follow_ups)
        sockets.add_panel("interventions.intervention", queries.panel_on_an_intervention)
        sockets.add_searchable(
            sockets.Searchable(
                model=Lesson,
                stage="act",
                title=str,
                body=lambda each: each.text,
                queryset=lambda user: queries.lessons_for(user),
            )
        )
