from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationsConfig(AppConfig):
    name = "gapbridge.agree.consultations"
    label = "consultations"
    verbose_name = _("Consultations")

    def ready(self) -> None:
        from gapbridge.agree.gaps import quality
        from gapbridge.agree.gaps import rules as gap_rules
        from gapbridge.agree.plans import rules as plan_rules
        from gapbridge.base import sockets

        from . import actions, doubts, letters, queries, rules, waiting, withdrawal
        from .actions.documents import make_missing_documents
        from .models import Agreement, Consultation
        from .proof import signing  # noqa: F401  its check of the key is registered

        def rounds_panel(subject, user):
            return sockets.Panel(
                "consultations/parts/rounds.html", {"rounds": queries.rounds_of(subject, user)}
            )

        sockets.NAV.append(sockets.NavItem("agree", _("Consultations"), "consultations:list", order=20))
        sockets.NAV.append(sockets.NavItem("agree", _("Agreements"), "consultations:agreements", order=25))
        sockets.WAITING.append(waiting.waiting)
        sockets.WAITING.append(doubts.waiting)
        sockets.WORDS_OF_SESSIONS.append(withdrawal.uses_of_words)
        sockets.add_panel("gaps.gap", rounds_panel)
        sockets.add_panel("plans.measure", rounds_panel)
        sockets.add_searchable(
            sockets.Searchable(
                Consultation,
                "agree",
                title=str,
                body=lambda each: each.intro,
                queryset=Consultation.objects.visible_to,
            )
        )
        sockets.add_searchable(
            sockets.Searchable(
                Agreement,
                "agree",
                title=str,
                body=lambda each: each.statement,
                queryset=lambda user: (
                    Agreement.objects.visible_to(user).select_related("consultation").defer("record")
                ),
            )
        )
        sockets.FILE_RULES[Agreement._meta.label_lower] = lambda user, stored: (
            (found := Agreement.objects.visible_to(user).filter(pk=stored.owner_id).first()) is not None
            and rules.hands_out(user, found)
        )
        sockets.DUE.append(("agreements as documents", make_missing_documents))
        sockets.DUE.append(("reminders of consultations", letters.remind))
        sockets.MAIL_GIVEN_UP.append(actions.hear_of_given_up)
        quality.CHECKS["dissent"] = queries.dissent_shown
        gap_rules.HOLDS.append(queries.hold)
        plan_rules.HOLDS.append(queries.hold)
