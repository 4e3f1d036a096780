"""What a telephone asks and is answered, by OpenRosa 1.0."""

import hashlib
import time
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gapbridge.base.models import StoredFile
from gapbridge.listen.collect import actions
from gapbridge.listen.collect.models import Device, Form, Submission
from gapbridge.listen.collect.openrosa import digest
from tests.listen.collect.rooms import PNG, filled, new_version, ready_form, sheets, upload, workbook
from tests.listen.collect.telephone import BOUNDARY, Telephone, multipart, new_telephone

pytestmark = pytest.mark.django_db
SUBMISSION = "/openrosa/submission"


@pytest.fixture
def form(cast):
    cache.clear()
    return ready_form(cast)


@pytest.fixture
def telephone(cast, form):
    return new_telephone(cast)


def said(response) -> str:
    root = ET.fromstring(response.content)
    assert root.tag == "{http://openrosa.org/http/response}OpenRosaResponse"
    return root[0].text


def listed(response) -> list[dict[str, str]]:
    root = ET.fromstring(response.content)
    assert root.tag == "{http://openrosa.org/xforms/xformsList}xforms"
    return [{each.tag.rpartition("}")[2]: each.text for each in entry} for entry in root]


# --- signing in ----------------------------------------------------------------------------------


def test_a_visitor_is_asked_for_a_digest_and_gets_no_cookie(client, form):
    for method, address in (("get", "/openrosa/formList"), ("head", SUBMISSION), ("post", SUBMISSION)):
        response = getattr(client, method)(address)
        assert response.status_code == 401
        assert response["WWW-Authenticate"].startswith(
            'Digest realm="Gapbridge", qop="auth", algorithm=MD5, nonce="'
        )
        assert response["X-OpenRosa-Version"] == "1.0"
        assert not response.cookies


def test_a_persons_account_opens_nothing(as_, form):
    assert as_("programme_officer").get("/openrosa/formList").status_code == 401


def test_the_password_is_kept_nowhere(cast, form):
    made = actions.add_device(actor=cast.protection_officer, programme=cast.programme, label="Telephone")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM collect_device")
        row = str(cursor.fetchall())
    assert made.password not in row
    assert digest.ha1(made.device.username, made.password) not in row


@pytest.mark.parametrize(
    "changed",
    [
        {"response": "0" * 32}, {"uri": "/openrosa/other"}, {"realm": "Elsewhere"}, {"nc": "1"}, {"qop": "auth-int"},
        {"nonce": "made-up"}, {"cnonce": ""}, {"username": "phone-nobody"}, {"opaque": "other"}, {"uri": "http://[::1"},
    ],
)  # fmt: skip
def test_a_signature_that_does_not_hold_is_refused(telephone, changed):
    header = telephone.authorization("GET", "/openrosa/formList", **changed)
    response = telephone.ask("GET", "/openrosa/formList", HTTP_AUTHORIZATION=header)
    assert response.status_code == 401
    assert "password" in said(response)


@pytest.mark.parametrize(
    "header", ["Digest", "Digest ,,,=", "Basic YTpi", 'Digest username="\xff\xfe"', "Digest " + "a" * 9000]
)
def test_a_header_of_nonsense_is_refused(client, form, header):
    assert client.get("/openrosa/formList", HTTP_AUTHORIZATION=header).status_code == 401


def test_a_signature_holds_for_its_method_and_address_only(telephone):
    header = telephone.authorization("GET", "/openrosa/formList")
    assert telephone.ask("GET", "/openrosa/formList", HTTP_AUTHORIZATION=header).status_code == 200
    assert telephone.ask("HEAD", SUBMISSION, HTTP_AUTHORIZATION=header).status_code == 401
    assert (
        telephone.ask("GET", "/openrosa/formList?formID=short", HTTP_AUTHORIZATION=header).status_code == 401
    )


def test_a_nonce_that_has_grown_old_is_stale_and_the_password_is_not_doubted(telephone, monkeypatch):
    telephone.ask("GET", "/openrosa/formList")
    now = time.time()
    monkeypatch.setattr(digest.time, "time", lambda: now + digest.NONCE_SECONDS + 2)
    response = telephone.ask("GET", "/openrosa/formList")
    assert response.status_code == 401
    assert response["WWW-Authenticate"].endswith("stale=true")
    telephone.challenge = {}
    assert telephone.ask("GET", "/openrosa/formList").status_code == 200


def test_a_withdrawn_telephone_is_refused_at_once(cast, telephone):
    assert telephone.ask("HEAD", SUBMISSION).status_code == 204
    actions.withdraw_device(actor=cast.protection_officer, device=Device.objects.get())
    assert telephone.ask("HEAD", SUBMISSION).status_code == 401
    assert telephone.send().status_code == 401
    assert not Submission.objects.exists()


def test_guessing_is_slowed_down_for_one_name_and_not_for_the_others(cast, telephone):
    guesser = Telephone(telephone.username, "wrong", challenge=telephone.challenge)
    found = [guesser.ask("GET", "/openrosa/formList").status_code for _ in range(22)]
    assert found == [401] * 20 + [429] * 2
    assert new_telephone(cast).ask("GET", "/openrosa/formList").status_code == 200


# --- forms ---------------------------------------------------------------------------------------


def test_the_list_names_the_newest_version_of_each_open_form(cast, telephone, form):
    other = sheets()
    other["settings"][1][2] = "2"
    newer = new_version(cast, form=form, workbook=workbook(other))
    Form.objects.create(assessment=form.assessment, form_id="draft", title="Draft")
    response = telephone.ask("GET", "/openrosa/formList")
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    (entry,) = listed(response)
    assert entry == {
        "formID": "short",
        "name": "Short form",
        "version": "2",
        "hash": f"md5:{newer.md5}",
        "downloadUrl": f"http://testserver/openrosa/forms/{newer.pk}/form.xml",
    }
    assert listed(telephone.ask("GET", "/openrosa/formList/")) == [entry]
    assert listed(telephone.ask("GET", "/openrosa/formList?formID=short")) == [entry]
    assert listed(telephone.ask("GET", "/openrosa/formList?formID=other")) == []


def test_what_is_downloaded_has_the_hash_that_was_listed(telephone):
    (entry,) = listed(telephone.ask("GET", "/openrosa/formList"))
    response = telephone.ask(
        "GET", entry["downloadUrl"].removeprefix("http://testserver"), HTTP_ACCEPT_ENCODING="gzip"
    )
    content = response.content
    if response.get("Content-Encoding") == "gzip":
        import gzip

        content = gzip.decompress(content)
    assert f"md5:{hashlib.md5(content).hexdigest()}" == entry["hash"]


def test_the_manifest_lists_the_files_and_gives_them_out(cast, telephone, form):
    other = sheets()
    other["settings"][1][2] = "2"
    new_version(cast, form=form, workbook=workbook(other), attachments=[upload(PNG, "family photo.png")])
    (entry,) = listed(telephone.ask("GET", "/openrosa/formList"))
    response = telephone.ask("GET", entry["manifestUrl"].removeprefix("http://testserver"))
    (file,) = ET.fromstring(response.content)
    found = {each.tag.rpartition("}")[2]: each.text for each in file}
    assert (found["filename"], found["hash"]) == ("family photo.png", f"md5:{hashlib.md5(PNG).hexdigest()}")
    picture = telephone.ask("GET", found["downloadUrl"].removeprefix("http://testserver"))
    assert b"".join(picture.streaming_content) == PNG


def test_a_closed_form_is_offered_no_more_but_answers_to_it_are_taken(cast, telephone, form):
    actions.close_form(actor=cast.protection_officer, form=form)
    assert listed(telephone.ask("GET", "/openrosa/formList")) == []
    assert telephone.ask("GET", f"/openrosa/forms/{form.versions.get().pk}/form.xml").status_code == 404
    assert telephone.send().status_code == 201


def test_forms_of_another_programme_are_not_there(cast, form):
    elsewhere = new_telephone(cast, actor=cast.stranger, programme=cast.other)
    pk = form.versions.get().pk
    assert listed(elsewhere.ask("GET", "/openrosa/formList")) == []
    assert elsewhere.ask("GET", f"/openrosa/forms/{pk}/form.xml").status_code == 404
    assert elsewhere.ask("GET", f"/openrosa/forms/{pk}/manifest.xml").status_code == 404
    refused = elsewhere.send()
    assert (refused.status_code, "short" in said(refused)) == (404, True)


def test_the_list_costs_the_same_with_many_forms(telephone, form):
    telephone.ask("GET", "/openrosa/formList")
    with CaptureQueriesContext(connection) as few:
        telephone.ask("GET", "/openrosa/formList")
    for number in range(5):
        more = Form.objects.create(
            assessment=form.assessment, form_id=f"f{number}", title="More", state="open"
        )
        more.versions.create(version="1", xform="<x/>", md5="0")
    with CaptureQueriesContext(connection) as many:
        assert len(listed(telephone.ask("GET", "/openrosa/formList"))) == 6
    assert len(many) == len(few)


# --- submissions ---------------------------------------------------------------------------------


def test_head_answers_exactly_204_with_where_and_how_much(telephone, settings):
    response = telephone.ask("HEAD", SUBMISSION)
    assert (response.status_code, response.content) == (204, b"")
    assert response["Location"] == "http://testserver/openrosa/submission"
    assert response["X-OpenRosa-Accept-Content-Length"] == str(settings.COLLECT_REQUEST_MAX_BYTES)


def test_a_submission_is_received_and_the_same_again_accepted(telephone):
    response = telephone.send()
    assert (response.status_code, said(response)) == (201, "Received. Thank you.")
    again = telephone.send()
    assert (again.status_code, said(again)) == (202, "This was received before. Nothing was doubled.")
    kept = Submission.objects.get()
    assert (kept.source, kept.device.username, kept.sent_by) == ("device", telephone.username, None)
    assert kept.device.seen_at is not None


def test_a_date_that_is_wrong_is_nobodys_business(telephone):
    assert telephone.send(HTTP_DATE="yesterday", HTTP_X_OPENROSA_VERSION="1.0").status_code == 201


def test_files_come_in_parts_and_are_sealed(telephone):
    content = filled(photo="a.png")
    first = telephone.send(content, incomplete=True)
    assert (first.status_code, said(first)) == (201, "Received in part. More of it is to come.")
    assert telephone.send(content, {"a.png": PNG}).status_code == 201
    assert telephone.send(content, {"a.png": PNG}).status_code == 202
    kept = Submission.objects.get()
    assert (kept.state, kept.media.get().file.sha256) == ("received", hashlib.sha256(PNG).hexdigest())
    assert kept.media.get().file.sealed


def test_other_content_under_the_same_id_is_told_and_the_first_stays(telephone):
    telephone.send()
    response = telephone.send(filled(words="Nothing."))
    assert response.status_code == 409
    assert "protection officer" in said(response)
    assert "Water." in Submission.objects.get().content


def test_an_edit_replaces_what_it_names(telephone):
    telephone.send()
    assert telephone.send(filled("uuid:2", corrects="uuid:1")).status_code == 201
    assert Submission.objects.get(instance_id="uuid:1").state == "replaced"


def test_an_unknown_version_is_kept_and_the_person_told(telephone):
    response = telephone.send(filled(version="99"))
    assert response.status_code == 201
    assert "version" in said(response)
    assert Submission.objects.get().stated_version == "99"


def test_an_unknown_form_is_named(telephone):
    response = telephone.send(filled(form_id="nobody_knows"))
    assert response.status_code == 404
    assert "nobody_knows" in said(response)


def test_the_message_is_in_the_readers_language(telephone):
    response = telephone.ask("GET", "/openrosa/forms/0/form.xml", HTTP_ACCEPT_LANGUAGE="ru")
    assert (response.status_code, response["Content-Language"]) == (404, "ru")


def test_a_body_cut_off_anywhere_leaves_nothing(telephone):
    whole = multipart(filled(photo="a.png"), {"a.png": PNG})
    for end in (0, 40, 300, len(whole) - len(PNG), len(whole) - 60, len(whole) - 20, len(whole) - 5):
        response = telephone.send(body=whole[:end])
        assert (response.status_code, end) == (400, end)
    assert not Submission.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_body_shorter_than_it_says_leaves_nothing(telephone):
    whole = multipart(filled(), {})
    response = telephone.send(**{"wsgi.input": BytesIO(whole), "CONTENT_LENGTH": str(len(whole) + 10)})
    assert response.status_code == 400
    assert not Submission.objects.exists()


class Untouched:
    """A body that must not be read."""

    def read(self, *_args):
        raise AssertionError("was read")

    readline = read


def test_two_gigabytes_are_refused_before_a_byte_is_read(telephone):
    extra = {"wsgi.input": Untouched(), "CONTENT_LENGTH": str(2 * 1024**3)}
    response = telephone.send(**extra)
    assert (response.status_code, "at most" in said(response)) == (413, True)


def test_nothing_is_read_before_somebody_has_signed_in(client, form):
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    response = client.generic(
        "POST", SUBMISSION, content_type=kind, **{"wsgi.input": Untouched(), "CONTENT_LENGTH": "99"}
    )
    assert response.status_code == 401


def test_a_file_that_is_too_large_is_refused_by_name(telephone, settings):
    settings.UPLOAD_MAX_BYTES = 10
    response = telephone.send(filled(), {"a.png": PNG})
    assert (response.status_code, "a.png" in said(response)) == (413, True)
    assert not Submission.objects.exists()


def test_too_many_files_are_refused(telephone, settings):
    settings.COLLECT_MEDIA_MAX_FILES = 1
    assert telephone.send(filled(), {"a.png": PNG, "b.png": PNG}).status_code == 413


@pytest.mark.parametrize("count", [99, 150])
def test_more_parts_than_django_takes_are_refused_too(telephone, count):
    assert telephone.send(filled(), {f"{number}.txt": b"x" for number in range(count)}).status_code == 413


@pytest.mark.parametrize("name", ["evil.exe", "a.docm", "photo.png", "noending", "a\x01.exe"])
def test_a_file_that_is_not_taken_is_named_and_nothing_is_kept(telephone, name):
    response = telephone.send(filled(), {name: b"MZ this is no picture"})
    assert (response.status_code, name.replace("\x01", "") in said(response)) == (400, True)
    assert not Submission.objects.exists()


def test_a_name_with_folders_or_marks_is_stored_under_an_id(telephone):
    assert telephone.send(filled(), {"../../etc/\u202egnp.png": PNG}).status_code == 201
    stored = Submission.objects.get().media.get().file
    assert stored.original_name == "gnp.png"
    assert ".." not in stored.storage_name


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"a=1"),
        ("text/xml", filled()),
        ("multipart/form-data", multipart(filled(), {})),
        ("multipart/form-data; boundary=", multipart(filled(), {})),
        ("multipart/form-data; boundary=other", multipart(filled(), {})),
        (f"multipart/form-data; boundary={BOUNDARY}", f"--{BOUNDARY}--\r\n".encode()),
        (f"multipart/form-data; boundary={BOUNDARY}", multipart(b"<data", {})),
        (f"multipart/form-data; boundary={BOUNDARY}", multipart(b"\x00\xff", {})),
        ("", b""),
    ],
)
def test_a_body_that_is_no_submission_is_refused(telephone, kind, body):
    response = telephone.send(body=body, content_type=kind)
    assert response.status_code == 400
    assert said(response)
    assert not Submission.objects.exists()


def test_a_form_that_came_as_a_field_is_taken_too(telephone):
    body = multipart(filled(), {}).replace(b'; filename="form.xml"', b"")
    assert telephone.send(body=body).status_code == 201


def test_other_methods_are_told_which_there_are(telephone):
    assert telephone.ask("GET", SUBMISSION)["Allow"] == "HEAD, POST"
    assert telephone.ask("DELETE", "/openrosa/formList").status_code == 405
