"""A round and what is in it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.agree.consultations.models import Agreement, Comment, Consultation, Item, Position, Stakeholder
from gapbridge.agree.consultations.rules import SPEAKERS, speaks_for
from gapbridge.agree.consultations.tally import Tally
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.base.charts import Chart, bars
from gapbridge.people.models import Membership, Organisation, User

DAYS_TO_READ = 3  # a text is changed no later than this many days before the closing day


def number_of(rows: QuerySet, parent: str) -> Coalesce:
    """How many rows have the outer row as their `parent`: counted apart, so that no two counts multiply."""
    counted = rows.order_by().filter(**{parent: OuterRef("pk")}).values(parent).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def consultations_for(user: Any) -> QuerySet[Consultation]:
    """What this reader may see, each with how many are invited, have taken a position, and wait for an answer."""
    seats = Stakeholder.objects.standing()
    taken = seats.filter(positions__is_current=True)
    waiting = Comment.objects.filter(answer=None)
    return (
        Consultation.objects.visible_to(user)
        .select_related("programme")
        .annotate(
            invited=number_of(seats, "consultation"),
            taken=number_of(taken, "consultation"),
            unanswered=number_of(waiting, "item__consultation"),
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


def stakeholders_of(
    consultation: Consultation, among: QuerySet[Stakeholder] | None = None
) -> list[Stakeholder]:
    """With organisation and every position, the latest first; by kind and name, groups last."""
    positions = Position.objects.select_related("taken_by").order_by("-pk")
    seats = Stakeholder.objects.all() if among is None else among
    return list(
        seats.filter(consultation=consultation)
        .select_related("organisation", "group__place", "holder")
        .prefetch_related(Prefetch("positions", queryset=positions))
        .order_by(F("organisation__kind").asc(nulls_last=True), "organisation__name", "pk")
    )


def kinds_asked(consultation: Consultation) -> set[str]:
    """The kinds of which somebody is asked; groups that were listened to are communities."""
    kinds = consultation.stakeholders.standing().values_list("organisation__kind", flat=True).distinct()
    return {kind or Organisation.Kind.COMMUNITY for kind in kinds.order_by()}


def speakers_of(seat: Stakeholder) -> QuerySet[User]:
    """Who speaks for the seat's organisation with an account."""
    members = Membership.objects.current().filter(organisation=seat.organisation_id, role__in=SPEAKERS)
    return User.objects.filter(pk__in=members.values("user"), is_active=True).order_by("name", "pk")


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
    return stakeholders_of(consultation, Stakeholder.objects.standing().filter(organisation__in=mine))


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
