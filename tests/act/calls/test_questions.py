"""Questions: asked by one, answered for all, and nobody reads who asked."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.calls import actions
from gapbridge.act.calls.models import Call, Question
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import OutgoingMail


@pytest.fixture
def ask(cast, call):
    def put(who="applicant", text="May we pay salaries?", **more):
        return actions.ask_question(actor=cast.people[who], call=call, text=text, language="en", **more)

    return put


@pytest.fixture
def answer(cast):
    def put(question, said="Yes.", published="May salaries be paid?"):
        return actions.answer_question(
            actor=cast.grants_officer, question=question, published_text=published, answer=said, language="en"
        )

    return put


def test_an_open_question_is_seen_by_its_asker_their_organisation_and_the_office(ask, as_):
    url = ask().get_absolute_url()
    for who in ("applicant", "grants_officer"):
        assert as_(who).get(url).status_code == 200, who
    for who in ("visitor", "rival", "evaluator", "donor", "stranger"):
        assert as_(who).get(url).status_code == 404, who


def test_an_answered_question_is_everybodys_without_who_asked(cast, call, ask, answer, as_):
    question = answer(ask())
    for url in (
        question.get_absolute_url(),
        reverse("calls:questions", args=[call.pk]),
        call.get_absolute_url(),
    ):
        for who in ("visitor", "rival"):
            text = as_(who).get(url).content.decode()
            assert "May salaries be paid?" in text
            assert "May we pay salaries?" not in text
            assert "First CSO" not in text
            assert cast.applicant.email not in text


def test_the_asker_and_whoever_has_begun_are_written_to(cast, ask, answer, began):
    began("rival")
    answer(ask())
    mails = {mail.to: mail for mail in OutgoingMail.objects.all()}
    assert mails.keys() == {cast.applicant.email, cast.rival.email}
    assert "Your question" in mails[cast.applicant.email].subject
    assert "Your question" not in mails[cast.rival.email].subject
    assert "Yes." in mails[cast.rival.email].body


def test_an_answer_that_names_who_asked_is_refused(ask, answer):
    question = ask()
    for texts in ({"said": "Yes, FIRST  CSO may."}, {"published": "May First CSO pay?"}):
        with pytest.raises(Refused, match="names who asked"):
            answer(question, **texts)
    assert Question.objects.get(pk=question.pk).answered_at is None


def test_questions_end_at_the_moment_that_is_named(cast, make_call):
    until = timezone.now() + timedelta(days=5)
    call = make_call(questions_until=until)

    def put(received_at):
        actions.ask_question(
            actor=cast.applicant, call=call, text="x?", language="en", received_at=received_at
        )

    put(until)
    with pytest.raises(Refused, match="not taken any more"):
        put(until + timedelta(seconds=1))


def test_a_question_of_ten_thousand_words_is_kept_whole_and_marked(ask, as_):
    question = ask(text="word " * 10_000)
    assert len(Question.objects.get(pk=question.pk).text.split()) == 10_000
    text = as_("grants_officer").get(reverse("calls:answer", args=[question.pk])).content.decode()
    assert "This question has 10,000 words." in text


def test_an_empty_question_and_one_from_nobody_in_particular_are_refused(cast, call, ask):
    with pytest.raises(Refused):
        ask(text="  ")
    with pytest.raises(Forbidden):
        ask("donor")
    with pytest.raises(Refused) as refusal:
        ask(organisation=cast.rival_cso)
    assert refusal.value.field == "organisation"


def test_questions_are_numbered_and_a_flood_of_them_is_held_back(ask, call):
    numbers = [ask().number for _ in range(20)]
    assert numbers == list(range(1, 21))
    with pytest.raises(Refused, match="wait"):
        ask()


def test_a_draft_takes_no_questions(cast, make_call):
    with pytest.raises(Refused):
        actions.ask_question(actor=cast.applicant, call=make_call("draft"), text="x", language="en")


def test_an_answer_is_corrected_and_everybody_told_again(ask, answer, began):
    began("rival")
    question = answer(ask())
    answer(question, said="No.")
    assert Question.objects.get(pk=question.pk).answer == "No."
    assert OutgoingMail.objects.filter(to="rival@example.org", subject__contains="corrected").count() == 1


@pytest.mark.parametrize("who", ["applicant", "donor", "evaluator", "stranger"])
def test_only_the_office_answers(cast, ask, who):
    with pytest.raises(Forbidden):
        actions.answer_question(
            actor=cast.people[who], question=ask(), published_text="x", answer="y", language="en"
        )


def test_the_office_finds_its_open_questions_in_one_list_and_at_home(ask, answer, as_):
    question = ask()
    url = reverse("calls:open_questions")
    assert "May we pay salaries?" in as_("grants_officer").get(url).content.decode()
    assert "May we pay salaries?" not in as_("stranger").get(url).content.decode()
    home = reverse("portal:home")
    assert "1 question without an answer" in as_("grants_officer").get(home).content.decode()
    answer(question)
    assert "question without an answer" not in as_("grants_officer").get(home).content.decode()
    assert as_("applicant").get(url).status_code == 403


def test_a_question_is_asked_and_answered_by_the_forms(call, as_):
    client = as_("applicant")
    sent = client.post(
        reverse("calls:ask", args=[call.pk]), {"text": "May we pay salaries?", "language": "en"}
    )
    question = Question.objects.get()
    assert sent.url == question.get_absolute_url()
    office = as_("grants_officer")
    url = reverse("calls:answer", args=[question.pk])
    refused = office.post(url, {"published_text": "May one?", "answer": "", "language": "en"})
    assert refused.status_code == 422
    assert "May one?" in refused.content.decode()
    office.post(url, {"published_text": "May one?", "answer": "One may.", "language": "en"})
    assert "One may." in as_("visitor").get(question.get_absolute_url()).content.decode()
    assert Call.objects.filter(pk=call.pk).exists()
