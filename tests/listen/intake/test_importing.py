"""Bringing in exports: all or nothing, nothing twice, nothing overwritten."""

import pytest

from gapbridge.base.access import Forbidden
from gapbridge.base.errors import Refused
from gapbridge.base.models import JournalEntry
from gapbridge.listen.collect.models import Submission
from gapbridge.listen.intake import actions, queries
from gapbridge.listen.intake.exports import Unsound, read_export
from gapbridge.listen.intake.exports.media import read_media
from tests.listen.intake.rooms import (
    FORM_ID,
    PNG,
    archive,
    arrived,
    bring_in,
    kobo_row,
    kobo_rows,
    new_form,
    odk_archive,
    table,
    workbook,
)

pytestmark = pytest.mark.django_db


def test_every_answer_of_a_file_waits_sealed_in_the_inbox(cast):
    form = new_form(cast)

    run = bring_in(cast, form, workbook(answers=kobo_rows(3)))

    assert (run.rows, run.added, run.known, run.changed) == (3, 3, 0, 0)
    assert {each.state for each in run.submissions.all()} == {"received"}
    (entry,) = JournalEntry.objects.filter(verb="intake.import")
    assert entry.data == {"rows": 3, "added": 3, "changed": 0, "known": 0, "media": 0}


def test_the_content_of_an_import_lies_encrypted_in_the_database(cast):
    from django.db import connection

    bring_in(cast, new_form(cast), workbook(answers=kobo_rows(1)))

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM collect_submission")
        assert "gəlir" not in cursor.fetchone()[0]


def test_the_same_file_twice_brings_nothing_new(cast):
    form = new_form(cast)
    content = workbook(answers=kobo_rows(3))
    bring_in(cast, form, content)

    run = bring_in(cast, form, content)

    assert (run.added, run.known, run.changed) == (0, 3, 0)
    assert Submission.objects.count() == 3


def test_the_same_answers_in_moved_columns_are_known_and_mapped_as_before(cast):
    form = new_form(cast)
    rows = kobo_rows(2)
    before = bring_in(cast, form, table(rows).encode(), "a.csv")

    after = bring_in(cast, form, table([list(reversed(row)) for row in rows]).encode(), "b.csv")

    assert (after.added, after.known) == (0, 2)
    assert after.mapping == before.mapping


def test_other_answers_under_a_known_id_become_a_correction(cast):
    form = new_form(cast)
    bring_in(cast, form, table(kobo_rows(2)).encode(), "a.csv")
    changed = table([*kobo_rows(1), kobo_row(2, sex="male")]).encode()

    run = bring_in(cast, form, changed, "b.csv")

    assert (run.added, run.known, run.changed) == (0, 1, 1)
    first, correction = Submission.objects.filter(instance_id__startswith="uuid:answer-2").order_by("pk")
    assert correction.corrects == first
    assert (first.state, correction.state) == ("replaced", "received")
    assert '"male"' in correction.content and '"female"' in first.content
    assert bring_in(cast, form, changed, "b.csv").known == 2


def test_an_older_file_sent_again_does_not_undo_a_correction(cast):
    form = new_form(cast)
    old = table(kobo_rows(1)).encode()
    bring_in(cast, form, old, "a.csv")
    bring_in(cast, form, table(kobo_rows(1, sex="male")).encode(), "b.csv")

    assert bring_in(cast, form, old, "a.csv").known == 1
    assert Submission.objects.count() == 2


def test_what_came_by_telephone_is_known_in_an_export(cast):
    form = new_form(cast)
    arrived(cast, form, number=1)

    run = bring_in(cast, form, table(kobo_rows(2)).encode(), "a.csv")

    assert (run.added, run.known) == (1, 1)


def test_what_was_taken_in_and_erased_is_known_when_the_file_comes_again(cast):
    from tests.listen.intake.rooms import take_in

    form = new_form(cast)
    content = table(kobo_rows(1)).encode()
    run = bring_in(cast, form, content, "a.csv")
    take_in(cast, run.submissions.get())

    assert bring_in(cast, form, content, "a.csv").known == 1
    assert Submission.objects.get().content is None


def test_an_unsound_row_keeps_the_whole_file_out_and_is_named(cast):
    form = new_form(cast)
    rows = [*kobo_rows(1), kobo_row(2, held_on="soon"), kobo_row(3, participants="many")]

    with pytest.raises(Unsound) as unsound:
        bring_in(cast, form, workbook(answers=rows))

    assert [str(each).partition(":")[0] for each in unsound.value.faults.shown] == [
        "Sheet answers, row 3, column held_on",
        "Sheet answers, row 4, column participants",
    ]
    assert not Submission.objects.exists()


def test_the_sound_rows_come_in_alone_when_that_is_asked_for(cast):
    rows = [*kobo_rows(1), kobo_row(2, held_on="soon")]

    run = bring_in(cast, new_form(cast), workbook(answers=rows), only_sound=True)

    assert (run.rows, run.added) == (1, 1)


def test_a_file_whose_headings_are_wrong_has_no_sound_rows(cast):
    rows = kobo_rows(2)
    rows[0][2] = rows[0][1]

    with pytest.raises(Unsound):
        bring_in(cast, new_form(cast), workbook(answers=rows), only_sound=True)


def test_an_answer_of_another_form_is_named_and_not_moved(cast):
    from gapbridge.listen.collect.models import Form

    form = new_form(cast)
    bring_in(cast, form, table(kobo_rows(1)).encode(), "a.csv")
    other = Form.objects.create(assessment=form.assessment, form_id="other", title="Other", state="open")

    with pytest.raises(Unsound, match="another form"):
        bring_in(cast, other, table(kobo_rows(1)).encode(), "a.csv")


def test_columns_that_are_gone_and_new_are_told_and_the_rest_is_kept(cast):
    form = new_form(cast)
    before = bring_in(cast, form, table(kobo_rows(1)).encode(), "a.csv").mapping
    actions.say_mapping(
        actor=cast.protection_officer,
        mapping=before,
        sources={"place": "place", "sex": "sex"},
        notes=["most_pressing"],
    )
    rows = kobo_rows(1)
    rows[0][rows[0].index("sex")] = "who_came"

    after = bring_in(cast, form, table(rows).encode(), "b.csv").mapping

    moved = queries.moved_since(after)
    assert (moved.gone, moved.new, moved.parts) == (["sex"], ["who_came"], ["sex"])
    assert after.rules["place"]["from"] == "place"
    assert "most_pressing" in after.rules["notes"]["from"]


def test_a_value_that_no_spelling_tells_is_asked_for_once(cast):
    form = new_form(cast)
    rows = [*kobo_rows(1, place="Yevlakh"), kobo_row(2, place="the old camp")]
    mapping = bring_in(cast, form, table(rows).encode(), "a.csv").mapping
    assert queries.unread_values(mapping) == [("place", "the old camp")]

    actions.say_mapping(
        actor=cast.protection_officer,
        mapping=mapping,
        sources={key: rule["from"] for key, rule in mapping.rules.items() if key not in {"notes", "said"}},
        values={"place": {"the old camp": cast.settlement.code}},
    )
    again = bring_in(cast, form, table([*rows, kobo_row(3, place="the old camp")]).encode(), "b.csv").mapping

    assert queries.unread_values(again) == []


def test_a_question_fills_one_part_only(cast):
    mapping = bring_in(cast, new_form(cast), table(kobo_rows(1)).encode(), "a.csv").mapping

    with pytest.raises(Refused, match="two parts"):
        actions.say_mapping(
            actor=cast.protection_officer, mapping=mapping, sources={"place": "place", "kind": "place"}
        )
    with pytest.raises(Refused, match="no question"):
        actions.say_mapping(actor=cast.protection_officer, mapping=mapping, sources={"place": "elsewhere"})


def test_photos_of_an_archive_are_sealed_beside_the_answers_that_name_them(cast):
    form = new_form(cast)
    export = read_export(odk_archive(photo="1.png"), "a.zip")
    import io

    media = read_media(io.BytesIO(odk_archive({"1.png": PNG}, photo="1.png")))

    run = bring_in(cast, form, export, "a.zip", media=media.files)

    (kept,) = run.submissions.get().media.all()
    assert (run.media, kept.name, kept.file.sealed) == (1, "1.png", True)
    assert bring_in(cast, form, export, "a.zip", media=media.files).media == 0


def test_an_archive_of_which_no_answer_names_a_file_is_refused(cast):
    import io

    media = read_media(io.BytesIO(archive(**{"media/other.png": PNG})))

    with pytest.raises(Refused) as refusal:
        bring_in(cast, new_form(cast), table(kobo_rows(1)).encode(), "a.csv", media=media.files)

    assert refusal.value.field == "media"
    assert not Submission.objects.exists()


def test_a_file_of_no_kind_that_is_taken_is_told_and_left_out():
    import io

    media = read_media(io.BytesIO(archive(**{"media/run.exe": b"MZ"})))

    assert not media.files
    assert media.left_out[0][0] == "run.exe"


@pytest.mark.parametrize("member", ["monitoring_officer", "official", "rival", "stranger"])
def test_only_who_reads_answers_brings_them_in(cast, member):
    form = new_form(cast)

    with pytest.raises(Forbidden):
        actions.import_answers(
            actor=cast.people[member],
            form=form,
            export=read_export(table(kobo_rows(1)).encode(), "a.csv"),
            file_name="a.csv",
            sha256="0",
        )
    assert form.form_id == FORM_ID
