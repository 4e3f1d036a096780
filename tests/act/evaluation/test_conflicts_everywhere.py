"""Who has a conflict of interest about an application finds every list and count as if it did not exist.

Each page of calls, applications, evaluation and grants that stands for more than one application (read from the
resolver, so that a new one is tried by itself) is opened twice: before the application exists, and with it, by somebody
who has a conflict about it. Both times it says the same. What is let through is named below, with its reason.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation import actions, minutes_record
from gapbridge.act.evaluation.models import CallStep, Conflict, StepResult
from gapbridge.base import search
from gapbridge.base.errors import Refused
from gapbridge.programmes.models import Programme
from tests.act import granting
from tests.act.evaluation.people import (
    add_application,
    another_cso,
    another_evaluator,
    give,
    profile,
    scored_call,
)

pytestmark = pytest.mark.django_db

HIDDEN = "Friends of the reader"
APPS = ("calls", "applications", "evaluation", "grants")
ELSEWHERE = ("/home/", "/search/?q=friends", "/search/?q=project", "/programmes/")
LET_THROUGH = {
    "evaluation:conflicts": "the register of conflicts names the reader's own",
    "evaluation:declare": "a declaration names with whom one may have a conflict, and which one has",
    "evaluation:ranking": "ranks and cut are facts: the line stays, empty (its own test below)",
    "calls:new_corrigendum": "to how many people it goes is what the officer answers for",
    "calls:new": "a form that offers every organisation of the site",
    "grants:list": "grants are public once they are decided",
    "grants:ledger": "what was awarded is public once it is decided",
}
# Codes and moments that are new in every answer; and the minutes of a closed step, which name everybody: to who has a
# conflict about one they are shut (test_matrix.py). What a step still waits for is counted whole, or nobody could say
# why it is not closed.
NOISE = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"|\d\d:\d\d(:\d\d)?|DTSTAMP:\w+'
    r"|<p>\d+ evaluators gave their scores.*?</p>"
    r'|<p>1 more.</p>|<div class="toolbar"><a class="button small" href="/evaluation/steps/\d+/minutes/.*?</div>',
    re.DOTALL,
)


def pages() -> Iterator[tuple[str, Any]]:
    """Name and model of every page without an object, or with a call, a step of it, or a programme."""
    for namespace in APPS:
        for pattern in get_resolver().namespace_dict[namespace][1].url_patterns:
            rule = getattr(pattern.callback, "rule", None) if isinstance(pattern, URLPattern) else None
            single = set(pattern.pattern.converters) <= {"pk"}
            if rule and single and rule.model in {None, Call, CallStep, Programme}:
                if (rule.model is None) == (not pattern.pattern.converters):
                    yield f"{namespace}:{pattern.name}", rule.model


def addresses(call: Call) -> list[str]:
    of = {None: [[]], Call: [[call.pk]], Programme: [[call.programme_id]]}
    of[CallStep] = [[pk] for pk in call.steps.order_by("pk").values_list("pk", flat=True)]
    plain = [
        reverse(name, args=args) for name, model in pages() if name not in LET_THROUGH for args in of[model]
    ]
    return [*plain, *ELSEWHERE]


def said(client: Any, address: str) -> str:
    answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_filelike(BytesIO(content))
        content = repr({name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}).encode()
    return f"{answer.status_code} " + NOISE.sub("", content.decode(errors="replace"))


def found(client: Any, call: Call, again: dict[str, str] | None = None) -> dict[str, str]:
    """Address → what stands there, of all pages that open and the files of their lists; `again`: of the same ones."""
    for _each in search.reindex_all():
        pass
    if again:
        return {address: said(client, address) for address in again}
    texts = {address: said(client, address) for address in addresses(call)}
    files = [f"{each}?export=xlsx" for each, text in texts.items() if "export=xlsx" in text]
    texts |= {address: said(client, address) for address in files}
    return {address: text for address, text in texts.items() if text.startswith("200")}


def conflict(call: Call, user: Any, organisation: Any) -> None:
    Conflict.objects.create(
        call=call, user=user, organisation=organisation, source="declared", found_at=timezone.now()
    )


def freeze(call: Call, *kinds: str) -> None:
    for each in call.steps.filter(step__kind__in=kinds):
        each.record, each.closed_at = minutes_record.of(each, []), call.opens_at
        each.state = "closed"
        each.save()


def hidden_application(call: Call, state: str = "submitted") -> Application:
    organisation, person = another_cso(HIDDEN)
    made = add_application(call, organisation, person, title="Project of friends", state=state)
    return made


@pytest.fixture
def step(cast) -> CallStep:
    """Two applications, given to three evaluators who could take many more; the opening is closed with minutes."""
    step = scored_call(cast, 2)
    profile(cast, cast.evaluator, most=40)
    profile(cast, cast.second_evaluator, most=40)
    profile(cast, another_evaluator(cast, "third"), most=40)
    one, _two = step.call.applications.order_by("pk")
    give(cast, step, one, cast.evaluator, 4)
    give(cast, step, one, cast.second_evaluator)
    freeze(step.call, "opening")
    return step


def judge_hidden(cast: Any, step: CallStep) -> Application:
    """Scored by two who differ too much, so that it would be counted in every figure of the scoring."""
    hidden = hidden_application(step.call)
    give(cast, step, hidden, cast.evaluator, 5)
    give(cast, step, hidden, cast.second_evaluator, 1)
    freeze(step.call, "opening")
    return hidden


def assert_same(before: dict[str, str], after: dict[str, str]) -> None:
    assert before
    told = [each for each, text in after.items() if HIDDEN in text or "Project of friends" in text]
    assert told == []
    changed = [each for each in before if before[each] != after[each]]
    assert changed == []


def test_while_it_is_judged_no_list_count_file_or_search_of_an_officer_knows_of_it(cast, step, as_):
    before = found(as_("programme_officer"), step.call)
    hidden = judge_hidden(cast, step)
    seen = found(as_("programme_officer"), step.call, before)
    assert (
        len([each for each in before if before[each] != seen[each]]) > 10
    )  # without a conflict it is counted
    conflict(step.call, cast.programme_officer, hidden.organisation)
    after = found(as_("programme_officer"), step.call, before)
    assert hidden.number not in "".join(after.values())
    assert_same(before, after)


def test_nor_of_an_evaluator_to_whom_it_was_given(cast, step, as_):
    before = found(as_("second_evaluator"), step.call)
    hidden = judge_hidden(cast, step)
    conflict(step.call, cast.second_evaluator, hidden.organisation)
    assert_same(before, found(as_("second_evaluator"), step.call, before))


def test_who_acts_for_an_applicant_is_shut_out_without_any_row(cast, step, as_):
    hidden = judge_hidden(cast, step)
    cast.programme_officer.memberships.create(organisation=hidden.organisation, role="trainer")
    for page in ("evaluation:applications", "grants:numbers", "evaluation:call"):
        text = said(as_("programme_officer"), reverse(page, args=[step.call_id]))
        assert text.startswith("200")
        assert hidden.number not in text
        assert "Project of friends" not in text
    board = as_("programme_officer").get(reverse("evaluation:board", args=[step.pk]))
    assert board.context["page"].paginator.count == 2


def test_after_the_decision_what_is_not_public_still_knows_nothing_of_it(cast, as_):
    call = granting.call(cast, "decided")
    for state in ("awarded", "declined"):
        application = granting.application(call, *another_cso(), state)
        for each in call.steps.all():
            StepResult.objects.create(
                call_step=each, application=application, outcome="passed", made_at=call.opens_at
            )
    granting.grant(call.applications.get(state="awarded"), signed_on="2009-04-01")
    freeze(call, "opening", "full", "eligibility")
    before = found(as_("programme_officer"), call)
    organisation, person = another_cso(HIDDEN)
    hidden = granting.application(call, organisation, person, "awarded", title="Project of friends")
    for each in call.steps.all():
        StepResult.objects.create(call_step=each, application=hidden, outcome="passed", made_at=call.opens_at)
    granting.grant(hidden, signed_on="2009-04-01")
    freeze(call, "opening", "full", "eligibility")
    conflict(call, cast.programme_officer, organisation)
    after = found(as_("programme_officer"), call, before)
    public = ("/search/", "/calls/", "/programmes/")  # the grant itself is public now
    assert_same(
        {each: text for each, text in before.items() if not each.startswith(public)},
        {each: text for each, text in after.items() if not each.startswith(public)},
    )


def test_the_ranking_keeps_an_empty_line_for_it(cast, step, as_):
    hidden = judge_hidden(cast, step)
    conflict(step.call, cast.programme_officer, hidden.organisation)
    for address in ("", "?export=xlsx"):
        text = said(as_("programme_officer"), reverse("evaluation:ranking", args=[step.pk]) + address)
        for secret in (hidden.number, hidden.title, HIDDEN):
            assert secret not in text


def test_a_refusal_counts_what_it_may_not_name(cast, step):
    hidden = judge_hidden(cast, step)
    conflict(step.call, cast.programme_officer, hidden.organisation)
    with pytest.raises(Refused) as refusal:
        actions.close_step(actor=cast.fresh("programme_officer"), call_step=step)
    assert hidden.number not in str(refusal.value)
    with pytest.raises(Refused) as refusal:
        actions.close_step(actor=cast.fresh("grants_officer"), call_step=step)
    assert hidden.number in str(refusal.value)
