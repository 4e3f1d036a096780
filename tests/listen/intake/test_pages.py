"""The pages of taking in: what they show, to whom, and what they keep when something is refused."""

import html
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gapbridge.base.models import FormDraft, JournalEntry
from gapbridge.base.sockets import waiting_for
from gapbridge.listen.assessments.models import KnownWord, Session
from gapbridge.listen.collect.models import Submission
from gapbridge.listen.intake.models import ImportRun
from tests.listen.intake.rooms import (
    PNG,
    arrived,
    bring_in,
    kobo_row,
    kobo_rows,
    new_form,
    table,
    take_in,
    upload,
    workbook,
)
from tests.robustness.pages import own_forms

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def filled_in(client: Any, address: str, **changes: Any) -> dict[str, Any]:
    """What the page's form would send as it stands, but for `changes` (None leaves a field out)."""
    (form,) = [
        each
        for each in own_forms(client.get(address).content.decode(), address)
        if "kind" in each.controls or "file" in each.controls or "place" in each.controls
    ]
    data: dict[str, Any] = {name: control.chosen for name, control in form.controls.items()}
    data |= changes
    return {name: value for name, value in data.items() if value not in (None, [])}


def address_of(name: str, obj: Any) -> str:
    return reverse(f"intake:{name}", args=[obj.pk])


# --- inbox ---------------------------------------------------------------------------------------


def test_the_inbox_never_opens_an_answer(cast, as_, assert_constant_queries):
    form = new_form(cast)
    client = as_("protection_officer")
    number = iter(range(1, 100))

    assert_constant_queries(lambda: client.get("/intake/"), lambda: arrived(cast, form, number=next(number)))
    assert "gəlir" not in text_of(client.get("/intake/"))
    assert not JournalEntry.objects.filter(verb="intake.read_submission").exists()


def test_the_inbox_is_filtered_by_state(cast, as_):
    form = new_form(cast)
    take_in(cast, arrived(cast, form, number=1))
    arrived(cast, form, number=2)

    page = as_("protection_officer").get("/intake/?state=taken_in")

    assert "S01" in text_of(page)
    assert len(page.context["rows"]) == 1


def test_what_waits_is_told_to_who_reads_it_and_to_nobody_else(cast):
    arrived(cast, new_form(cast))

    assert [each.label for each in waiting_for(cast.protection_officer)] == ["1 answer to read"]
    for other in ("monitoring_officer", "official", "stranger", "rival"):
        assert not [each for each in waiting_for(cast.people[other]) if "answer" in str(each.label)]


@pytest.mark.parametrize(
    ("member", "status"), [("monitoring_officer", 403), ("official", 404), ("stranger", 404)]
)
def test_an_answer_is_opened_by_who_takes_names_out_alone(cast, as_, member, status):
    submission = arrived(cast, new_form(cast))

    assert as_(member).get(submission.get_absolute_url()).status_code == status


# --- one answer ----------------------------------------------------------------------------------


def test_an_answer_is_read_question_by_question_and_the_look_recorded_once(cast, as_):
    submission = arrived(cast, new_form(cast))

    shown = text_of(as_("protection_officer").get(submission.get_absolute_url()))

    for words in ("Where?", "Yevlax", "Who?", "Women", "Water", "su iki gündən bir gəlir.", "suyumuz yoxdur"):
        assert words in shown
    assert JournalEntry.objects.filter(verb="intake.read_submission").count() == 1


def test_a_photo_is_seen_by_who_reads_the_answer_alone(cast, as_):
    submission = arrived(cast, new_form(cast), photo="1.png", media={"1.png": upload("1.png", PNG)})
    address = submission.media.get().file.get_absolute_url()

    assert as_("protection_officer").get(address).status_code == 200
    for other in ("monitoring_officer", "official", "stranger"):
        assert as_(other).get(address).status_code == 404


def test_an_answer_on_an_unknown_version_says_so(cast, as_):
    submission = arrived(cast, new_form(cast), version="7")

    assert "filled in on version 7" in text_of(as_("protection_officer").get(submission.get_absolute_url()))


def test_what_is_erased_says_so_and_leads_to_its_session(cast, as_):
    submission = arrived(cast, new_form(cast))
    session = take_in(cast, submission)

    shown = text_of(as_("protection_officer").get(submission.get_absolute_url()))

    assert "The answers are erased" in shown
    assert session.get_absolute_url() in shown
    assert not JournalEntry.objects.filter(verb="intake.read_submission").exists()


# --- taking in -----------------------------------------------------------------------------------


def test_the_page_as_it_stands_takes_the_answer_in(cast, as_):
    submission = arrived(cast, new_form(cast))
    client = as_("protection_officer")
    address = address_of("take_in", submission)

    response = client.post(address, filled_in(client, address))

    session = Session.objects.get()
    assert response.url == session.get_absolute_url()
    assert (session.place, session.participants, session.state) == (cast.district, 8, "held")
    assert "Su\nsu iki gündən bir gəlir." in session.notes
    assert [each.excerpt for each in session.statements.all()] == ["suyumuz yoxdur", "məktəb uzaqdır"]


def test_after_one_answer_comes_the_next(cast, as_):
    form = new_form(cast)
    first, second = arrived(cast, form, number=1), arrived(cast, form, number=2)
    client = as_("protection_officer")
    address = address_of("take_in", first)

    response = client.post(address, filled_in(client, address), follow=True)

    assert response.request["PATH_INFO"] == address_of("take_in", second)
    assert "session S01" in text_of(response)


def test_who_said_no_is_offered_to_be_erased(cast, as_):
    submission = arrived(cast, new_form(cast), consent_given="no")
    client = as_("protection_officer")
    address = address_of("take_in", submission)

    page = client.get(address)
    refused = client.post(address, filled_in(client, address))

    assert reverse("base:move", args=["collect.submission", submission.pk, "refuse"]) in text_of(page)
    assert refused.status_code == 422
    assert refused.context["form"].errors["consent_given"]
    assert not Session.objects.exists()


def test_a_name_is_replaced_before_anything_is_kept(cast, as_):
    submission = arrived(
        cast, new_form(cast), notes_water="Leyla Məmmədova dedi ki, su yoxdur. Tel 050 123 45 67"
    )
    client = as_("protection_officer")
    address = address_of("take_in", submission)

    client.post(address, filled_in(client, address))

    notes = Session.objects.get().notes
    assert "Leyla" not in notes and "050" not in notes
    assert "[telefon]" in notes


def test_a_name_that_was_typed_into_the_notes_is_asked_about_and_nothing_typed_is_lost(cast, as_):
    submission = arrived(cast, new_form(cast))
    client = as_("protection_officer")
    address = address_of("take_in", submission)

    response = client.post(address, filled_in(client, address, notes=["Leyla Məmmədova dedi ki, su yoxdur."]))

    assert response.status_code == 422
    shown = text_of(response)
    assert "Leyla Məmmədova dedi ki" in shown
    assert any(name.startswith("word_") for name in response.context["form"].errors)


def test_a_word_that_is_nobodys_name_is_kept_and_known_from_then_on(cast, as_):
    submission = arrived(
        cast, new_form(cast), notes_water="Onlar bizə Zərdüşt haqqında danışdılar, Zərdüşt yaxşıdır."
    )
    client = as_("protection_officer")
    address = address_of("take_in", submission)
    page = client.get(address)
    words = [field.name for field in page.context["form"] if field.name.startswith("word_")]
    assert words

    client.post(address, filled_in(client, address, **{word: ["keep"] for word in words}))

    assert "Zərdüşt" in Session.objects.get().notes
    assert KnownWord.objects.exists()


def test_what_is_refused_stands_beside_its_field(cast, as_):
    submission = arrived(cast, new_form(cast), held_on="2010-05-05", age_group="14-17")
    client = as_("protection_officer")
    address = address_of("take_in", submission)

    response = client.post(address, filled_in(client, address))

    assert list(response.context["form"].errors) == ["held_on"]
    fixed = client.post(address, filled_in(client, address, held_on=["2009-03-10"]))
    assert list(fixed.context["form"].errors) == ["consent_guardian_consent"]


def test_a_draft_of_an_answer_is_kept_sealed(cast, as_):
    submission = arrived(cast, new_form(cast))
    client = as_("protection_officer")
    address = address_of("take_in", submission)

    client.post(
        reverse("base:save_draft"), {"_draft_key": address, "notes": "gizli sözlər", "said_0": "başqa söz"}
    )

    assert "gizli" not in str(FormDraft.objects.get().data)
    page = client.get(address)
    assert page.context["form"]["notes"].value() == "gizli sözlər"
    assert page.context["form"]["said_0"].value() == "başqa söz"


def test_a_correction_shows_what_it_says_otherwise(cast, as_):
    form = new_form(cast)
    take_in(cast, arrived(cast, form))
    correction = arrived(
        cast, form, number=2, corrects="uuid:answer-1", participants="9", notes_water="su heç yoxdur"
    )
    client = as_("protection_officer")
    address = address_of("take_in", correction)

    shown = text_of(client.get(address))
    client.post(address, filled_in(client, address))

    assert "Take in as session S01" in shown
    assert "number of participants: 9" in shown and "su heç yoxdur" in shown
    assert Session.objects.get().participants == 9


def test_what_does_not_wait_any_more_leads_back_to_its_page(cast, as_):
    submission = arrived(cast, new_form(cast))
    take_in(cast, submission)

    response = as_("protection_officer").get(address_of("take_in", submission))

    assert response.url == submission.get_absolute_url()


# --- import --------------------------------------------------------------------------------------


def send(client: Any, form: Any, content: bytes, name: str = "answers.xlsx", **given: Any) -> Any:
    return client.post(
        address_of("import_new", form), {"file": SimpleUploadedFile(name, content), **given}, follow=True
    )


def test_a_file_is_brought_in_and_its_page_says_what_became_of_it(cast, as_):
    form = new_form(cast)
    client = as_("protection_officer")

    shown = text_of(send(client, form, workbook(answers=kobo_rows(3))))
    again = text_of(send(client, form, workbook(answers=kobo_rows(3))))

    assert "3 answers to read" in shown
    assert "Every answer in this file was here already" in again
    assert ImportRun.objects.count() == 2


def test_each_unsound_row_is_named_on_the_page(cast, as_):
    form = new_form(cast)

    response = send(
        as_("protection_officer"), form, workbook(answers=[*kobo_rows(1), kobo_row(2, held_on="soon")])
    )

    assert response.status_code == 422
    assert "Sheet answers, row 3, column held_on: “soon” is not a date." in text_of(response)
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("answers.csv", b"", "empty"),
        ("answers.pdf", b"%PDF-1.4", "CSV, XLSX or ZIP"),
        ("answers.zip", b"not a zip", "no ZIP"),
        ("answers.xlsx", b"PK\x03\x04" + b"\0" * 40, "."),
        ("answers.csv", b"place,place\na,b\n", "stands here twice"),
    ],
)
def test_a_file_that_is_no_export_is_refused_beside_its_field(cast, as_, name, content, says):
    response = send(as_("protection_officer"), new_form(cast), content, name)

    assert response.status_code == 422
    assert says in " ".join(response.context["form"].errors["file"])


def test_moved_columns_are_told_on_the_page_of_the_import(cast, as_):
    form = new_form(cast)
    client = as_("protection_officer")
    send(client, form, table(kobo_rows(1)).encode(), "a.csv")
    rows = kobo_rows(1)
    rows[0][rows[0].index("sex")] = "who_came"

    shown = text_of(send(client, form, table(rows).encode(), "b.csv"))

    assert "The columns are not those of the file before" in shown
    assert "<code>sex</code>" in shown and "<code>who_came</code>" in shown


def test_what_an_answer_means_is_said_on_the_mappings_page(cast, as_):
    form = new_form(cast)
    run = bring_in(cast, form, table([*kobo_rows(1), kobo_row(2, place="the old camp")]).encode(), "a.csv")
    client = as_("protection_officer")
    address = run.mapping.get_absolute_url()
    assert "the old camp" in text_of(client.get(address))

    response = client.post(address, filled_in(client, address, value_0=[cast.settlement.code]))

    assert response.url == run.get_absolute_url()
    run.mapping.refresh_from_db()
    assert run.mapping.rules["place"]["values"]["the old camp"] == cast.settlement.code
    assert run.mapping.made_by == cast.protection_officer


def test_the_questions_of_a_form_are_mapped_from_its_page(cast, as_):
    response = as_("protection_officer").post(address_of("map_form", new_form(cast)), follow=True)

    assert response.status_code == 200
    assert "Which question fills which part?" in text_of(response)
