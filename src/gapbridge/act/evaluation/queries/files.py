"""All applications that were sent to a call, with what the steps gave them: for lists of any length."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation.models import StepResult, Tally
from gapbridge.act.evaluation.readers import judged_by


def files_of(call: Call, user: Any) -> QuerySet[Application]:
    """Each with `concept_points` and `full_points`: of a closed step its result, of a released one the scores' mean;
    None before that. Only what this reader may judge. One query at any number of rows."""
    rows = Application.objects.filter(call=call, pk__in=judged_by(user).order_by().values("pk"))
    return (
        rows.exclude(number="")
        .annotate(concept_points=_points("concept"), full_points=_points("full"))
        .select_related("organisation", "lot")
        .order_by("number", "pk")
    )


def _points(kind: str) -> Coalesce:
    of_step = {"application": OuterRef("pk"), "call_step__step__kind": kind}
    results = StepResult.objects.filter(**of_step, replaced_at=None)
    released = Tally.objects.filter(**of_step, call_step__state="released")
    return Coalesce(Subquery(results.values("points")[:1]), Subquery(released.values("points")[:1]))
