"""A donor's rules as data: shipped, copied, changed by those who may, frozen with the call."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from gapbridge.act.procedures import actions, reference
from gapbridge.act.procedures.definition import check_definition, editor_of, fields_of, sections_of, words_in
from gapbridge.act.procedures.models import FormDefinition, Procedure, Question
from gapbridge.act.procedures.queries import out_of, templates_for
from gapbridge.base.errors import Forbidden, Refused, WrongState
from tests.act import granting


@pytest.fixture
def usual(db):
    reference.load()
    return Procedure.objects.get(key="usual")


@pytest.fixture
def own(cast, usual):
    return actions.copy_procedure(
        actor=cast.grants_officer, procedure=usual, programme=cast.programme, for_call=True
    )


def test_the_shipped_procedure_is_the_donors_usual_one(usual):
    steps = {step.kind: step for step in usual.steps.all()}
    assert list(steps) == ["opening", "concept", "full", "eligibility"]
    worth = {section.title_en: out_of(section) for section in steps["concept"].sections.all()}
    assert (worth, steps["concept"].least_points) == ({"Relevance": 20, "Design": 30}, 30)
    worth = {section.title_en: out_of(section) for section in steps["full"].sections.all()}
    assert worth == {
        "Capacity": 20, "Relevance": 20, "Design": 15, "Implementation": 15, "Sustainability": 15, "Budget": 15,
    }  # fmt: skip
    assert (out_of(steps["full"]), steps["full"].least_points) == (100, 60)
    assert steps["full"].sections.get(title_en="Capacity").least_points == 12
    assert (usual.invited_multiple, usual.amount_margin_percent, usual.third_score_percent) == (2, 20, 30)


def test_loading_again_brings_nothing_twice(usual):
    assert reference.load() == {"procedures": 0, "forms": 0}


def test_a_copy_has_every_question_in_every_language_and_leaves_the_template_alone(cast, usual, own):
    def texts(procedure):
        rows = Question.objects.filter(section__step__procedure=procedure).order_by(
            "section__step__position", "pk"
        )
        return list(rows.values_list("text_en", "text_az", "text_ru", "guidance_az", "weight"))

    assert texts(own) == texts(usual)
    assert all(az and ru for _en, az, ru, *_ in texts(own))
    actions.change_procedure(actor=cast.grants_officer, procedure=own, complaint_days=5)
    assert Procedure.objects.get(pk=usual.pk).complaint_days == 10
    assert own not in templates_for(cast.programme) and usual in templates_for(cast.programme)


def test_a_frozen_procedure_is_not_changed_by_anybody(cast, own):
    actions.freeze(procedure=own, at=datetime(2022, 1, 1, tzinfo=UTC))
    with pytest.raises(WrongState, match="can't be changed"):
        actions.change_procedure(actor=cast.grants_officer, procedure=own, complaint_days=1)
    with pytest.raises(WrongState, match="can't be changed"):
        actions.set_grid(actor=cast.grants_officer, procedure=own, steps=[])
    assert own.steps.count() == 4


def test_a_grid_is_set_anew_while_the_call_is_prepared(cast, own):
    steps = [
        {"kind": "full", "title": "All", "least_points": 5, "sections": [
            {"title": "One", "questions": [{"text": "Is it good?", "weight": 2}]}]},
        {"kind": "eligibility", "title": "May they?", "items": [{"text": "Registered"}]},
    ]  # fmt: skip
    actions.set_grid(actor=cast.grants_officer, procedure=own, steps=steps)
    full, eligibility = own.steps.all()
    assert (out_of(full), eligibility.items.get().eliminating) == (10, True)


def test_the_shipped_template_is_copied_and_not_changed(cast, usual):
    with pytest.raises(Forbidden):
        actions.change_procedure(actor=cast.applicant, procedure=usual, complaint_days=1)
    with pytest.raises(WrongState, match="Copy it"):
        actions.change_procedure(actor=cast.grants_officer, procedure=usual, complaint_days=1)


@pytest.mark.parametrize("name", ["applicant", "evaluator", "stranger", "donor", "monitoring_officer"])
def test_only_the_programmes_grants_office_copies(cast, usual, name):
    with pytest.raises(Forbidden):
        actions.copy_procedure(actor=cast.people[name], procedure=usual, programme=cast.programme)


# --- forms ---------------------------------------------------------------------------------------


def test_a_form_reads_in_the_readers_language(usual):
    form = FormDefinition.objects.get(key="full")
    with translation.override("az"):
        assert sections_of(form)[0].title == "Ehtiyac"
    with translation.override("ru"):
        assert fields_of(form)[0].label == "Нужда и кто о ней говорит"
    budget = editor_of(form, "budget")
    assert (budget.headings[-1].key, budget.ceilings[0].percent) == ("overhead", 7)


def test_a_published_form_is_followed_by_a_version_and_never_changed(cast):
    form = actions.create_form(
        actor=cast.grants_officer, programme=cast.programme, key="ours", title="Ours", part="full",
        definition=granting.FULL,
    )  # fmt: skip
    actions.publish_form(actor=cast.grants_officer, form=form)
    with pytest.raises(WrongState, match="new version"):
        actions.change_form(actor=cast.grants_officer, form=form, title="Theirs")
    second = actions.new_version(actor=cast.grants_officer, form=form, programme=cast.programme)
    assert (second.version, second.published_at, second.definition) == (2, None, granting.FULL)


def changed(**field):
    return {"sections": [{"key": "s", "title": granting.words("S"), "fields": [granting.field("a") | field]}]}


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        (None, "at least one section"),
        ({"sections": [{"key": "S!", "title": granting.words("x"), "fields": []}]}, "Section 1.*key and a title"),
        ({"sections": [{"key": "s", "title": granting.words("x"), "fields": []}]}, "at least one field"),
        (changed(kind="song"), "kind of field is not known"),
        (changed(words=0), "from 1 to 5,000"),
        (changed(kind="choice"), "needs its options"),
        (changed(kind="budget", headings=[{"key": "a", "label": granting.words("A")}], ceilings=[{"heading": "b"}]), "ceiling"),
        ({"sections": [{"key": "s", "title": granting.words("S"), "fields": [granting.field("a")] * 2}]}, "two fields are called"),
    ],
)  # fmt: skip
def test_what_no_form_could_be_made_from_is_refused(db, definition, words):
    with pytest.raises(Refused, match=words):
        check_definition(definition)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0), ("one", 1), ("well-being of 1,234 people", 4), ("Bakı, Gəncə", 2), ("людей — из-за войны", 3),
        ("e.g. 3.5 %", 2), ("a\n\n- b\n- c", 3), ("don’t", 1),
    ],
)  # fmt: skip
def test_words_are_counted_as_people_count_them(text, number):
    assert words_in(text) == number
