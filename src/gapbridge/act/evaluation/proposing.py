"""Who should be given what: a pure read. The office sees it with its reasons, changes it and carries it out."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from gapbridge.people.models import User

from . import conflicts, course
from .matching import Candidate, File, Lack, match
from .models import LIVE, Assignment, CallStep, EvaluatorProfile, Tally


@dataclass(frozen=True)
class Proposal:
    """`pairs`: (application, user) to be given, besides what is given already. `lacks`: application → what can't be
    met. `candidates`: whom it chose from, with the load that they have already in the call."""

    pairs: list[tuple[int, int]] = field(default_factory=list)
    lacks: dict[int, Lack] = field(default_factory=dict)
    candidates: dict[int, Candidate] = field(default_factory=dict)
    files: dict[int, File] = field(default_factory=dict)


def propose_assignment(*, call_step: CallStep) -> Proposal:
    """Two (or as many as the procedure says) for each application of the step that has fewer."""
    each = call_step.step.procedure.evaluators_each
    wanted = dict.fromkeys(course.entrants(call_step).values_list("pk", flat=True), each)
    return _propose(call_step, wanted, live_counts=True)


def propose_third(*, call_step: CallStep) -> Proposal:
    """One more for each application whose two evaluators differ too much."""
    wanting = Tally.objects.filter(call_step=call_step, needs_third=True)
    present = course.entrants(call_step).values("pk")
    wanted = dict.fromkeys(
        wanting.filter(application__in=present).values_list("application_id", flat=True), 1
    )
    return _propose(call_step, wanted, live_counts=False)


def propose_different(*, call_step: CallStep, application: int) -> Proposal:
    """One who had nothing to do with the application, after a complaint."""
    return _propose(call_step, {application: 1}, live_counts=False)


def _propose(call_step: CallStep, wanted: dict[int, int], *, live_counts: bool) -> Proposal:
    call = call_step.call
    people = candidates_of(call_step)
    users = User.objects.filter(pk__in=people)
    barred = conflicts.barred(call, users)
    organisations = conflicts.organisations_in(call)
    held, live = _held(call_step)
    files = {
        pk: File(
            pk,
            language,
            theme,
            wants=wanted[pk] - (len(live[pk]) if live_counts else 0),
            barred=frozenset(user for user, them in barred.items() if them & organisations.get(pk, set())),
            held=frozenset(held[pk]),
        )
        for pk, language, theme in _facts(call_step, wanted)
    }
    found = match(files.values(), people.values())
    pairs = [(pk, user) for pk in sorted(found.chosen) for user in found.chosen[pk]]
    return Proposal(pairs, found.lacks, people, files)


def candidates_of(call_step: CallStep) -> dict[int, Candidate]:
    """The programme's evaluators of whom the office has said what they read, with what they have in this step."""
    evaluators = conflicts.evaluators_of(call_step.call.programme_id)
    profiles = EvaluatorProfile.objects.filter(programme_id=call_step.call.programme_id, user__in=evaluators)
    live = Assignment._base_manager.filter(call_step=call_step, state__in=LIVE).order_by()
    load = Counter(live.values_list("evaluator_id", flat=True))
    return {
        each.user_id: Candidate(
            each.user_id,
            frozenset(each.languages),
            frozenset(topic.pk for topic in each.topics.all()),
            each.most,
            load[each.user_id],
        )
        for each in profiles.prefetch_related("topics").order_by("user_id")
    }


def _held(call_step: CallStep) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Application → who had it in this step in any way, and whose assignment lives."""
    held: dict[int, set[int]] = defaultdict(set)
    live: dict[int, set[int]] = defaultdict(set)
    rows = Assignment._base_manager.filter(call_step=call_step).order_by()
    for application, user, state in rows.values_list("application_id", "evaluator_id", "state"):
        held[application].add(user)
        if state in LIVE:
            live[application].add(user)
    return held, live


def _facts(call_step: CallStep, wanted: Collection[int]) -> Iterable[tuple[int, str, int]]:
    rows = (
        call_step.call.applications.filter(pk__in=wanted)
        if len(wanted) < 500
        else call_step.call.applications
    )
    found = rows.order_by("pk").values_list("pk", "language", "lot__theme_id")
    return [row for row in found if row[0] in wanted]
