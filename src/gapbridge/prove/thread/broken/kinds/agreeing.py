"""Agree: what was said in a round and not answered, and agreed gaps about which nothing is planned."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations.models import Comment, Consultation, Position
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure, Plan
from gapbridge.people.roles import Role
from gapbridge.prove.thread.broken.line import Line, to

SHORT = 90  # letters of a comment


def comments_unanswered(user: Any) -> QuerySet[Comment]:
    return Comment.objects.filter(answer=None, item__consultation__in=_rounds(user))


def objections_unanswered(user: Any) -> QuerySet[Position]:
    """What stands now in an open round: after it, the agreement shows them as dissent."""
    return Position.objects.filter(
        stakeholder__consultation__in=_rounds(user).filter(state="open"),
        stakeholder__ended_at=None,
        stand=Position.Stand.OBJECT,
        is_current=True,
        void_because="",
        answer="",
    )


def rounds_past_closing(user: Any) -> QuerySet[Consultation]:
    return _rounds(user).filter(state="open", closes_on__lt=timezone.localdate())


def gaps_without_measure(user: Any) -> QuerySet[Any]:
    standing = Measure.objects.filter(gaps=OuterRef("pk")).exclude(state="dropped")
    plans = Plan.objects.filter(programme=OuterRef("programme")).exclude(state__in=["reviewed", "closed"])
    return (
        Gap.objects.visible_to(user)
        .filter(~Exists(standing), state__in=["agreed", "being_remedied"])
        .annotate(plan=Subquery(plans.order_by("-starts_on", "-pk").values("pk")[:1]))
    )


def _rounds(user: Any) -> QuerySet[Consultation]:
    return Consultation.objects.visible_to(user)


def _plan_a_measure(gap: Any) -> str:
    if gap.plan:
        return reverse("plans:new_measure", args=[gap.plan])
    return reverse("plans:new", args=[gap.programme_id])


LINES = (
    Line(
        "comments-without-answer",
        "agree",
        _("Comments without an answer"),
        _("Somebody said something about a text, and has not been told what became of it."),
        comments_unanswered,
        (Role.PROTECTION_OFFICER,),
        "consultations.change_consultation",
        lambda row: reverse("consultations:answer_comment", args=[row.item.consultation_id, row.pk]),
        _("Answer"),
        programme="item__consultation__programme",
        about=lambda row: row.item.consultation,
        page=lambda row: row.item.consultation.get_absolute_url(),
        text=lambda row: row.text if len(row.text) <= SHORT else f"{row.text[:SHORT]} …",
        ordering=("item__consultation", "pk"),
    ),
    Line(
        "objections-without-answer",
        "agree",
        _("Objections without an answer"),
        _("A stakeholder objects, and nobody has said what follows from it."),
        objections_unanswered,
        (Role.PROTECTION_OFFICER,),
        "consultations.change_consultation",
        lambda row: reverse("consultations:answer_objection", args=[row.stakeholder.consultation_id, row.pk]),
        _("Answer"),
        programme="stakeholder__consultation__programme",
        related=("stakeholder__organisation", "stakeholder__group__place"),
        about=lambda row: row.stakeholder.consultation,
        page=lambda row: row.stakeholder.consultation.get_absolute_url(),
        text=lambda row: f"{row.stakeholder}: {row.stakeholder.consultation}",
    ),
    Line(
        "rounds-past-closing",
        "agree",
        _("Open rounds past their closing date"),
        _("Nobody can take a position any more, and nothing was decided."),
        rounds_past_closing,
        (Role.PROTECTION_OFFICER,),
        "consultations.change_consultation",
        to("consultations:consultation"),
        _("Close the round"),
        ordering=("closes_on", "pk"),
    ),
    Line(
        "gaps-without-measure",
        "agree",
        _("Agreed gaps without a measure"),
        _("Everyone agreed on the gap, and nothing is planned about it."),
        gaps_without_measure,
        (Role.PROTECTION_OFFICER,),
        "plans.add_measure",
        _plan_a_measure,
        _("Plan a measure"),
        ordering=("programme", "code"),
    ),
)
