"""The pages of forms and telephones: what an officer sees and does there."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gapbridge.listen.collect.models import Device, Form, FormVersion
from tests.listen.collect.rooms import ready_form, receive, sheets, workbook
from tests.listen.collect.telephone import Telephone
from tests.listen.collect.test_submissions import filled
from tests.listen.rooms import listening

pytestmark = pytest.mark.django_db


def sent(book=None) -> SimpleUploadedFile:
    upload = workbook(book)
    upload.file.seek(0)
    return SimpleUploadedFile("form.xlsx", upload.file.read())


def test_an_officer_takes_the_methods_form_opens_it_and_finds_it_on_the_assessments_page(as_, cast):
    assessment = listening(cast)
    client = as_("protection_officer")
    assert "Use the method" in client.get(assessment.get_absolute_url()).content.decode()
    response = client.post(f"/collect/assessments/{assessment.pk}/method/", follow=True)
    form = Form.objects.get()
    assert response.redirect_chain[-1][0] == form.get_absolute_url()
    client.post(f"/move/collect.form/{form.pk}/open/")
    form.refresh_from_db()
    assert form.state == "open"
    assert form.title in client.get(assessment.get_absolute_url()).content.decode()


def test_every_error_of_a_workbook_stands_beside_its_field(as_, cast):
    assessment, book = listening(cast), sheets()
    book["survey"] += [["sorcery", "x", "X", "X"], ["text", "y", "Y", "Y", "(("]]
    response = as_("protection_officer").post(
        f"/collect/assessments/{assessment.pk}/new/", {"workbook": sent(book)}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "Sheet “survey”, row 10, column “type”: “sorcery” is not a type of question" in page
    assert "Sheet “survey”, row 11, column “constraint”: “((” is not an expression" in page
    assert not FormVersion.objects.exists()


def test_a_workbook_sent_on_the_page_becomes_a_version_that_can_be_downloaded(as_, cast):
    assessment = listening(cast)
    client = as_("protection_officer")
    client.post(f"/collect/assessments/{assessment.pk}/new/", {"workbook": sent()})
    version = FormVersion.objects.get()
    page = client.get(version.form.get_absolute_url()).content.decode()
    address = (
        f"/file/{version.xlsform_id}/"
        if f"/file/{version.xlsform_id}/" in page
        else re.search(rf'href="([^"]*{version.xlsform_id}[^"]*)"', page)[1]
    )
    assert client.get(address).status_code == 200
    assert as_("rival").get(address).status_code == 404


def test_the_form_page_warns_of_answers_on_an_unknown_version_and_shows_the_server(as_, cast):
    form = ready_form(cast)
    receive(cast, filled(version="99"))
    page = as_("protection_officer").get(form.get_absolute_url()).content.decode()
    assert "1 answer was filled in on a version that this server doesn" in page
    assert "http://testserver/openrosa" in page


def test_a_password_is_shown_once_and_opens_the_list(as_, cast, client):
    ready_form(cast)
    address = f"/collect/programmes/{cast.programme.pk}/telephones/"
    response = as_("protection_officer").post(address, {"label": "Team 1, blue cover"})
    device = Device.objects.get()
    password = re.search(r"<code>(\w{5}-\w{5}-\w{5})</code>", response.content.decode())[1]
    assert "no-store" in response["Cache-Control"]
    again = client.get(address).content.decode()
    assert "Team 1, blue cover" in again
    assert password not in again
    assert Telephone(device.username, password).ask("GET", "/openrosa/formList").status_code == 200


def test_a_telephone_is_withdrawn_once_asked_twice(as_, cast):
    client = as_("protection_officer")
    client.post(f"/collect/programmes/{cast.programme.pk}/telephones/", {"label": "Telephone"})
    device = Device.objects.get()
    assert "refused" in client.get(f"/collect/telephones/{device.pk}/withdraw/").content.decode()
    client.post(f"/collect/telephones/{device.pk}/withdraw/")
    device.refresh_from_db()
    assert device.revoked_at is not None
    assert client.post(f"/collect/telephones/{device.pk}/withdraw/").status_code == 422


@pytest.mark.parametrize(
    "name", ["grants_officer", "official", "donor", "rival", "stranger", "community_member"]
)
def test_who_does_not_keep_the_assessment_finds_no_forms(as_, cast, name):
    form = ready_form(cast)
    client = as_(name)
    assert client.get(form.get_absolute_url()).status_code == 404
    listed = client.get("/collect/")
    assert listed.status_code == 403 or form.title not in listed.content.decode()
    assert client.get(f"/collect/programmes/{cast.programme.pk}/telephones/").status_code in {403, 404}


def test_who_goes_out_sees_the_form_and_not_what_others_answered(as_, cast):
    form = ready_form(cast)
    form.assessment.teams.create(name="Team 1").members.add(cast.community_member)
    assert "0 answers" in as_("protection_officer").get(form.get_absolute_url()).content.decode()
    page = as_("community_member").get(form.get_absolute_url())
    assert page.status_code == 200
    assert "0 answers" not in page.content.decode()


def test_the_list_of_forms_costs_the_same_with_many(as_, cast, assert_constant_queries):
    assessment = listening(cast)
    client = as_("protection_officer")
    made = iter(range(100))

    def add():
        number = next(made)
        form = Form.objects.create(assessment=assessment, form_id=f"f{number}", title=f"Form {number}")
        form.versions.create(version="1", xform="<x/>", md5="0")

    assert_constant_queries(lambda: client.get("/collect/"), add)
