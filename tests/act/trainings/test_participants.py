import io

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from gapbridge.act.trainings import actions
from gapbridge.act.trainings.models import Participant
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import FormDraft, JournalEntry

HEADINGS = "Person code;Organisation;Takes part as;Sex;Age;Disability;Name"


def page_of(training, name):
    return reverse(f"trainings:{name}", args=[training.pk])


@pytest.fixture
def bring(as_, training):
    """`bring("P-1;…")` posts pasted lines under the usual headings; the response."""

    def send(*lines, name="programme_officer", **data):
        pasted = {"lines": "\n".join([HEADINGS, *lines])} if lines else {}
        return as_(name).post(page_of(training, "import"), {**pasted, **data})

    return send


def errors_of(response):
    assert response.status_code == 422
    return [message for messages in response.context["form"].errors.values() for message in messages]


# --- adding ---------------------------------------------------------------------------------------


def test_many_are_added_in_one_act(cast, training, enrol, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        enrol(*[f"P-{number}" for number in range(800)])
    assert training.participants.count() == 800
    assert JournalEntry.objects.latest("sequence").data == {"participants": 800}


def test_what_is_not_said_is_unknown(enrol):
    (person,) = enrol("P-1")
    assert (person.sex, person.age_band, person.disability) == ("unknown", "unknown", "not_asked")


@pytest.mark.parametrize("codes", [("P-1", "P-1"), ("P-0", "P-2")])
def test_a_code_stands_once_in_a_training(enrol, codes):
    enrol("P-0")
    with pytest.raises(Refused, match=codes[0]):
        enrol(*codes)
    assert Participant.objects.count() == 1


@pytest.mark.parametrize(
    "facts", [{"sex": "x"}, {"age_band": "forty"}, {"capacity": "boss"}, {"disability": "no"}]
)
def test_an_unknown_value_saves_nobody(enrol, facts):
    with pytest.raises(ValidationError):
        enrol("P-1", "P-2", **facts)
    assert not Participant.objects.exists()


def test_an_empty_code_is_refused(enrol):
    with pytest.raises(ValidationError):
        enrol("  ")


@pytest.mark.parametrize("name", ["official", "donor", "rival", "stranger", "logistician"])
def test_nobody_else_adds_participants(cast, training, name):
    with pytest.raises(Forbidden):
        actions.add_participants(actor=cast.people[name], training=training, rows=[])


def test_the_form_adds_one_and_keeps_no_draft_of_the_name(cast, as_, training):
    data = {
        "person_code": "P-1",
        "name": "Aysel",
        "organisation": cast.authority.pk,
        "capacity": "official",
        "sex": "female",
        "age_band": "18-59",
        "disability": "not_asked",
    }
    client = as_("programme_officer")
    assert "data-autosave" not in client.get(page_of(training, "add_participant")).content.decode()
    assert client.post(page_of(training, "add_participant"), data).status_code == 302
    assert Participant.objects.get().name == "Aysel"
    assert not FormDraft.objects.exists()


def test_correcting_a_participant_keeps_the_name_that_is_not_typed_again(cast, as_, enrol):
    (person,) = enrol("P-1", name="Aysel")
    url = reverse("trainings:participant", args=[person.pk])
    client = as_("programme_officer")
    assert "Aysel" not in client.get(url).content.decode()
    data = {
        "person_code": "P-9",
        "name": "",
        "organisation": cast.cso.pk,
        "capacity": "staff",
        "sex": "male",
        "age_band": "60+",
        "disability": "disabled",
    }
    assert client.post(url, data).status_code == 302
    person.refresh_from_db()
    assert (person.person_code, person.name, person.organisation, person.age_band) == (
        "P-9",
        "Aysel",
        cast.cso,
        "60+",
    )


def test_removing_takes_a_person_off_the_list(as_, enrol):
    one, two = enrol("P-1", "P-2")
    as_("programme_officer").post(reverse("trainings:remove_participant", args=[one.pk]))
    assert list(Participant.objects.all()) == [two]


# --- names ----------------------------------------------------------------------------------------


def test_names_are_encrypted_at_rest(enrol):
    enrol("P-1", name="Aysel")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM trainings_participant")
        assert "Aysel" not in cursor.fetchone()[0]


@pytest.mark.parametrize("name", ["programme_officer", "monitoring_officer", "trainer"])
def test_a_look_at_names_needs_a_reason_and_is_journalled(cast, as_, training, enrol, name):
    enrol("P-1", name="Aysel")
    client = as_(name)
    assert "Aysel" not in client.get(page_of(training, "names")).content.decode()
    assert "Aysel" not in client.post(page_of(training, "names"), {"reason": " "}).content.decode()
    assert not JournalEntry.objects.filter(verb="trainings.look_at_names").exists()

    response = client.post(page_of(training, "names"), {"reason": "Certificates"})

    assert "Aysel" in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    entry = JournalEntry.objects.get(verb="trainings.look_at_names")
    assert (entry.actor, entry.target_id, entry.data["reason"]) == (
        cast.people[name],
        training.pk,
        "Certificates",
    )


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("official", 403),
        ("donor", 403),
        ("logistician", 403),
        ("stranger", 404),
        ("rival", 404),
        ("visitor", 302),
    ],
)
def test_names_and_participants_are_closed_to_everybody_else(as_, training, enrol, name, status):
    (person,) = enrol("P-1", name="Aysel")
    client = as_(name)
    for page in ("participants", "names", "import", "register"):
        assert client.get(page_of(training, page)).status_code == status, page
    single = client.get(reverse("trainings:participant", args=[person.pk])).status_code
    assert single == (302 if name == "visitor" else 404)
    assert not JournalEntry.objects.filter(verb="trainings.look_at_names").exists()


# --- lists people bring ---------------------------------------------------------------------------


def test_pasted_lines_are_read_in_words_and_years(cast, training, bring):
    assert (
        bring("P-1;The authority;Official;Female;34;Not asked;Aysel", "P-2;first cso;;;;;").status_code == 302
    )
    rows = list(
        training.participants.values_list(
            "person_code", "organisation", "capacity", "sex", "age_band", "disability"
        )
    )
    assert rows == [
        ("P-1", cast.authority.pk, "official", "female", "18-59", "not_asked"),
        ("P-2", cast.cso.pk, "staff", "unknown", "unknown", "not_asked"),
    ]
    assert JournalEntry.objects.latest("sequence").verb == "trainings.add_participants"


def test_a_workbook_is_read_as_pasted_lines_are(training, bring):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(
            [["Code", "Organisation", "Sex", "Age"], ["P-7", "First CSO", "male", 61]]
        ):
            sheet.write_row(number, 0, row)
    assert bring(file=SimpleUploadedFile("list.xlsx", buffer.getvalue())).status_code == 302
    assert training.participants.values_list("person_code", "sex", "age_band").get() == ("P-7", "male", "60+")


def test_bad_rows_are_all_named_by_row_and_column_and_nothing_is_saved(enrol, bring):
    enrol("P-1")
    response = bring(
        "P-1;The authority;;;;;",
        "P-2;No such office;;;;;",
        "P-3;The authority;;;;;",
        "P-3;The authority;;;;;",
    )
    told = " ".join(errors_of(response))
    assert "Row 2" in told and "P-1" in told
    assert "Row 3" in told and "No such office" in told
    assert "Row 5" in told and "Row 4" not in told
    assert "P-2;No such office" in response.content.decode()
    assert Participant.objects.count() == 1


def test_an_unknown_code_names_its_row_and_column(bring):
    told = " ".join(errors_of(bring("P-1;The authority;;Femail;;;")))
    assert "Row 2" in told and "Sex" in told and "Femail" in told
    assert not Participant.objects.exists()


@pytest.mark.parametrize("data", [{}, {"lines": HEADINGS}, {"lines": "Name\nAysel"}])
def test_nothing_to_read_is_explained(bring, data):
    assert errors_of(bring(**data))


def test_a_file_that_is_no_table_is_explained(bring):
    assert errors_of(bring(file=SimpleUploadedFile("photo.xlsx", b"PK\x03\x04" + b"\x00" * 50)))


# --- the list -------------------------------------------------------------------------------------


def test_the_list_shows_codes_and_never_names(as_, training, enrol):
    enrol("P-1", name="Aysel")
    for query in ("", "?export=xlsx"):
        content = as_("trainer").get(page_of(training, "participants") + query)
        assert b"Aysel" not in (content.getvalue() if query else content.content)
    assert "P-1" in as_("trainer").get(page_of(training, "participants")).content.decode()


def test_the_list_is_filtered_by_who_is_trained(cast, as_, training, hold, enrol):
    (session,), (one, _two) = hold(1), enrol("P-1", "P-2")
    actions.mark_attendance(actor=cast.trainer, session=session, participants=[one])
    text = (
        as_("programme_officer").get(page_of(training, "participants") + "?is_trained=true").content.decode()
    )
    assert "P-1" in text and "P-2" not in text


def test_the_list_costs_the_same_however_long_it_is(as_, training, hold, enrol, assert_constant_queries):
    hold(2)
    client, numbers = as_("programme_officer"), iter(range(100))
    assert_constant_queries(
        lambda: client.get(page_of(training, "participants")), lambda: enrol(f"P-{next(numbers)}")
    )
