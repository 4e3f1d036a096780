"""Exports of Kobo and ODK as they are read, before anything is kept."""

import pytest

from gapbridge.base.errors import Refused
from gapbridge.listen.intake.exports import read_export
from tests.listen.intake.rooms import (
    KOBO_HEAD,
    archive,
    kobo_repeat,
    kobo_row,
    kobo_rows,
    odk_archive,
    table,
    workbook,
)


def test_a_workbook_of_kobo_joins_the_lines_of_its_repeats_to_their_form():
    content = workbook(
        answers=kobo_rows(2),
        said=kobo_repeat((2, "suyumuz yoxdur", 1), (1, "yol pisdir", 2), (2, "isimiz yoxdur", 2)),
    )

    export = read_export(content, "answers.xlsx")

    assert not export.faults
    first, second = export.records
    assert (first.instance_id, second.instance_id) == ("uuid:answer-1", "uuid:answer-2")
    assert first.content["said"] == [{"said_words": "yol pisdir", "said_rank": "2"}]
    assert [line["said_words"] for line in second.content["said"]] == ["suyumuz yoxdur", "isimiz yoxdur"]
    assert "said/said_words" in export.columns


def test_what_the_service_adds_and_what_a_telephone_tells_of_its_owner_is_left_aside():
    head = [*KOBO_HEAD, "username", "phonenumber", "photo", "photo_URL"]
    export = read_export(
        table([head, [*kobo_row(1), "someone", "0501112233", "1.jpg", "https://x"]]).encode(), "answers.csv"
    )

    assert export.columns == [*KOBO_HEAD[1:-3], "photo"]
    assert "0501112233" not in export.records[0].text


def test_an_archive_of_odk_joins_its_tables_by_their_keys():
    export = read_export(odk_archive(), "focus.zip")

    (record,) = export.records
    assert record.instance_id == "uuid:odk-1"
    assert record.content["meeting-place"] == "yevlax"
    assert record.content["said"] == [{"said_words": "suyumuz yoxdur", "said_rank": "1"}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_is_read_however_it_is_cut_and_whatever_unicode_it_is_in(delimiter, encoding):
    content = table(kobo_rows(1, most_pressing='şəhərdə su; və yol, "bəli"'), delimiter).encode(encoding)

    (record,) = read_export(content, "answers.csv").records

    assert record.content["most_pressing"] == 'şəhərdə su; və yol, "bəli"'


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("cp1251", "Вода приходит через день, школа далеко"), ("cp1254", "İçme suyu günaşırı geliyor, iş yok")],
)
def test_a_csv_in_a_code_page_is_recognised_by_its_words(encoding, text):
    rows = kobo_rows(1, notes_water=text, most_pressing="")

    (record,) = read_export(table(rows, ";").encode(encoding), "answers.csv").records

    assert record.content["notes_water"] == text


def test_letters_that_cannot_be_told_are_refused_and_not_guessed():
    with pytest.raises(Refused, match="CSV UTF-8"):
        read_export(b"notes\nna\xefve c\xf1\xb6\xa7 r\xe9sum\xe9 \x81\x8d\x9d\n", "answers.csv")


def test_the_same_answers_in_other_columns_are_the_same_answers():
    rows = kobo_rows(1)
    turned = [list(reversed(row)) for row in rows]

    before, after = (read_export(table(each).encode(), "a.csv").records[0] for each in (rows, turned))

    assert (before.sha256, before.instance_id) == (after.sha256, after.instance_id)


def test_a_line_without_an_id_gets_one_of_its_content():
    rows = [["place", "sex"], ["Yevlax", "female"], ["Oguz", "male"], ["Yevlax", "female"]]

    records = read_export(table(rows).encode(), "a.csv").records

    assert len({each.instance_id for each in records}) == len(records) == 2
    assert records[0].instance_id.startswith("content:")


def test_two_columns_of_one_name_are_named_with_their_sheet():
    rows = kobo_rows(1)
    rows[0][2] = rows[0][1]

    faults = read_export(workbook(answers=rows), "answers.xlsx").faults

    assert faults.whole_table
    assert "Sheet answers, row 1, column kind" in str(faults.shown[0])


def test_a_line_of_a_repeat_without_its_form_is_named_with_sheet_row_and_column():
    faults = read_export(
        workbook(answers=kobo_rows(1), said=kobo_repeat((7, "su", 1))), "answers.xlsx"
    ).faults

    assert str(faults.shown[0]).startswith("Sheet said, row 2, column _parent_index: “7”")


def test_a_second_sheet_that_hangs_on_nothing_is_refused():
    faults = read_export(workbook(answers=kobo_rows(1), other=[["a"], ["b"]]), "answers.xlsx").faults

    assert "isn't linked" in str(faults.shown[0])


def test_two_lines_with_one_id_and_different_answers_are_named():
    rows = [*kobo_rows(1), [*kobo_row(1, sex="male")]]

    faults = read_export(table(rows).encode(), "a.csv").faults

    assert [(each.row, each.column) for each in faults.shown] == [(3, "_uuid")]


def test_a_cell_that_would_be_a_formula_stays_the_text_it_is():
    rows = kobo_rows(1, notes_water='=HYPERLINK("http://x")')

    (record,) = read_export(table(rows).encode(), "a.csv").records

    assert record.content["notes_water"] == '=HYPERLINK("http://x")'


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.csv"),
        (b"place,sex\n", "a.csv"),
        (b"\n\n\n", "a.csv"),
        (b'place,sex\n"Yevlax,female\n', "a.csv"),
        (b"PK\x03\x04 no workbook", "a.xlsx"),
        (b"PK\x03\x04 no archive", "a.zip"),
        (archive(**{"readme.txt": b"nothing"}), "a.zip"),
        (workbook(answers=[]), "a.xlsx"),
        (b",".join(b"c%d" % n for n in range(600)) + b"\n1\n", "a.csv"),
    ],
)
def test_what_is_no_export_is_refused_with_a_sentence(content, name):
    with pytest.raises(Refused) as refusal:
        read_export(content, name)

    assert refusal.value.field == "file"
    assert refusal.value.messages[0].endswith(".")


def test_a_cell_at_the_far_corner_ends_in_a_refusal():
    import io

    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "place")
    sheet.write(1_048_575, 16_383, "x")
    book.close()

    with pytest.raises(Refused, match="too large"):
        read_export(buffer.getvalue(), "corner.xlsx")


def test_the_first_fifty_faults_are_told_and_how_many_more_there_are():
    from gapbridge.listen.intake.exports import Unsound

    rows = [KOBO_HEAD, *([*kobo_row(n)[:-2], "not an id", n] for n in range(1, 71))]

    unsound = Unsound(read_export(table(rows).encode(), "a.csv").faults)

    assert unsound.message_dict["file"][0] == "Nothing was brought in: 70 places need correcting."
    assert len(unsound.message_dict["file"]) == 52
    assert unsound.message_dict["file"][-1] == "And 20 more."
