"""Reads: calls, what applicants, evaluators and the grants office see, and what waits for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    F,
    FloatField,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Coalesce, RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.base.sockets import Panel, Waiting
from gapbridge.people.roles import Role
from gapbridge.programmes.standing import standing

from .models import GRANT_KEEPERS, Application, Assignment, Call, Criterion, Grant, Score

HIGHEST = 5  # points for a criterion
EVALUATORS_EACH = 2
UNDECIDED = ("open", "evaluation")


# --- calls ---------------------------------------------------------------------------------------


def calls_for(user: Any) -> QuerySet[Call]:
    """What the reader may see: those that take applications first, then by deadline, the latest first."""
    first = Case(
        When(state="open", closes_at__gt=timezone.now(), then=0), default=1, output_field=IntegerField()
    )
    visible = (
        Call.objects.visible_to(user).select_related("intervention__programme").prefetch_related("themes")
    )
    return visible.annotate(past=first).order_by("past", "-closes_at", "pk")


def open_calls(user: Any) -> QuerySet[Call]:
    """Calls to which one can apply now, the next deadline first."""
    now = timezone.now()
    return (
        calls_for(user).filter(state="open", opens_at__lte=now, closes_at__gt=now).order_by("closes_at", "pk")
    )


def takes_applications(call: Call) -> bool:
    return call.state == "open" and call.opens_at <= timezone.now() <= call.closes_at


def awarded_total(call: Call) -> Decimal:
    """What is committed: every grant but those that ended before they were signed."""
    grants = Grant.objects.filter(application__call=call).exclude(state="ended", signed_on=None)
    return grants.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def grants_of(call: Call, user: Any) -> QuerySet[Grant]:
    visible = Grant.objects.visible_to(user).filter(application__call=call)
    return visible.select_related("application__organisation", "application__theme").order_by(
        "application__organisation__name", "pk"
    )


def grants_for(user: Any) -> QuerySet[Grant]:
    return Grant.objects.visible_to(user).select_related(
        "application__organisation", "application__theme", "application__call__intervention__programme"
    )


# --- applications --------------------------------------------------------------------------------


def missing_parts(application: Application) -> dict[str, str]:
    """What must still be filled in before it can be submitted: field → a sentence."""
    empty = {
        "need": _("Describe the need, and who says so."),
        "activities": _("Describe what will be done."),
        "change": _("Describe what will be different afterwards."),
        "people": _("Say how many people it is to reach."),
        "months": _("Say how many months it takes."),
        "amount": _("Say how much you ask for."),
    }
    missing = {name: text for name, text in empty.items() if getattr(application, name) in (None, "")}
    if not application.target_groups.exists():
        missing["target_groups"] = _("Choose whom it is for.")
    if not application.places.exists():
        missing["places"] = _("Choose where it takes place.")
    return missing


def applications_of(user: Any) -> QuerySet[Application]:
    """The applications of the organisations for which the person acts."""
    own = Application.objects.filter(organisation_id__in=standing(user).organisations)
    return own.select_related("call__intervention__programme", "organisation", "theme").order_by("-pk")


def is_told(application: Application, user: Any) -> bool:
    """May this reader know the decision? Applicants only once the call is decided."""
    if application.state in {"draft", "submitted", "withdrawn"} or application.call.state == "decided":
        return True
    return not standing(user).acts_for(application.organisation_id)


@dataclass(frozen=True)
class Line:
    """One criterion of an application: points that one evaluator gave, or nothing yet."""

    criterion: Criterion
    value: int | None
    comment: str


@dataclass(frozen=True)
class Sheet:
    """One evaluator's scores. `name` is empty for applicants, who read them without knowing whose they are."""

    name: str
    points: float | None
    lines: list[Line]
    comment: str


def sheets_of(application: Application, user: Any) -> list[Sheet]:
    """The evaluators' scores as far as this reader may know them: the grants office always, evaluators
    their own until the call is decided and then everyone's, applicants once it is decided."""
    held = standing(user)
    office = held.holds(*GRANT_KEEPERS, programme=application.programme_id)
    assignments = application.assignments.filter(state="scored").select_related("evaluator")
    if not office and application.call.state != "decided":
        assignments = assignments.filter(evaluator_id=user.pk or 0)
    named = office or held.holds(Role.EVALUATOR, programme=application.programme_id)
    applicant = held.acts_for(application.organisation_id)
    if not (named or applicant):
        return []
    criteria = list(application.call.criteria.all())
    rows = assignments.prefetch_related("scores").order_by("pk")
    return [_sheet(each, criteria, str(each.evaluator) if named and not applicant else "") for each in rows]


def _sheet(assignment: Assignment, criteria: list[Criterion], name: str) -> Sheet:
    given = {score.criterion_id: score for score in assignment.scores.all()}
    lines = [
        Line(each, given[each.pk].value, given[each.pk].comment) if each.pk in given else Line(each, None, "")
        for each in criteria
    ]
    weights = sum(each.weight for each in criteria)
    total = sum(line.value * line.criterion.weight for line in lines if line.value)
    return Sheet(
        name, round(100 * total / (HIGHEST * weights), 1) if weights else None, lines, assignment.comment
    )


# --- evaluation ----------------------------------------------------------------------------------


def assignments_of(user: Any) -> QuerySet[Assignment]:
    """What an evaluator has been given, in calls that are evaluated or decided; what is to do first."""
    todo = Case(
        When(state="given", then=0), When(state="declared", then=1), default=2, output_field=IntegerField()
    )
    own = Assignment.objects.visible_to(user).filter(evaluator_id=user.pk).exclude(state="conflict")
    related = ("application__organisation", "application__call__intervention__programme")
    return own.select_related(*related).annotate(todo=todo).order_by("todo", "pk")


def ranking(call: Call) -> QuerySet[Application]:
    """Submitted applications by their points, with what the decision needs, in one plan.

    `points`: the evaluators' mean out of 100, weighted by the grid; None before the first score.
    `spread`: the difference between the highest and the lowest evaluator's points. `rank`: 1, 2, 3 …
    `cumulated`: the amounts down to this row, of what is not declined. `given`, `scored`: evaluators.
    """
    weights = call.criteria.aggregate(total=Sum("weight"))["total"] or 1
    out_of = Value(100.0 / (HIGHEST * weights), output_field=FloatField())
    points = F("value") * F("criterion__weight")
    scores = Score.objects.filter(
        assignment__application=OuterRef("pk"), assignment__state="scored"
    ).order_by()
    by_application = scores.values("assignment__application").annotate(
        mean=Cast(Sum(points), FloatField()) * out_of / Count("assignment", distinct=True)
    )
    counted = Case(
        When(state="declined", then=Value(Decimal(0))), default=F("amount"), output_field=DecimalField()
    )
    order = [F("points").desc(nulls_last=True), F("pk").asc()]
    return (
        call.applications.exclude(state__in=["draft", "withdrawn"])
        .select_related("organisation", "theme", "call")
        .annotate(
            points=Subquery(by_application.values("mean"), output_field=FloatField()),
            best=_one_evaluator(call, Max, out_of),
            worst=_one_evaluator(call, Min, out_of),
            given=_evaluators("given", "declared", "scored"),
            scored=_evaluators("scored"),
            counted=counted,
        )
        .annotate(
            spread=F("best") - F("worst"),
            rank=Window(RowNumber(), order_by=order),
            cumulated=Window(Sum("counted"), order_by=order),
        )
        .order_by(*order)
    )


def _one_evaluator(call: Call, extreme: type[Max] | type[Min], out_of: Value) -> Subquery:
    """The points of the evaluator who gave the most, or the least."""
    each = (
        Assignment.objects.filter(application=OuterRef("pk"), state="scored")
        .order_by()
        .annotate(points=Sum(F("scores__value") * F("scores__criterion__weight")) * out_of)
    )
    ordered = each.order_by("-points" if extreme is Max else "points")
    return Subquery(ordered.values("points")[:1], output_field=FloatField())


def _evaluators(*states: str) -> Coalesce:
    found = Assignment.objects.filter(application=OuterRef("pk"), state__in=states).order_by()
    counted = found.values("application").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def evaluators_of(programme_id: int) -> list[Any]:
    """The evaluators of a programme: members, in that role, of organisations that take part in it."""
    from gapbridge.people.models import Membership, User

    members = Membership.objects.current().filter(
        role=Role.EVALUATOR, organisation__partnerships__programme=programme_id, user__is_active=True
    )
    return list(User.objects.filter(pk__in=members.values("user_id")).order_by("name", "pk"))


# --- what waits ----------------------------------------------------------------------------------


def waiting_for_evaluators(user: Any) -> Iterator[Waiting]:
    if Role.EVALUATOR not in standing(user).roles:
        return
    counts = assignments_of(user).filter(application__call__state="evaluation")
    found = counts.order_by().aggregate(
        given=Count("pk", filter=Q(state="given")), declared=Count("pk", filter=Q(state="declared"))
    )
    url = reverse("grants:assignments")
    if found["given"]:
        label = ngettext(
            "%(count)s application on which to declare your impartiality",
            "%(count)s applications on which to declare your impartiality",
            found["given"],
        )
        yield Waiting(label % {"count": found["given"]}, f"{url}?state=given", found["given"], stage="act")
    if found["declared"]:
        label = ngettext(
            "%(count)s application to score", "%(count)s applications to score", found["declared"]
        )
        yield Waiting(
            label % {"count": found["declared"]}, f"{url}?state=declared", found["declared"], stage="act"
        )


def waiting_for_the_office(user: Any) -> Iterator[Waiting]:
    programmes = standing(user).programmes_with(*GRANT_KEEPERS)
    if not programmes:
        return
    mine = Call.objects.filter(intervention__programme_id__in=programmes).select_related("intervention")
    for call in mine.filter(state="open", closes_at__lt=timezone.now()):
        label = _("The call “%(call)s” is closed: start the evaluation") % {"call": call}
        yield Waiting(label, call.get_absolute_url(), due=timezone.localdate(call.closes_at), stage="act")
    short = _short_of_evaluators(programmes)
    for call in mine.filter(pk__in=short):
        label = ngettext(
            "%(count)s application without two evaluators: “%(call)s”",
            "%(count)s applications without two evaluators: “%(call)s”",
            short[call.pk],
        ) % {"count": short[call.pk], "call": call}
        yield Waiting(label, reverse("grants:ranking", args=[call.pk]), short[call.pk], stage="act")


def _short_of_evaluators(programmes: list[int]) -> dict[int, int]:
    """call → how many submitted applications have fewer than two evaluators."""
    live = Q(assignments__state__in=["given", "declared", "scored"])
    evaluated = Application.objects.filter(
        call__state="evaluation", state="submitted", call__intervention__programme_id__in=programmes
    )
    lacking = evaluated.annotate(given=Count("assignments", filter=live)).filter(given__lt=EVALUATORS_EACH)
    found: dict[int, int] = {}
    for call_id in lacking.values_list("call_id", flat=True):
        found[call_id] = found.get(call_id, 0) + 1
    return found


def waiting_for_applicants(user: Any) -> Iterator[Waiting]:
    if Role.CSO_STAFF not in standing(user).roles:
        return
    drafts = applications_of(user).filter(
        state="draft", call__state="open", call__closes_at__gt=timezone.now()
    )
    for application in drafts:
        closes = timezone.localtime(application.call.closes_at)
        label = _("Finish and submit the application “%(title)s”") % {"title": application.title}
        yield Waiting(label, application.get_absolute_url(), due=closes.date(), stage="act")


# --- panels --------------------------------------------------------------------------------------


def panel_on_an_intervention(intervention: Any, user: Any) -> Panel | None:
    if intervention.kind != "call":
        return None
    call = Call.objects.visible_to(user).filter(intervention=intervention).prefetch_related("themes").first()
    if call is None:
        return None
    call.intervention = intervention
    office = standing(user).holds(*GRANT_KEEPERS, programme=intervention.programme_id)
    sent = call.applications.exclude(state__in=["draft", "withdrawn"]).count() if office else None
    return Panel(
        "grants/panel_call.html",
        {"call": call, "applications_sent": sent, "grants": grants_of(call, user)[:8]},
    )
