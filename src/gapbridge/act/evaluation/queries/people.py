"""Evaluators of a programme, and what was declared and found in a call."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation import conflicts, declaration
from gapbridge.act.evaluation.models import (
    LIVE,
    UNRELEASED,
    Assignment,
    Conflict,
    Declaration,
    EvaluatorProfile,
)
from gapbridge.act.evaluation.readers import closed_to, countable
from gapbridge.people.models import User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Programme

LANGUAGES = dict(NARRATIVE_LANGUAGES)


def profiles_of(programme: Programme, user: Any) -> QuerySet[EvaluatorProfile]:
    """With what each has been given in steps that are not over, as far as the reader may know of it."""
    held = Assignment._base_manager.filter(
        evaluator_id=OuterRef("user_id"),
        state__in=LIVE,
        application__in=countable(user),
        call_step__state__in=UNRELEASED,
        call_step__call__intervention__programme_id=programme.pk,
    ).order_by()
    counted = held.values("evaluator_id").annotate(number=Count("pk")).values("number")
    return (
        EvaluatorProfile.objects.filter(programme=programme)
        .select_related("user")
        .prefetch_related("topics")
        .annotate(given=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
        .order_by("user__name", "pk")
    )


def languages_said(profile: EvaluatorProfile) -> str:
    return ", ".join(str(LANGUAGES.get(code, code)) for code in profile.languages)


def topics_said(profile: EvaluatorProfile) -> str | None:
    return ", ".join(str(each) for each in profile.topics.all()) or None


def unlisted(programme: Programme) -> list[User]:
    """Evaluators of whom nothing has been said yet: nothing is proposed to them."""
    known = set(EvaluatorProfile.objects.filter(programme=programme).values_list("user_id", flat=True))
    return [each for each in conflicts.evaluators_of(programme.pk) if each.pk not in known]


def applying(call: Call) -> set[int]:
    """Organisations that applied, or take part in what was sent."""
    return set().union(*conflicts.organisations_in(call).values())


def files_given(call: Call, user: Any) -> int:
    own = Assignment._base_manager.filter(call_step__call=call, evaluator_id=user.pk, state__in=LIVE)
    return own.filter(application__in=countable(user)).count()


def declaration_context(call: Call, user: Any, given: Declaration | None) -> dict[str, Any]:
    """What stands on the declaration's page: own figures and own conflicts only."""
    own = (
        Conflict.objects.filter(call=call, user=user)
        .select_related("organisation")
        .order_by("organisation__name")
    )
    return {
        "call": call,
        "given": given,
        "paragraphs": declaration.text(given.text_version) if given else [],
        "files": files_given(call, user),
        "own_conflicts": own,
    }


def conflicts_in(call: Call, user: Any) -> QuerySet[Conflict]:
    """For the office; nothing about an organisation that is closed to this officer, but the officer's own."""
    closed = call.applications.filter(closed_to(user)).order_by().values("organisation_id")
    rows = Conflict.objects.filter(call=call).exclude(~Q(user_id=user.pk), organisation__in=closed)
    return rows.select_related("user", "organisation").order_by("user__name", "organisation__name", "source")


def declarations_in(call: Call) -> list[Declaration]:
    return list(Declaration.objects.filter(call=call).select_related("user").order_by("declared_at", "pk"))
