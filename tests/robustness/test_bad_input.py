"""What bad input gets: a clear word beside the field, everything typed kept, nothing half saved."""

import html
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import RequestFactory
from django.urls import reverse

from gapbridge.act.services.models import Record
from gapbridge.act.trainings.models import Participant
from gapbridge.agree.consultations.models import Position
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.base.forms import ReasonForm, form_page
from gapbridge.base.models import JournalEntry, StoredFile
from gapbridge.listen.assessments.models import Assessment
from gapbridge.prove.results.models import Indicator, Observation
from tests.access.conftest import client_for, undone
from tests.robustness import garbage
from tests.robustness.pages import own_forms

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(stage):
    return stage.world.mine


@pytest.fixture
def as_(stage):
    """A client for a member of the cast; what it does is undone at the end."""
    with undone():
        yield lambda name: client_for(stage, name)


def refused(client, address, data, **extra):
    """Send it; it must be refused with nothing written. The response, and its text as read."""
    before = JournalEntry.objects.count()
    response = client.post(address, data, **extra)
    assert response.status_code == 422
    assert JournalEntry.objects.count() == before
    return response, html.unescape(response.content.decode())


def typed(response, address, name):
    (form,) = [form for form in own_forms(response.content.decode(), address) if name in form.controls]
    return form.controls[name].chosen[-1]


# --- dates ---------------------------------------------------------------------------------------

ASSESSMENT = {
    "title": "Autumn",
    "starts_on": "2009-03-01",
    "ends_on": "2009-03-31",
    "language": "en",
    "purpose": "To listen.",
}


@pytest.mark.parametrize("wrong", ["2009-02-30", "31.31.2009", "0000-00-00", "soon"])
def test_a_day_that_does_not_exist_is_named_beside_its_field_and_stays_there(as_, mine, wrong):
    address = reverse("assessments:new", args=[mine["programmes.programme"].pk])
    number = Assessment.objects.count()
    response, _text = refused(as_("programme_officer"), address, {**ASSESSMENT, "starts_on": wrong})
    assert response.context["form"].errors["starts_on"] == ["Enter a valid date."]
    assert typed(response, address, "starts_on") == wrong
    assert typed(response, address, "purpose") == "To listen."
    assert Assessment.objects.count() == number


@pytest.mark.parametrize(
    ("page", "label", "first", "last"),
    [
        ("programmes:edit", "programmes.programme", "starts_on", "ends_on"),
        ("assessments:edit", "assessments.assessment", "starts_on", "ends_on"),
        ("plans:edit", "plans.plan", "starts_on", "ends_on"),
        ("consultations:edit", "consultations.consultation", "opens_on", "closes_on"),
        ("interventions:edit", "round_table intervention", "starts_on", "ends_on"),
        ("calls:edit", "call intervention", "starts_on", "ends_on"),
        ("updates:edit", "updates.update", "period_start", "period_end"),
    ],
)
def test_an_end_before_the_beginning_is_refused_beside_the_field(as_, mine, page, label, first, last):
    obj = mine[label]
    fresh = type(obj)._base_manager.filter(pk=obj.pk)
    if label in {"plans.plan", "consultations.consultation"}:
        fresh.update(state="draft")
    client, address = as_("programme_officer"), reverse(page, args=[obj.pk])
    before = fresh.values().get()
    (form,) = own_forms(client.get(address).content.decode(), address)
    data = {name: control.chosen for name, control in form.controls.items()}
    response, _text = refused(client, address, {**data, first: "2009-06-30", last: "2009-06-01"})
    assert response.context["form"].errors.keys() & {first, last}
    assert typed(response, address, last) == "2009-06-01"
    assert fresh.values().get() == before


# --- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", ["-1", "-0.01", "NaN", "1e400", "9" * 20, "plenty"])
def test_money_that_is_none_is_refused_beside_the_field_and_stays_there(as_, mine, amount):
    address = reverse("plans:edit_measure", args=[mine["plans.measure"].pk])
    before = Measure.objects.values().get(pk=mine["plans.measure"].pk)
    data = {"responsible": mine["plans.measure"].responsible_id, "cost": amount}
    response, _text = refused(as_("programme_officer"), address, data)
    assert response.context["form"].errors["cost"]
    assert typed(response, address, "cost") == amount
    assert Measure.objects.values().get(pk=mine["plans.measure"].pk) == before


def test_a_budget_line_of_less_than_nothing_is_refused(as_, mine):
    address = reverse("programmes:set_budget_line", args=[mine["programmes.programme"].pk])
    response, _text = refused(
        as_("programme_officer"), address, {"code": "B", "title": "Training", "amount": "-500"}
    )
    assert response.context["form"].errors["amount"]
    assert (typed(response, address, "amount"), typed(response, address, "title")) == ("-500", "Training")


@pytest.mark.parametrize("denominator", ["", "0", "-4"])
def test_a_percentage_without_a_denominator_asks_out_of_how_many(as_, mine, denominator):
    indicator = mine["results.indicator"]
    Indicator.objects.filter(pk=indicator.pk).update(kind="percentage")
    address = reverse("results:new_observation", args=[indicator.pk])
    data = {"observed_on": "2009-03-05", "numerator": "3", "denominator": denominator, "source": "A survey"}
    number = Observation.objects.count()
    response, _text = refused(as_("monitoring_officer"), address, data)
    assert response.context["form"].errors.keys() == {"denominator"}
    assert (typed(response, address, "numerator"), typed(response, address, "source")) == ("3", "A survey")
    assert Observation.objects.count() == number


# --- people who were not asked -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"), [("applicant", 404), ("donor", 403), ("rival", 404), ("stranger", 404)]
)
def test_a_position_of_one_who_was_not_invited_is_not_taken(as_, mine, who, status):
    round_ = mine["consultations.consultation"]
    before = list(Position.objects.values())
    response = as_(who).post(
        reverse("consultations:answer", args=[round_.pk]), {"stand": "agree", "language": "en"}
    )
    assert response.status_code == status
    assert list(Position.objects.values()) == before


def test_a_position_for_an_organisation_that_was_not_invited_is_refused_beside_the_field(as_, stage, mine):
    address = reverse("consultations:answer", args=[mine["consultations.consultation"].pk])
    data = {
        "stakeholder": 0,
        "stand": "object",
        "reason": "Nobody asked us.",
        "language": "en",
    }
    response, text = refused(as_("official"), address, data)
    assert response.context["form"].errors["stakeholder"]
    assert "Nobody asked us." in text


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("report.pdf", garbage.PNG, "not what its name says (it looks like image/png)"),
        ("report.pdf", b"", "empty"),
        ("bomb.xlsx", garbage.BOMB, "unpack"),
        ("register.xlsm", garbage.SHEET, "macros"),
        ("setup.exe", b"MZ" + b"\0" * 64, "Files of this kind are not taken"),
        ("cut.xlsx", garbage.SHEET[:300], ""),
    ],
)
def test_an_upload_that_lies_is_refused_and_what_was_typed_beside_it_stays(as_, mine, name, content, said):
    gap = mine["gaps.gap"]
    type(gap).objects.filter(pk=gap.pk).update(state="draft")
    address = reverse("gaps:new_document", args=[gap.pk])
    number = StoredFile.objects.count(), gap.evidence.count()
    data = {"source": "A report of 2008", "note": "Page 7.", "file": SimpleUploadedFile(name, content)}
    response, _text = refused(as_("protection_officer"), address, data)
    assert said in response.context["form"].errors["file"][0]
    assert (typed(response, address, "source"), typed(response, address, "note")) == (
        "A report of 2008",
        "Page 7.",
    )
    assert (StoredFile.objects.count(), gap.evidence.count()) == number


# --- imports -------------------------------------------------------------------------------------


def test_an_unknown_word_in_a_register_names_its_row_and_column(as_, mine):
    address = reverse("services:import", args=[mine["services.service"].pk])
    table = garbage.workbook(
        [
            ["Person code", "Date", "Sex", "Place"],
            ["A-1", "2009-03-05", "female", None],
            ["A-2", "2009-03-05", "purple", "XX-1"],
        ]
    )
    number = Record.objects.count()
    _response, text = refused(
        as_("programme_officer"), address, {"file": SimpleUploadedFile("register.xlsx", table)}
    )
    assert "Row 3, column Sex: “purple” is not known." in text
    assert Record.objects.count() == number


def test_an_unknown_place_in_a_register_names_its_row_and_column(as_, mine):
    address = reverse("services:import", args=[mine["services.service"].pk])
    table = "Person code;Date;Place\nA-1;2009-03-05;\nA-2;31.02.2009;\nA-3;2009-03-05;XX-1\n"
    good_days = table.replace("31.02.2009", "05.03.2009")
    number = Record.objects.count()
    client = as_("programme_officer")
    for content, said in (
        (table, "Row 3, column Date: “31.02.2009” is not a date."),
        (good_days, "Row 4, column Place: “XX-1”"),
    ):
        upload = SimpleUploadedFile("register.csv", content.encode())
        assert said in refused(client, address, {"file": upload})[1]
    assert Record.objects.count() == number


def test_an_unknown_organisation_in_a_list_of_participants_names_its_row_and_column(as_, mine):
    address = reverse("trainings:import", args=[mine["trainings.training"].pk])
    lines = "Person code;Organisation;Sex\nP-7;First CSO;female\nP-8;No such office;female\n"
    number = Participant.objects.count()
    response, text = refused(as_("programme_officer"), address, {"lines": lines})
    assert "Row 3, column Organisation: “No such office”" in text
    assert typed(response, address, "lines") == lines
    assert Participant.objects.count() == number


# --- addresses -----------------------------------------------------------------------------------

NOTHING_HERE = {
    "en": "There is nothing here for you",
    "az": None,  # as translated, where it is
    "ru": None,
}


@pytest.mark.parametrize("language", NOTHING_HERE)
@pytest.mark.parametrize("who", ["visitor", "official"])
def test_nowhere_and_what_one_may_not_see_look_the_same_and_like_the_house(as_, stage, language, who):
    hidden = stage.world.theirs["gaps.gap"].get_absolute_url()
    client = as_(who)
    client.cookies["django_language"] = language
    pages = []
    for address in ("/no/such/page/", hidden, "/gaps/999999999999999999999999/"):
        response = client.get(address, headers={"accept-language": language})
        assert response.status_code == 404
        page = response.content.decode()
        assert '<main id="main"' in page
        assert f'<html lang="{language}"' in page
        if NOTHING_HERE[language]:
            assert NOTHING_HERE[language] in page
        pages.append(page.partition("<main")[2].partition("</main>")[0])
    assert pages[0] == pages[1] == pages[2]


# --- what never reaches a form -------------------------------------------------------------------


def house(response, status):
    assert response.status_code == status
    page = response.content.decode()
    assert '<main id="main"' in page, page[:500]
    return page


@pytest.mark.parametrize("content", [b"text=%00", b"text=a%ED%A0%80b%00", b"%00=1", b"text=\x00"])
def test_text_that_no_database_holds_is_answered_with_a_page(as_, content):
    client = as_("programme_officer")
    house(client.post("/feedback/new/", content, content_type="application/x-www-form-urlencoded"), 400)


@pytest.mark.parametrize("address", ["/gaps/?q=%00", "/gaps/?%00=1", "/search/?q=a%00b", "/%00/"])
def test_an_address_that_no_database_holds_is_answered_with_a_page(as_, address):
    response = as_("visitor").get(address)
    house(response, 400)


def test_broken_letters_are_shown_as_such(as_):
    assert as_("visitor").get("/search/?q=%ED%A0%80%FF").status_code == 200
    assert as_("visitor").get("/%ED%A0%80%FF/").status_code == 404


def test_a_form_of_more_than_5_mb_is_answered_with_a_page(as_, mine):
    address = reverse("assessments:new", args=[mine["programmes.programme"].pk])
    client = as_("programme_officer")
    client.get(address)  # for the cookie: the token is looked for in a form that is too large to be read
    client.handler.enforce_csrf_checks = True
    for content_type in ("application/x-www-form-urlencoded", None):
        data = {**ASSESSMENT, "purpose": "x" * 6_000_000}
        if content_type:
            response = client.post(address, f"purpose={data['purpose']}", content_type=content_type)
        else:
            response = client.post(address, data)
        house(response, 400)


def test_a_form_of_too_many_fields_is_answered_with_a_page(as_):
    content = "&".join(f"a{number}=1" for number in range(6000))
    response = as_("programme_officer").post(
        "/feedback/new/", content, content_type="application/x-www-form-urlencoded"
    )
    house(response, 400)


def test_a_body_that_is_no_form_is_answered_with_a_page(as_):
    client = as_("programme_officer")
    address = "/feedback/new/"
    for content_type in (
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=" + "y" * 300,
    ):
        assert client.post(address, b"--nothing--", content_type=content_type).status_code in {400, 422}
    for content_type in (
        "application/json",
        "text/plain",
        "",
        "a/b;charset=nonsense",
        "application/x-www-form-urlencoded; charset=nonsense",
    ):
        assert client.generic("POST", address, b"{]", content_type=content_type).status_code in {
            400,
            415,
            422,
        }


def test_a_name_of_this_host_that_is_not_ours_is_answered_with_a_page(as_):
    house(as_("visitor").get("/", headers={"host": "evil.example"}), 400)
    house(as_("programme_officer").get("/gaps/", headers={"host": "a b"}), 400)


@pytest.mark.parametrize("who", ["visitor", "programme_officer"])
def test_a_form_without_its_token_is_answered_with_a_page_that_says_what_to_do(stage, as_, who):
    client = as_(who)
    client.handler.enforce_csrf_checks = True
    before = JournalEntry.objects.count()
    page = house(client.post("/feedback/new/", {"kind": "question", "text": "Hello"}), 403)
    assert "load the page again" in page
    assert JournalEntry.objects.count() == before


def test_fields_that_a_form_does_not_have_are_left_aside(as_, mine):
    """Somebody adds the state, the owner and the id to what a form sends."""
    programme = mine["programmes.programme"]
    address = reverse("assessments:new", args=[programme.pk])
    forged = {
        "state": "published",
        "programme": "0",
        "id": str(mine["assessments.assessment"].pk),
        "created_by": "1",
    }
    client = as_("programme_officer")
    form = own_forms(client.get(address).content.decode(), address)[0]
    places = [value for value in form.controls["places"].values if value][:1]
    response = client.post(address, {**ASSESSMENT, **forged, "places": places})
    assert response.status_code == 302, response.context["form"].errors
    made = Assessment.objects.latest("pk")
    assert (made.state, made.programme_id, made.title) == ("planned", programme.pk, "Autumn")
    assert made.pk != mine["assessments.assessment"].pk
    assert made.starts_on == date(2009, 3, 1)


# --- what the database alone refuses -------------------------------------------------------------


def test_a_code_that_somebody_took_a_moment_ago_loses_nothing_typed(stage, mine):
    """Between the check of a form and the write another may have been quicker: only the database sees it."""
    gap = mine["gaps.gap"]
    request = RequestFactory().post("/here/", {"reason": "A long explanation."})
    request.user, request.session = stage.cast.fresh("programme_officer"), {}
    before = Gap.objects.count()

    @transaction.atomic
    def act(data):
        Gap.objects.create(programme=gap.programme, code="QUICKER", title="Ours", severity=1)
        Gap.objects.create(programme=gap.programme, code=gap.code, title="Theirs", severity=1)

    response = form_page(request, ReasonForm, act=act, title="Here")
    assert response.status_code == 422
    page = html.unescape(response.content.decode())
    assert "This contradicts what is kept already" in page
    assert "A long explanation." in page
    assert Gap.objects.count() == before


def test_what_others_rest_on_is_not_removed_and_a_page_says_why(as_, mine):
    round_, item = mine["consultations.consultation"], mine["consultations.item"]
    type(round_).objects.filter(pk=round_.pk).update(state="draft")
    address = reverse("consultations:remove_item", args=[round_.pk, item.pk])
    _response, text = refused(as_("protection_officer"), address, {})
    assert "Other records rest on this one" in text
    assert type(item).objects.filter(pk=item.pk).exists()


def test_an_id_that_no_database_holds_is_a_wrong_choice_and_no_error(as_, mine):
    address = reverse("assessments:edit", args=[mine["assessments.assessment"].pk])
    data = {**ASSESSMENT, "places": [str(2**64)], "populations": ["-" + "9" * 30]}
    response, _text = refused(as_("programme_officer"), address, data)
    assert response.context["form"].errors.keys() == {"places", "populations"}
    assert typed(response, address, "title") == "Autumn"


def test_a_form_without_a_single_field_is_refused_with_a_word(as_, mine):
    address = reverse("base:move", args=["gaps.gap", mine["gaps.gap"].pk, "set_aside"])
    response, _text = refused(as_("programme_officer"), address, {})
    assert response.context["form"].errors["reason"] == ["This field is required."]
