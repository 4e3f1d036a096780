"""The pages on which an application is written, with and without JavaScript."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.applications.actions import be_present, save_answers
from gapbridge.act.applications.completeness import missing
from gapbridge.act.applications.models import Answer, AnswerVersion, Attachment, Presence
from gapbridge.people.models import Membership, User
from tests.act import granting

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def call(cast):
    return granting.call(cast)


@pytest.fixture
def part(cast, call):
    return granting.application(call, cast.cso, cast.applicant, "draft").parts.get()


@pytest.fixture
def colleague(cast):
    person = User.objects.create(email="colleague@example.org", name="A colleague")
    Membership.objects.create(user=person, organisation=cast.cso, role="cso_staff")
    return person


def section(part, key="project"):
    return reverse("applications:section", args=[part.pk, key])


def send(client, part, **body):
    """As the page sends by itself."""
    return client.post(reverse("applications:save", args=[part.pk]), json.dumps(body), "application/json")


def posted(**more):
    """As the form sends without scripts: every field of the section with the version it shows."""
    return {"v-need": 0, "v-methods": 0, "v-team": 0, "v-honest": 0, "a-need": "", "a-methods": "", **more}


def value(part, key="need"):
    return Answer.objects.get(part=part, key=key).value


# --- the part ---


def test_the_sections_are_steps_that_say_what_is_missing_and_who_is_there(as_, cast, part, colleague):
    be_present(actor=colleague, application=part.application, part=part, section="project")
    said = as_("applicant").get(part.get_absolute_url()).content.decode()
    assert "The project" in said and "“Need” is empty." in said and "“Honest”: confirm it." in said
    assert "A colleague writes here now." in said


def test_who_was_there_a_minute_ago_is_not_there_now(as_, cast, part, colleague):
    long_ago = timezone.now() - timedelta(seconds=61)
    be_present(actor=colleague, application=part.application, part=part, section="project", at=long_ago)
    assert "writes here now" not in as_("applicant").get(part.get_absolute_url()).content.decode()


def test_the_cover_is_the_first_section(as_, cast, part):
    url = reverse("applications:facts", args=[part.pk])
    answer = as_("applicant").post(
        url,
        {"title": "Wells", "lot": part.application.lot_id, "language": "az", "people": 40, "months": 5,
         "places": [cast.district.pk], "target_groups": [cast.idps.pk]},
    )  # fmt: skip
    part.application.refresh_from_db()
    assert answer.status_code == 302
    assert (part.application.title, part.application.people, part.application.places.get()) == (
        "Wells",
        40,
        cast.district,
    )


@pytest.mark.parametrize("name", ["part", "section", "facts", "save", "history"])
@pytest.mark.parametrize("who", ["rival", "stranger", "grants_officer", "evaluator"])
def test_a_draft_of_others_is_not_there_at_all(as_, part, name, who):
    save_answers(actor=part.application.created_by, part=part, answers={"need": "Secret"})
    more = {"section": ["project"], "history": ["need"]}.get(name, [])
    answer = as_(who).get(reverse(f"applications:{name}", args=[part.pk, *more]))
    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["rival", "stranger", "grants_officer", "evaluator"])
def test_nobody_saves_in_a_draft_of_others(as_, part, who):
    assert send(as_(who), part, answers={"need": "Mine"}).status_code == 404
    assert not Answer.objects.exists()


def test_who_sees_an_application_does_not_write_it(as_, cast, call):
    sent = granting.application(call, cast.cso, cast.applicant, "submitted").parts.get()
    assert send(as_("grants_officer"), sent, answers={"need": "Mine"}).status_code == 403
    assert as_("grants_officer").post(section(sent), posted(**{"a-need": "Mine"})).status_code == 403
    assert not Answer.objects.exists()


# --- a section, without scripts ---


def test_a_section_is_saved_whole_by_one_button(as_, part):
    answer = as_("applicant").post(
        section(part),
        posted(**{"a-need": "Water", "a-methods": "Pipes", "a-honest": "1", "a-team-rows": 2, "a-team-1-role": "Nurse",
                  "a-team-1-days": "5", "a-team-2-role": "", "go": "next"}),
    )  # fmt: skip
    assert answer.url == section(part, "logframe")
    assert [value(part, key) for key in ("need", "methods", "honest", "team")] == [
        "Water",
        "Pipes",
        True,
        [{"role": "Nurse", "days": "5"}],
    ]


def test_a_text_over_the_limit_is_kept_and_marked_and_named_as_missing(as_, part):
    text = "word " * 501
    client = as_("applicant")
    client.post(section(part), posted(**{"a-need": text}))
    assert value(part) == text
    said = "501 words, and at most 500 may stand here: take out 1 word."
    assert said in client.get(section(part)).content.decode()
    assert f"“Need”: {said}" in [each.text for each in missing(part)]


def test_a_text_in_a_number_cell_is_kept_and_named_by_row_and_column(as_, part):
    client = as_("applicant")
    client.post(section(part), posted(**{"a-team-rows": 2, "a-team-1-role": "Nurse", "a-team-1-days": "5",
                                         "a-team-2-days": "many"}))  # fmt: skip
    said = client.get(section(part)).content.decode()
    assert "Row 2, column “Days”: This is not a number." in said and 'value="many"' in said
    assert any("Row 2, column “Days”" in each.text for each in missing(part))


def test_what_is_too_large_to_be_kept_stays_on_the_page_with_all_else_that_was_typed(as_, part):
    text = "x" * 200_001
    answer = as_("applicant").post(section(part), posted(**{"a-need": text, "a-methods": "Typed for hours"}))
    said = answer.content.decode()
    assert answer.status_code == 422 and "at most 200000 can be kept" in said
    assert text in said and "Typed for hours" in said and not Answer.objects.exists()


def test_after_the_deadline_what_was_typed_is_shown_again_and_not_saved(as_, part, call):
    call.closes_at = timezone.now() - timedelta(seconds=1)
    call.save()
    answer = as_("applicant").post(section(part), posted(**{"a-need": "One second late"}))
    said = answer.content.decode()
    assert answer.status_code == 422 and "The deadline has passed." in said and "One second late" in said
    assert not Answer.objects.exists()


def test_a_section_of_what_was_submitted_can_be_read_and_says_what_to_do(as_, cast, call):
    sent = granting.application(call, cast.cso, cast.applicant, "submitted").parts.get()
    Answer.objects.create(part=sent, key="need", value="Water", changed_at=timezone.now())
    client = as_("applicant")
    said = client.get(section(sent)).content.decode()
    assert "Water" in said and "take it back" in said and "<textarea" not in said
    assert "take it back first" in client.post(section(sent), posted(**{"a-need": "More"})).content.decode()
    assert value(sent) == "Water"


def test_without_scripts_two_texts_stand_side_by_side_until_one_is_chosen(as_, cast, part, colleague):
    client = as_("applicant")
    save_answers(actor=colleague, part=part, answers={"need": "We need light"})
    page = client.post(section(part), posted(**{"a-need": "We need water"}), follow=True).content.decode()
    assert "Two texts were written at the same time" in page
    assert "We need light" in page and "We need water" in page
    waiting = AnswerVersion.objects.get(waits=True)
    assert "two texts stand side by side" in " ".join(each.text for each in missing(part))
    choice = {"choose": f"both:{waiting.pk}", f"both-{waiting.pk}": "We need both", f"seen-{waiting.pk}": 1}
    client.post(section(part), posted(**{"v-need": 1, "a-need": "We need light"}, **choice))
    assert value(part) == "We need both"
    kept = AnswerVersion.objects.filter(answer__part=part, waits=False).values_list("value", flat=True)
    assert sorted(kept) == ["We need light", "We need water"]


@pytest.mark.parametrize(("choice", "stands"), [("waits", "Mine"), ("stands", "Theirs")])
def test_mine_or_theirs_can_be_kept(as_, cast, part, colleague, choice, stands):
    save_answers(actor=colleague, part=part, answers={"need": "Theirs"})
    save_answers(actor=cast.applicant, part=part, answers={"need": "Mine"}, based_on={"need": 0})
    waiting = AnswerVersion.objects.get(waits=True)
    as_("applicant").post(
        section(part),
        posted(
            **{"v-need": 1, "a-need": "Theirs", "choose": f"{choice}:{waiting.pk}", f"seen-{waiting.pk}": 1}
        ),
    )
    assert (value(part), AnswerVersion.objects.filter(waits=True).exists()) == (stands, False)


def test_an_earlier_version_can_be_put_in_place_again(as_, cast, part):
    for text in ("First", "Second"):
        save_answers(actor=cast.applicant, part=part, answers={"need": text})
    url = reverse("applications:history", args=[part.pk, "need"])
    client = as_("applicant")
    assert "First" in client.get(url).content.decode()
    client.post(url, {"version": AnswerVersion.objects.get().pk})
    assert value(part) == "First"
    assert sorted(AnswerVersion.objects.values_list("value", flat=True)) == ["First", "Second"]


# --- files ---


def test_a_file_is_kept_sealed_and_read_by_whoever_sees_the_application(as_, part):
    as_("applicant").post(section(part), posted(**{"f-annex": SimpleUploadedFile("plan.pdf", PDF)}))
    attachment = Attachment.objects.get()
    assert (attachment.key, attachment.file.sealed, attachment.file.original_name) == (
        "annex",
        True,
        "plan.pdf",
    )
    url = attachment.file.get_absolute_url()
    assert as_("applicant").get(url).status_code == 200
    for who in ("rival", "grants_officer", "visitor"):
        assert as_(who).get(url).status_code in {302, 404}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.exe", b"MZ\x90\x00", "Files of this kind are not taken"),
        ("plan.pdf", b"MZ\x90\x00" + b"\x00" * 100, "is not what its name says"),
        ("plan.docm", b"PK\x03\x04", "can hold macros"),
        ("plan.pdf", b"", "empty"),
    ],
)
def test_a_file_that_is_a_program_is_refused_by_name_and_the_answers_are_kept(as_, part, name, content, said):
    answer = as_("applicant").post(
        section(part), posted(**{"a-need": "Typed", "f-annex": SimpleUploadedFile(name, content)})
    )
    assert (
        answer.status_code == 422
        and f"{name}: " in answer.content.decode()
        and said in answer.content.decode()
    )
    assert (value(part), Attachment.objects.count()) == ("Typed", 0)


def test_no_more_files_than_the_form_says_and_one_can_be_removed(as_, part):
    client = as_("applicant")
    files = [SimpleUploadedFile(f"{number}.pdf", PDF) for number in range(4)]
    answer = client.post(section(part), posted(**{"f-annex": files}))
    assert "At most 3 files can stand here." in answer.content.decode() and Attachment.objects.count() == 3
    client.post(section(part), posted(remove=Attachment.objects.first().pk))
    assert Attachment.objects.count() == 2


# --- saving by itself ---


def test_saving_by_itself_answers_with_versions_and_the_time(as_, part):
    answer = send(as_("applicant"), part, answers={"need": "Water"}, based={"need": 0}, window="w", turn=1)
    assert answer.status_code == 200 and answer.json()["versions"] == {"need": 1}
    assert answer.json()["saved"].startswith("Saved at ")


def test_a_conflict_is_answered_with_both_texts_to_be_shown(as_, part, colleague):
    save_answers(actor=colleague, part=part, answers={"need": "Light"})
    answer = send(as_("applicant"), part, answers={"need": "Water"}, based={"need": 0}, window="w", turn=1)
    shown = answer.json()["waiting"]["need"]["html"]
    assert answer.status_code == 409 and "Light" in shown and "Water" in shown and "Keep mine" in shown


def test_after_the_deadline_the_page_is_told_that_nothing_more_is_taken(as_, part, call):
    call.closes_at = timezone.now() - timedelta(seconds=1)
    call.save()
    answer = send(as_("applicant"), part, answers={"need": "Late"}, based={"need": 0})
    assert (answer.status_code, answer.json()["closed"], answer.json()["late"]) == (422, True, True)


@pytest.mark.parametrize(
    "body",
    [
        "", "[]", "null", "{", '{"answers": []}', '{"answers": {"need": "x"}, "based": {"need": "1"}}',
        '{"based": {"need": -1}}', '{"turn": "x"}', '{"window": 1}', '{"section": "a\\u0000"}', '{"seen": {"a": 1e99}}',
        '{"seen": {"a\\u0000": 1}, "section": "x"}', "[" * 5000,
    ],
)  # fmt: skip
def test_what_no_page_sends_is_answered_with_a_reason(as_, part, body):
    answer = as_("applicant").post(reverse("applications:save", args=[part.pk]), body, "application/json")
    assert answer.status_code == 400 and "Reload the page" in answer.json()["error"]


@pytest.mark.parametrize(
    ("key", "typed"),
    [("need", "a\x00b"), ("need", "x" * 1_000_000), ("no_field", "x"), ("honest", 3), ("need", {})],
)
def test_what_cannot_be_kept_is_refused_by_field(as_, part, key, typed):
    answer = send(as_("applicant"), part, answers={key: typed})
    assert (answer.status_code, answer.json()["field"], answer.json()["closed"]) == (422, key, False)


def test_the_page_learns_who_is_there_and_what_others_changed(as_, cast, part, colleague):
    be_present(actor=colleague, application=part.application, part=part, section="project")
    save_answers(actor=colleague, part=part, answers={"need": "Light"})
    answer = send(as_("applicant"), part, section="project", seen={"need": 0, "methods": 0})
    assert answer.json()["there"] == ["A colleague"]
    assert answer.json()["changed"] == {"need": {"version": 1, "value": "Light"}}
    assert Presence.objects.filter(user=cast.applicant, section="project").exists()


def test_a_save_costs_few_queries_however_much_was_written_before(as_, part):
    client = as_("applicant")
    for turn in range(3):
        send(client, part, answers={"need": f"Text {turn}"}, based={"need": turn}, window="w", turn=turn + 1)
    with CaptureQueriesContext(connection) as queries:
        send(client, part, answers={"need": "Text 3, and on"}, based={"need": 3}, window="w", turn=9)
    asked = [each["sql"] for each in queries.captured_queries if "SAVEPOINT" not in each["sql"]]
    assert len(asked) <= 8, "\n".join(each[:150] for each in asked)
