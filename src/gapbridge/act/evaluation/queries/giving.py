"""The page on which applications are given to evaluators: what is given, what is proposed, and why not."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation import conflicts
from gapbridge.act.evaluation.matching import Lack
from gapbridge.act.evaluation.models import LIVE, Assignment, CallStep
from gapbridge.act.evaluation.proposing import Proposal
from gapbridge.act.evaluation.readers import countable, judged_by
from gapbridge.people.models import User


@dataclass(frozen=True)
class Person:
    """An evaluator with the load that they have, and would have by the proposal."""

    user: User
    listed: bool  # the office has said what they read
    most: int | None
    given: int
    proposed: int

    @property
    def load(self) -> int:
        return self.given + self.proposed


@dataclass(frozen=True)
class Choice:
    """One evaluator for one application. `bar`: why it may not be; `note`: what speaks against it."""

    person: Person
    checked: bool
    state: str  # "given", "scored", "proposed" or ""
    bar: str
    note: str


@dataclass(frozen=True)
class Row:
    application: Application
    choices: list[Choice]
    lack: str

    @property
    def chosen(self) -> list[Choice]:
        return [each for each in self.choices if each.checked]


def seen_by(user: Any, call_step: CallStep, proposal: Proposal) -> Proposal:
    """The proposal without what is closed to the reader: another officer carries that out."""
    mine = set(judged_by(user).filter(call_id=call_step.call_id).values_list("pk", flat=True))
    return replace(
        proposal,
        pairs=[pair for pair in proposal.pairs if pair[0] in mine],
        lacks={pk: lack for pk, lack in proposal.lacks.items() if pk in mine},
        files={pk: file for pk, file in proposal.files.items() if pk in mine},
    )


def people_of(call_step: CallStep, proposal: Proposal, user: Any) -> list[Person]:
    """With their load, as far as the reader may know of it."""
    load = Counter(pair[1] for pair in proposal.pairs)
    live = Assignment._base_manager.filter(
        call_step=call_step, state__in=LIVE, application__in=countable(user)
    ).order_by()
    given = Counter(live.values_list("evaluator_id", flat=True))
    return [
        Person(
            each,
            each.pk in proposal.candidates,
            proposal.candidates[each.pk].most if each.pk in proposal.candidates else None,
            given[each.pk],
            load[each.pk],
        )
        for each in conflicts.evaluators_of(call_step.call.programme_id)
    ]


def rows_of(
    call_step: CallStep, applications: Iterable[Application], proposal: Proposal, people: list[Person]
) -> list[Row]:
    """Each application with all evaluators: who has it, who is proposed, who may not."""
    applications = list(applications)
    barred = conflicts.barred(call_step.call, [each.user for each in people])
    organisations = conflicts.organisations_in(call_step.call)
    proposed = set(proposal.pairs)
    held = Assignment._base_manager.filter(
        call_step=call_step, application__in=[each.pk for each in applications]
    )
    states = {(each.application_id, each.evaluator_id): each.state for each in held.defer("draft", "comment")}
    found = []
    for each in applications:
        theirs = organisations.get(each.pk, set())
        choices = [
            _choice(each, person, states, proposed, proposal, barred[person.user.pk] & theirs)
            for person in people
        ]
        found.append(Row(each, choices, said(proposal.lacks.get(each.pk))))
    return found


def _choice(
    application: Application,
    person: Person,
    states: dict[tuple[int, int], str],
    proposed: set[tuple[int, int]],
    proposal: Proposal,
    conflict: set[int],
) -> Choice:
    pair = (application.pk, person.user.pk)
    state = states.get(pair, "")
    if state in LIVE:
        return Choice(person, True, state, "", "")
    if conflict or state == "conflict":
        return Choice(person, False, "", _("conflict of interest"), "")
    one = proposal.candidates.get(person.user.pk)
    reads = one is not None and application.language in one.languages
    note = "" if reads else _("does not read %(language)s") % {"language": application.get_language_display()}
    if one is None:
        note = _("nothing is known of what this person reads")
    return Choice(person, pair in proposed, "proposed" if pair in proposed else "", "", note)


def said(lack: Lack | None) -> str:
    """What can't be met, and why: "Lacks 1 evaluator: 2 have a conflict of interest, 3 don't read the language." """
    if lack is None:
        return ""
    text = ngettext("Lacks %(count)s evaluator.", "Lacks %(count)s evaluators.", lack.number)
    return " ".join([text % {"count": lack.number}, *_reasons(lack)])


def _reasons(lack: Lack) -> list[str]:
    sentences = {
        "conflict": ngettext(
            "%(count)s person has a conflict of interest.",
            "%(count)s people have a conflict of interest.",
            lack.reasons.get("conflict", 0),
        ),
        "language": ngettext(
            "%(count)s person does not read its language.",
            "%(count)s people do not read its language.",
            lack.reasons.get("language", 0),
        ),
        "full": ngettext(
            "%(count)s person has as many as they take.",
            "%(count)s people have as many as they take.",
            lack.reasons.get("full", 0),
        ),
        "held": ngettext(
            "%(count)s person has had it already.",
            "%(count)s people have had it already.",
            lack.reasons.get("held", 0),
        ),
    }
    found = [text % {"count": lack.reasons[key]} for key, text in sentences.items() if lack.reasons.get(key)]
    return found or [_("Nobody is listed as an evaluator.")]


def seal(proposal: Proposal) -> str:
    """A mark of what was shown, so that nothing else is carried out."""
    return sha256(repr(proposal.pairs).encode()).hexdigest()[:16]


def wanted_in(posted: Any, applications: Iterable[int]) -> dict[int, set[int]]:
    """Application → evaluators ticked, of the applications on the page. Raises ValueError for what is no id."""
    return {pk: {int(each) for each in posted.getlist(f"for_{pk}")} for pk in applications}
