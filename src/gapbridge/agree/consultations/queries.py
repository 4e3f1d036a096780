"""Reads about consultations and agreements."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.quality import Check
from gapbridge.agree.plans.models import Measure
from gapbridge.base.charts import Chart, bars
from gapbridge.people.models import Organisation

from .models import Agreement, Comment, Consultation, Item, Position, Stakeholder
from .rules import holds_mandate, seats_of, speaks_for
from .tally import Tally

# What stakeholders may be asked about: what is not agreed yet, and what is agreed but not begun, once again.
ASKABLE = ("draft", "in_consultation", "proposed", "agreed")


def consultations_for(user: Any) -> QuerySet[Consultation]:
    """What this reader may see, each with how many are invited and have taken a position."""
    taken = Q(stakeholders__positions__is_current=True)
    return (
        Consultation.objects.visible_to(user)
        .select_related("programme")
        .annotate(
            invited=Count("stakeholders", distinct=True),
            taken=Count("stakeholders", filter=taken, distinct=True),
        )
        .order_by("-opens_on", "pk")
    )


def agreements_for(user: Any) -> QuerySet[Agreement]:
    return (
        Agreement.objects.visible_to(user)
        .select_related("consultation__programme")
        .defer("record")
        .annotate(gaps_agreed=Count("gaps", distinct=True), measures_agreed=Count("measures", distinct=True))
        .order_by("-closed_at")
    )


def items_of(consultation: Consultation) -> list[Item]:
    return list(
        consultation.items.select_related(
            "gap", "measure__responsible", "measure__plan__programme", "consultation"
        ).order_by("pk")
    )


def stakeholders_of(consultation: Consultation) -> list[Stakeholder]:
    """With organisation and every position, the latest first."""
    positions = Position.objects.select_related("taken_by").order_by("-pk")
    return list(
        consultation.stakeholders.select_related("organisation", "group__place")
        .prefetch_related(Prefetch("positions", queryset=positions))
        .order_by("organisation__kind", "organisation__name", "pk")
    )


def comments_of(consultation: Consultation) -> QuerySet[Comment]:
    return Comment.objects.filter(item__consultation=consultation).select_related(
        "stakeholder__organisation", "stakeholder__group__place", "answer"
    )


def unanswered_comments(consultation: Consultation) -> QuerySet[Comment]:
    return comments_of(consultation).filter(answer=None)


def my_stakeholders(consultation: Consultation, user: Any) -> list[Stakeholder]:
    """The invited organisations for which this person speaks."""
    mine = speaks_for(user)
    if not mine:
        return []
    seats = stakeholders_of(consultation)
    return [each for each in seats if each.organisation_id in mine and each.ended_at is None]


def seat_of(consultation: Consultation, organisation: Organisation) -> Stakeholder:
    return consultation.stakeholders.get(organisation=organisation)


def takes_positions(consultation: Consultation, today: date | None = None) -> bool:
    """Whether positions and comments are taken now: on both dates and between."""
    today = today or timezone.localdate()
    return consultation.state == "open" and consultation.opens_on <= today <= consultation.closes_on


def last_moment(consultation: Consultation) -> datetime:
    """The end of the closing day where the office is: what the server has received by then counts."""
    after = datetime.combine(consultation.closes_on + timedelta(days=1), time.min)
    return timezone.make_aware(after)


def days_left(consultation: Consultation) -> int | None:
    """Days after today on which positions are still taken; None when the round is not open, negative when over."""
    return (consultation.closes_on - timezone.localdate()).days if consultation.state == "open" else None


def round_of(subject: Gap | Measure | None) -> Consultation | None:
    """The open round that asks about a gap or measure."""
    if subject is None:
        return None
    about = {"items__gap": subject} if isinstance(subject, Gap) else {"items__measure": subject}
    return Consultation.objects.filter(state="open", **about).first()


def hold(subject: Gap | Measure) -> str:
    """Why a gap or measure must stay as it is; "" when no open round asks about it."""
    consultation = round_of(subject)
    if consultation is None:
        return ""
    return _(
        "The stakeholders are asked about this text until %(day)s in “%(round)s”. Close that round first."
    ) % {
        "day": date_format(consultation.closes_on),
        "round": consultation,
    }


def positions_chart(counted: Tally) -> Chart:
    rows = [(str(label), counted.stands.get(key, 0)) for key, label in Position.Stand.choices]
    rows.append((_("No position yet"), counted.missing))
    return bars(_("Positions now"), rows, head=(_("Position"), _("Stakeholders")))


# --- what could be asked, and of whom ------------------------------------------------------------


def gaps_to_ask(consultation: Consultation) -> QuerySet[Gap]:
    there = consultation.items.exclude(gap=None).values("gap")
    return Gap.objects.filter(programme=consultation.programme_id, state__in=ASKABLE).exclude(pk__in=there)


def measures_to_ask(consultation: Consultation) -> QuerySet[Measure]:
    there = consultation.items.exclude(measure=None).values("measure")
    return Measure.objects.filter(plan__programme=consultation.programme_id, state__in=ASKABLE).exclude(
        pk__in=there
    )


def organisations_to_ask(consultation: Consultation) -> QuerySet[Organisation]:
    there = consultation.stakeholders.values("organisation")
    return Organisation.objects.exclude(pk__in=there).order_by("kind", "name")


# --- on the pages of gaps and measures -----------------------------------------------------------


@dataclass(frozen=True)
class Round:
    consultation: Consultation
    agreement: Agreement | None


def rounds_of(subject: Gap | Measure, user: Any) -> list[Round]:
    """The rounds that asked about it, as far as the reader may see them; of the agreements the latest first."""
    about = {"items__gap": subject} if isinstance(subject, Gap) else {"items__measure": subject}
    consultations = list(Consultation.objects.visible_to(user).filter(**about).order_by("-opens_on"))
    seen = Agreement.objects.visible_to(user).filter(consultation__in=consultations).defer("record")
    agreements = {agreement.consultation_id: agreement for agreement in seen}
    rounds = [Round(each, agreements.get(each.pk)) for each in consultations]
    return sorted(rounds, key=_latest_first, reverse=True)


def _latest_first(found: Round) -> tuple[bool, float]:
    """To sort by: what is not closed yet comes before all, then the moment of the agreement."""
    agreement = found.agreement
    return agreement is None, agreement.closed_at.timestamp() if agreement else 0


def dissent_shown(gap: Gap) -> Check:
    """A line of the gap's checklist: an agreement writes every position down, dissent included."""
    label = _("Dissent shown")
    if gap.agreements.exists():
        return Check(label, True, _("Every position stands in the agreement"))
    return Check(label, None, _("Nothing has been agreed yet"))


# --- what waits ----------------------------------------------------------------------------------


def positions_to_take(user: Any) -> QuerySet[Consultation]:
    """Open rounds in which an organisation this person speaks for has taken no position."""
    today = timezone.localdate()
    told = Position.objects.filter(
        stakeholder=OuterRef("pk"), is_current=True, edition=OuterRef("consultation__edition")
    )
    silent = seats_of(user).filter(holds_mandate(user), ~Exists(told), consultation=OuterRef("pk"))
    return Consultation.objects.filter(
        Exists(silent), state="open", opens_on__lte=today, closes_on__gte=today
    ).order_by("closes_on")


def rounds_to_tend(programmes: list[int]) -> QuerySet[Any]:
    """Open rounds of these programmes with how many comments and objections wait for an answer."""
    unanswered = Q(items__comments__isnull=False, items__comments__answer=None)
    objection = Q(
        stakeholders__positions__is_current=True,
        stakeholders__positions__stand=Position.Stand.OBJECT,
        stakeholders__positions__answer="",
    )
    return (
        Consultation.objects.filter(state="open", programme__in=programmes)
        .annotate(
            comments_waiting=Count("items__comments", filter=unanswered, distinct=True),
            objections_waiting=Count("stakeholders__positions", filter=objection, distinct=True),
        )
        .order_by("closes_on")
    )
