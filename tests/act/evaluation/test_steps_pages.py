"""The pages of an evaluation's course: what the office does there, and what nobody else sees."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from gapbridge.act.evaluation import actions
from gapbridge.act.evaluation.models import Check, Clarification, Conflict, Letter
from gapbridge.base.errors import Refused
from gapbridge.base.models import OutgoingMail
from gapbridge.base.sockets import waiting_for
from tests.act import granting

from . import course


def page_of(client, url) -> str:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return response.content.decode()


def opened(cast):
    """The opening runs with one application of the cast's CSO."""
    call = granting.call(cast, "evaluation")
    application = granting.application(call, cast.cso, cast.applicant, language="en")
    course.begin(cast, call, "opening")
    return call, application, course.step(call, "opening")


def test_checks_are_answered_on_their_page_and_a_no_asks_for_a_word(cast, as_):
    _call, application, opening = opened(cast)
    client = as_("grants_officer")
    url = reverse("evaluation:checks", args=[opening.pk, application.pk])
    item = opening.step.items.get()
    response = client.post(url, {f"answer_{item.pk}": "no", f"note_{item.pk}": ""})
    assert response.status_code == 422
    assert "Say what is missing" in response.content.decode()
    client.post(url, {f"answer_{item.pk}": "yes", f"note_{item.pk}": "By courier."})
    assert Check.objects.get().note == "By courier."
    assert "By courier." in page_of(client, url)
    assert "1/1" in page_of(client, opening.get_absolute_url())


def test_a_clarification_is_asked_mailed_and_answered_until_its_day(cast, as_):
    _call, application, opening = opened(cast)
    client = as_("grants_officer")
    due = timezone.localdate() + timedelta(days=7)
    client.post(
        reverse("evaluation:ask", args=[opening.pk, application.pk]),
        {"question": "Which statutes hold?", "due_on": due.isoformat()},
    )
    asked = Clarification.objects.get()
    assert "Which statutes hold?" in OutgoingMail.objects.get(to=cast.applicant.email).body
    course.check_all(cast, opening.call, "opening")
    with pytest.raises(Refused, match="clarification"):
        course.close(cast, opening.call, "opening")
    for who in ("rival", "stranger", "evaluator"):
        assert as_(who).get(asked.get_absolute_url()).status_code == 404
    assert any(each.url == asked.get_absolute_url() for each in waiting_for(cast.fresh("applicant")))
    as_("applicant").post(asked.get_absolute_url(), {"answer": "Those of 2024."})
    checks = reverse("evaluation:checks", args=[opening.pk, application.pk])
    assert "Those of 2024." in page_of(as_("grants_officer"), checks)
    course.close(cast, opening.call, "opening")


def test_an_answer_after_the_day_is_refused(cast):
    _call, application, opening = opened(cast)
    due = timezone.localdate() + timedelta(days=2)
    asked = actions.ask_clarification(
        actor=cast.grants_officer, call_step=opening, application=application, question="Which?", due_on=due
    )
    with pytest.raises(Refused, match="received until"):
        actions.answer_clarification(
            actor=cast.applicant,
            clarification=asked,
            answer="This one.",
            received_at=timezone.now() + timedelta(days=4),
        )


def test_a_step_is_closed_on_its_page_and_its_minutes_are_frozen_in_three_languages(cast, as_):
    call, _application, opening = opened(cast)
    client = as_("grants_officer")
    url = reverse("evaluation:close_step", args=[opening.pk])
    facts = {"minutes": "The post came at ten.", "language": "en", "present": [cast.grants_officer.pk]}
    response = client.post(url, facts)
    assert response.status_code == 422
    assert "1 check is not answered" in response.content.decode()
    course.check_all(cast, call, "opening")
    assert client.post(url, facts).status_code == 302
    page = page_of(client, opening.get_absolute_url())
    assert "The post came at ten." in page
    assert "grants officer" in page
    opening.refresh_from_db()
    assert opening.record["numbers"] == {"in": 1, "passed": 1, "failed": 0, "cut": 0}
    for language in ("en", "az", "ru"):
        response = client.get(reverse("evaluation:minutes", args=[opening.pk, language]))
        assert response.content.startswith(b"%PDF")


def test_the_ranking_is_shown_by_lot_and_exported(cast, as_):
    call = course.evaluated(cast, [5, 4, 4, 3], lots=1)
    client = as_("grants_officer")
    url = reverse("evaluation:ranking", args=[course.step(call, "full").pk])
    page = page_of(client, url)
    assert "Reserve list" in page
    assert page.index("-001<") < page.index("-002<") < page.index("-004<")
    rows = CalamineWorkbook.from_filelike(
        BytesIO(b"".join(client.get(f"{url}?export=xlsx").streaming_content))
    )
    values = rows.get_sheet_by_index(0).to_python()
    assert [row[7] for row in values[1:]] == [10_000, 20_000, 30_000, 40_000]
    assert [row[8] for row in values[1:]] == ["Yes", "Yes", "Yes", "No"]
    assert [row[9] for row in values[1:]] == ["No", "Yes", "Yes", "No"]


def test_the_ranking_costs_the_same_with_more_and_at_most_fifteen_queries(
    cast, as_, assert_constant_queries, django_assert_max_num_queries
):
    call = granting.call(cast, "evaluation")
    course.begin(cast, call, "opening")
    course.close(cast, call, "opening")
    course.begin(cast, call, "full")
    full, client = course.step(call, "full"), as_("grants_officer")
    url = reverse("evaluation:ranking", args=[full.pk])

    def add() -> None:
        (application,) = course.apply(call)
        opening = course.step(call, "opening")
        opening.results.create(application=application, outcome="passed", made_at=timezone.now())
        course.score_both(cast, application, 4)

    assert_constant_queries(lambda: client.get(url), add)
    with django_assert_max_num_queries(15):
        client.get(url)
    assert_constant_queries(lambda: client.get(full.get_absolute_url()), add)


def test_applicants_know_nothing_before_their_letter(cast, as_):
    call = granting.call(cast, "evaluation")
    application = granting.application(call, cast.cso, cast.applicant, amount=Decimal(9_000))
    course.pass_opening(cast, call)
    course.begin(cast, call, "full")
    course.score_both(cast, application, 5)
    course.close(cast, call, "full")
    course.begin(cast, call, "eligibility")
    course.check_all(cast, call, "eligibility")
    course.close(cast, call, "eligibility")
    proposal = course.carried(cast, call)
    client = as_("applicant")
    page = page_of(client, application.get_absolute_url())
    assert "It deserves 5." not in page
    assert "awarded" not in page.lower()
    assert client.get(reverse("evaluation:call", args=[call.pk])).status_code == 403
    for url in (course.step(call, "full").get_absolute_url(), proposal.get_absolute_url()):
        assert client.get(url).status_code == 404
    actions.decide(actor=cast.grants_officer, proposal=proposal)
    letter = Letter.objects.get(application=application, kind="awarded")
    page = page_of(client, letter.get_absolute_url())
    assert "9,000" in page
    assert "Evaluator 1" in page
    assert "It deserves 5." in page
    assert "second evaluator" not in page
    document = client.get(reverse("evaluation:letter_document", args=[letter.pk]))
    assert document.content.startswith(b"%PDF")
    for who in ("rival", "stranger", "evaluator", "donor"):
        assert as_(who).get(letter.get_absolute_url()).status_code == 404


def test_an_officer_with_a_conflict_sees_neither_the_application_nor_its_letters(cast, as_):
    call = course.evaluated(cast, [5, 4])
    hidden = call.applications.order_by("pk").first()
    Conflict.objects.create(
        call=call,
        user=cast.grants_officer,
        organisation=hidden.organisation,
        source="declared",
        found_at=timezone.now(),
    )
    client = as_("grants_officer")
    full = course.step(call, "full")
    for url in (
        reverse("evaluation:ranking", args=[full.pk]),
        full.get_absolute_url(),
        reverse("evaluation:letters", args=[call.pk]),
    ):
        assert str(hidden.organisation) not in page_of(client, url)
    assert client.get(reverse("evaluation:checks", args=[full.pk, hidden.pk])).status_code == 404
    assert client.get(Letter.objects.filter(application=hidden)[0].get_absolute_url()).status_code == 404
