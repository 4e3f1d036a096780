"""A programme's own questions of due diligence: written on the site, in versions; a check keeps those it began with."""

import pytest
from django.urls import reverse

from gapbridge.act.profiles import actions, checklist
from gapbridge.act.profiles.models import Questionnaire
from gapbridge.act.profiles.queries.questions import asked_in
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry

pytestmark = pytest.mark.django_db


def question(text: str, **more) -> dict:
    return {"en": text, "az": f"{text} az", "ru": f"{text} ru", **more}


def change(cast, *questions, actor: str = "grants_officer"):
    return actions.change_questions(
        actor=cast.people[actor], programme=cast.programme, questions=list(questions)
    )


def test_a_new_check_asks_the_programmes_newest_and_one_that_began_keeps_its_own(cast, check):
    before = [row.question for row in check.answers.all()]
    assert before == [each.key for each in checklist.newest().questions]
    change(cast, question("Is there a board?"))
    change(cast, question("Is there a safe?", essential=True), question("Is it locked?"))
    assert [row.question for row in check.answers.all()] == before
    asked = asked_in(cast.programme)
    assert asked.version == "1.2"
    assert [(each.texts["ru"], each.essential) for each in asked.questions] == [
        ("Is there a safe? ru", True),
        ("Is it locked? ru", False),
    ]
    actions.fail_check(actor=cast.grants_officer, check=check, reason="No statutes.")
    again = actions.start_check(
        actor=cast.grants_officer, organisation=check.organisation, programme=cast.programme
    )
    assert (again.checklist, again.answers.count()) == ("1.2", 2)


def test_a_question_keeps_its_key_over_versions_and_no_two_share_one(cast):
    first = checklist.newest().questions[0]
    change(cast, question("Otherwise", key=first.key), question("Twice", key=first.key), question("New"))
    keys = [each.key for each in asked_in(cast.programme).questions]
    assert keys[0] == first.key
    assert len(set(keys)) == 3


def test_none_one_without_a_language_and_too_many_are_refused(cast):
    for questions, words in (
        ([], "at least one question"),
        ([question("A") | {"ru": " "}], "all three languages"),
        ([question("A")] * 41, "At most 40"),
        ([question("A" * 501)], "At most 500"),
    ):
        with pytest.raises(Refused, match=words):
            change(cast, *questions)
    assert not Questionnaire.objects.exists()


@pytest.mark.parametrize("who", ["donor", "applicant", "evaluator", "monitoring_officer", "stranger"])
def test_only_the_programmes_officers_change_them(cast, who):
    with pytest.raises(Forbidden):
        change(cast, question("A"), actor=who)


def test_the_page_keeps_what_was_typed_beside_what_is_missing(cast, as_):
    client, address = as_("programme_officer"), reverse("profiles:questions", args=[cast.programme.pk])
    page = client.get(address).content.decode()
    assert checklist.newest().questions[0].texts["az"] in page
    half = {"1_en": "Is there a board?", "1_az": "", "1_ru": "Есть ли правление?"}
    answer = client.post(address, half)
    assert answer.status_code == 422
    assert "Есть ли правление?" in answer.content.decode()
    assert "all three languages" in answer.content.decode()
    assert (
        client.post(address, half | {"1_az": "İdarə heyəti varmı?", "1_essential": "on"}).status_code == 302
    )
    (row,) = Questionnaire.objects.get().questions
    assert (row["az"], row["essential"]) == ("İdarə heyəti varmı?", True)
    assert "varmı" not in str(JournalEntry.objects.get(verb="profiles.change_questions").data)
