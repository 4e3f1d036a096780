"""Procedures and forms on the site: read by grants offices, copied, changed row by row, frozen with the call."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from gapbridge.act.procedures import actions, reference
from gapbridge.act.procedures.models import FormDefinition, Procedure, Question
from tests.act import granting


@pytest.fixture
def usual(db):
    reference.load()
    return Procedure.objects.get(key="usual")


@pytest.fixture
def own(cast, usual):
    return actions.copy_procedure(actor=cast.grants_officer, procedure=usual, programme=cast.programme)


def sent(form):
    """A form as a browser would send it again, nothing changed."""
    data = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if value not in (None, False):
            data[name] = value
    return data


def test_a_template_is_copied_for_ones_programme_with_a_press(cast, as_, usual):
    as_("grants_officer").post(reverse("procedures:copy", args=[cast.programme.pk, usual.pk]))
    copy = Procedure.objects.get(programme=cast.programme)
    assert (copy.is_template, copy.steps.count(), copy.copied_from) == (True, 4, usual)
    shown = as_("grants_officer").get(copy.get_absolute_url()).content.decode()
    assert "Which gap does it name" in shown and "12 points are needed to pass" in shown


def test_a_step_sent_back_unchanged_keeps_all_words_in_all_languages(cast, as_, own):
    step = own.steps.get(kind="concept")
    address = reverse("procedures:edit_step", args=[own.pk, step.pk])
    client = as_("grants_officer")
    before = list(Question.objects.filter(section__step=step).values_list("text_az", "text_ru", "weight"))
    form = client.get(address).context["form"]
    assert client.post(address, sent(form)).status_code == 302
    after = list(Question.objects.filter(section__step=step).values_list("text_az", "text_ru", "weight"))
    assert (after, step.sections.count()) == (before, 2)


def test_a_question_is_added_and_a_title_without_questions_is_named(as_, own):
    step = own.steps.get(kind="concept")
    address = reverse("procedures:edit_step", args=[own.pk, step.pk])
    client = as_("grants_officer")
    data = sent(client.get(address).context["form"]) | {
        "section_1_question_5_text": "Is it new?", "section_1_question_5_weight": "2"
    }  # fmt: skip
    client.post(address, data)
    assert Question.objects.get(section__step=step, text="Is it new?").weight == 2
    wrong = client.post(address, data | {"section_3_title": "Empty"})
    assert wrong.status_code == 422
    assert "Write at least one question" in wrong.content.decode()
    assert 'value="Empty"' in wrong.content.decode()


def test_an_officer_cant_change_a_grid_after_the_call_opened(cast, as_, own):
    actions.freeze(procedure=own, at=datetime(2022, 1, 1, tzinfo=UTC))
    step = own.steps.get(kind="concept")
    client = as_("grants_officer")
    address = reverse("procedures:edit_step", args=[own.pk, step.pk])
    answer = client.post(address, sent(client.get(address).context["form"]))
    assert (
        answer.status_code,
        "can't be changed any more" in answer.content.decode().replace("&#x27;", "'"),
    ) == (422, True)
    assert "Edit the figures" not in client.get(own.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["applicant", "evaluator", "donor", "stranger", "visitor"])
def test_a_programmes_own_procedures_are_its_grants_offices(as_, own, name):
    assert as_(name).get(own.get_absolute_url()).status_code in {302, 404}


def test_a_form_gets_a_version_whose_section_is_edited_and_published(cast, as_, usual):
    shipped, client = FormDefinition.objects.get(key="concept"), as_("grants_officer")
    client.post(reverse("procedures:new_version", args=[cast.programme.pk, shipped.pk]))
    draft = FormDefinition.objects.get(programme=cast.programme)
    address = reverse("procedures:edit_section", args=[draft.pk, 0])
    data = sent(client.get(address).context["form"])
    assert client.post(address, data).status_code == 302
    draft.refresh_from_db()
    kept = [(each["key"], each["label"]) for each in draft.definition["sections"][0]["fields"]]
    assert kept == [(each["key"], each["label"]) for each in shipped.definition["sections"][0]["fields"]]
    wrong = client.post(address, data | {"field_4_key": "Wrong Key", "field_4_label_en": "Wrong"})
    assert wrong.status_code == 422 and "Small letters" in wrong.content.decode()
    client.post(address, data | {"field_4_key": "place", "field_4_label_en": "Where?", "field_4_kind": "choice",
                                 "field_4_options": "town | Town | Şəhər | Город\nvillage | Village"})  # fmt: skip
    draft.refresh_from_db()
    (added,) = [each for each in draft.definition["sections"][0]["fields"] if each["key"] == "place"]
    assert [each["label"]["az"] for each in added["options"]] == ["Şəhər", ""]
    client.post(reverse("procedures:publish", args=[draft.pk]))
    refused = client.post(address, data)
    assert refused.status_code == 422
    assert "Make a new version" in refused.content.decode(), refused.context["form"].errors


def test_a_form_of_another_programme_is_not_there(cast, as_):
    form = granting.form(cast, programme=cast.other)
    assert as_("grants_officer").get(form.get_absolute_url()).status_code == 404
