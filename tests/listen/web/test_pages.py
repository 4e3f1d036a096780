"""Who fills in which form, what the server answers to the browser's queue, and what a page may do."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gapbridge.listen.assessments.models import Team
from gapbridge.listen.collect.models import Submission
from gapbridge.listen.collect.web.owner import owner_of
from gapbridge.listen.collect.web.views import languages_to_try

from .forms import instance, open_form, picture

LIST, READY, WORKER = reverse("webforms:list"), reverse("webforms:ready"), reverse("webforms:worker")
MAY = ("protection_officer", "programme_officer", "monitoring_officer")
MAY_NOT = ("official", "donor", "trainer", "stranger", "applicant", "community_member")
PNG = picture(1, 1)


@pytest.fixture
def form(cast):
    return open_form(cast)


def fill(form):
    return reverse("webforms:fill", args=[form.pk])


def send(client, form, xml=None, **files):
    parts = {
        "xml_submission_file": SimpleUploadedFile("submission.xml", (xml or instance()).encode(), "text/xml")
    }
    return client.post(reverse("webforms:send", args=[form.pk]), parts | files)


def page_data(response):
    found = re.search(
        r'<script id="page-data" type="application/json">(.*?)</script>', response.text, re.DOTALL
    )
    return json.loads(found[1])


# --- who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("member", MAY)
def test_who_keeps_what_is_said_fills_in_its_forms(as_, form, member):
    client = as_(member)
    assert form.title in client.get(LIST).text
    assert page_data(client.get(fill(form)))["form"]["xform"] == form.versions.get().xform


@pytest.mark.parametrize("member", MAY_NOT)
def test_for_others_the_form_is_not_there_and_takes_nothing(as_, form, member):
    client = as_(member)
    assert form.title not in client.get(LIST).text
    assert client.get(fill(form)).status_code == 404
    assert send(client, form).status_code == 404
    assert not Submission.objects.exists()


def test_who_goes_out_with_a_team_fills_in_its_forms(as_, cast, form):
    team = Team.objects.create(assessment=form.assessment, name="North")
    team.members.add(cast.trainer)
    client = as_("trainer")
    assert form.title in client.get(LIST).text
    assert send(client, form).status_code == 201
    assert Submission.objects.get().sent_by == cast.trainer


def test_a_visitor_is_sent_to_sign_in_and_the_queue_is_told_that_nobody_is_there(client, form):
    for address in (LIST, fill(form)):
        assert client.get(address).url.startswith("/accounts/login/")
    assert client.get(READY).json()["owner"] == ""


def test_a_form_that_is_closed_is_not_offered_and_says_so(as_, form):
    form.state = "closed"
    form.save()
    client = as_("protection_officer")
    assert form.title not in client.get(LIST).text
    assert "This form is not open" in client.get(fill(form)).text


# --- sending ------------------------------------------------------------------------------------


def test_an_answer_is_taken_once_however_often_it_is_sent(as_, cast, form):
    client = as_("protection_officer")
    first, again = send(client, form), send(client, form)
    assert (first.status_code, again.status_code) == (201, 202)
    assert first.json() == again.json()
    kept = Submission.objects.get()
    assert (kept.source, kept.sent_by, kept.form) == ("browser", cast.protection_officer, form)
    assert first.json()["receipt"] == kept.instance_id[-6:]


def test_a_picture_comes_along(as_, form):
    xml = instance(place="photo.png")
    answer = send(
        as_("protection_officer"),
        form,
        xml,
        **{"photo.png": SimpleUploadedFile("photo.png", PNG, "image/png")},
    )
    assert answer.status_code == 201
    assert Submission.objects.get().media.get(name="photo.png").file.size == len(PNG)


def test_other_words_under_the_same_id_are_refused_with_what_to_do(as_, form):
    client = as_("protection_officer")
    send(client, form)
    answer = send(client, form, instance(place="Elsewhere"))
    assert answer.status_code == 409
    assert "protection officer" in answer.json()["message"]
    assert "A settlement" in Submission.objects.get().content


@pytest.mark.parametrize(
    ("xml", "status", "said"),
    [
        ("<data", 422, "cut off"),
        (instance(form_id="another"), 422, "no form"),
        ("<data id='listening-web'/>", 422, "instance id"),
    ],
)
def test_what_is_no_answer_to_this_form_is_refused_and_nothing_kept(as_, form, xml, status, said):
    answer = send(as_("protection_officer"), form, xml)
    assert answer.status_code == status
    assert said in answer.json()["message"]
    assert not Submission.objects.exists()


def test_nothing_sent_is_refused(as_, form):
    answer = as_("protection_officer").post(reverse("webforms:send", args=[form.pk]))
    assert answer.status_code == 422
    assert "again" in answer.json()["message"]


def test_what_is_too_large_is_refused(as_, form, settings):
    client = as_("protection_officer")
    settings.COLLECT_REQUEST_MAX_BYTES = 200
    assert send(client, form).status_code == 413
    settings.COLLECT_REQUEST_MAX_BYTES, settings.COLLECT_XML_MAX_BYTES = 100_000, 50
    assert send(client, form).status_code == 413
    assert not Submission.objects.exists()


def test_an_answer_needs_a_token_and_the_queue_gets_a_fresh_one(cast, form):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.protection_officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert send(client, form).status_code == 403
    ready = client.get(READY).json()
    assert ready["owner"] == owner_of(cast.protection_officer)
    parts = {"xml_submission_file": SimpleUploadedFile("submission.xml", instance().encode())}
    address = reverse("webforms:send", args=[form.pk])
    assert client.post(address, parts, headers={"X-CSRFToken": ready["token"]}).status_code == 201


# --- the page -----------------------------------------------------------------------------------


def directives(response):
    return dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))


def test_the_page_of_a_form_runs_our_scripts_only_and_styles_by_a_nonce_of_its_own(as_, form):
    client = as_("protection_officer")
    one, other = client.get(fill(form)), client.get(fill(form))
    assert directives(one)["script-src"] == "'self' 'wasm-unsafe-eval'"
    nonce = re.fullmatch(r"'self' 'nonce-([\w-]+)'", directives(one)["style-src"])[1]
    assert f'nonce="{nonce}"' in one.text
    assert nonce not in other.text
    assert "camera=(self)" in one["Permissions-Policy"]


def test_no_other_page_has_that_leave(as_, form):
    listed = as_("protection_officer").get(LIST)
    assert directives(listed)["script-src"] == "'self'"
    assert directives(listed)["style-src"] == "'self'"
    assert "camera=()" in listed["Permissions-Policy"]


def test_pages_say_whose_they_are_without_saying_who(as_, cast, form):
    mine, theirs = as_("protection_officer").get(LIST), as_("monitoring_officer").get(LIST)
    assert mine["X-Fill-Owner"] == page_data(mine)["owner"] == owner_of(cast.protection_officer)
    assert mine["X-Fill-Owner"] != theirs["X-Fill-Owner"]
    assert str(cast.protection_officer.pk) != mine["X-Fill-Owner"]


def test_the_form_speaks_the_language_of_the_page(as_, form):
    client = as_("protection_officer")
    assert page_data(client.get(fill(form)))["form"]["languages"] == ["English (en)"]
    client.cookies["django_language"] = "az"
    assert page_data(client.get(fill(form)))["form"]["languages"] == ["Azərbaycanca (az)"]
    assert languages_to_try(["az", "English (en)"], "ru") == []


def test_the_worker_names_everything_that_the_pages_load(as_, form):
    """What it does not keep is missing without a network."""
    client = as_("protection_officer")
    worker = client.get(WORKER)
    assert worker["Content-Type"].startswith("text/javascript")
    kept = json.loads(worker.text.partition("const SETTINGS = ")[2].partition(";\n")[0])["shell"]
    for address in (LIST, fill(form)):
        page = client.get(address)
        loaded = re.findall(r'<(?:script|link)[^>]+(?:src|href)="(/static/[^"]+)"', page.text)
        assert loaded
        assert set(loaded) <= set(kept)
    assert page_data(page)["form"]["library"] in kept


def test_without_a_network_the_page_says_so_in_every_language_and_to_nobody_by_name(as_, cast):
    page = as_("protection_officer").get(reverse("webforms:offline"))
    assert all(f'<section lang="{code}">' in page.text for code in ("en", "az", "ru"))
    assert "X-Fill-Owner" not in page


def test_a_list_costs_the_same_whatever_its_length(as_, cast, assert_constant_queries):
    client = as_("protection_officer")
    numbers = iter(range(10))
    assert_constant_queries(
        lambda: client.get(LIST), lambda: open_form(cast, form_id=f"form-{next(numbers)}")
    )
