from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "gapbridge.act.calls"
    label = "calls"
    verbose_name = _("Calls for grants")

    def ready(self) -> None:
        from gapbridge.act.interventions.kinds import add_kind  # models exist only now
        from gapbridge.base import sockets

        from . import reminders, waiting
        from .actions import note_outage
        from .models import Call, Question

        add_kind("call", new="calls:new", edit="calls:edit")
        sockets.NAV += [
            sockets.NavItem("act", _("Calls for grants"), "calls:list", order=20),
            sockets.NavItem(
                "act", _("Questions on calls"), "calls:open_questions", "calls.change_call", order=21
            ),
        ]
        sockets.WAITING += [waiting.waiting_for_the_office, waiting.sessions_tomorrow]
        sockets.OUTAGES.append(note_outage)
        sockets.DUE.append(("calls: remind of information sessions", reminders.remind_of_sessions))
        sockets.add_panel("interventions.intervention", waiting.panel_on_an_intervention)
        sockets.add_searchable(
            sockets.Searchable(
                model=Call,
                stage="act",
                title=str,
                body=lambda call: f"{call.intervention.summary}\n{call.priorities}\n{call.guidelines}",
                queryset=Call.objects.visible_to,
            )
        )
        sockets.add_searchable(
            sockets.Searchable(
                model=Question,
                stage="act",
                title=lambda question: question.published_text[:120],
                body=lambda question: f"{question.published_text}\n{question.answer}",
                queryset=lambda user: Question.objects.visible_to(user).exclude(answered_at=None),
            )
        )
