"""Tables that people bring are read whole or not at all, and what is wrong is named by row and column."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.utils import translation

from gapbridge.base.errors import Refused
from gapbridge.base.tables import MOST_ERRORS, TableColumn, TableErrors, read_table
from gapbridge.programmes.axes import Sex

COLUMNS = (
    TableColumn("code", "Person code", required=True, aliases=("kod", "код"), longest=10),
    TableColumn("sex", "Sex", choices=Sex, words={"f": "female", "qadın": "female"}, empty="unknown"),
    TableColumn("age", "Age", kind="number"),
    TableColumn("day", "Date", kind="date"),
)


def csv(text: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))


def xlsx(*rows, far: bool = False) -> io.BytesIO:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                else:
                    sheet.write(number, column, value)
        if far:
            sheet.write(1_048_575, 16_383, "x")
    buffer.seek(0)
    return buffer


def complaints(file) -> list[str]:
    with pytest.raises(TableErrors) as raised:
        read_table(file, COLUMNS)
    return [str(problem) for problem in raised.value.problems]


def test_a_csv_is_read_into_typed_rows_that_know_their_number():
    (row,) = read_table(csv("Person code,Sex,Age,Date\nA-1,Female,34,31.12.2022\n"), COLUMNS)
    assert row == (2, "A-1", "female", 34, date(2022, 12, 31))
    assert row.row_number == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter):
    (row,) = read_table(csv(f"code{delimiter}age\nA{delimiter}3"), COLUMNS)
    assert (row.code, row.age) == ("A", 3)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_the_encoding_is_found(encoding):
    (row,) = read_table(csv("Код;Sex\nЖ-7;female", encoding), COLUMNS)
    assert row.code == "Ж-7"


def test_a_workbook_reads_like_a_csv():
    rows = read_table(
        xlsx(["KOD", "sex", "Age", "Date"], ["A", "f", 7, date(2022, 5, 3)], [12, "", 8.0, ""]), COLUMNS
    )
    assert [tuple(row) for row in rows] == [
        (2, "A", "female", 7, date(2022, 5, 3)),
        (3, "12", "unknown", 8, None),
    ]


def test_rows_above_the_headings_of_a_workbook_are_counted():
    rows = complaints(xlsx(["code", "sex"], [], ["A", "x"]))
    assert rows[0].startswith("Row 3, column Sex")


def test_words_are_known_in_any_spelling_and_language():
    rows = read_table(csv("code,sex\n1,FEMALE\n2,Qadin\n3,f\n4,\n"), COLUMNS)
    assert [row.sex for row in rows] == ["female", "female", "female", "unknown"]


def test_what_is_wrong_is_named_by_row_and_column_with_what_to_write_instead():
    found = complaints(csv("code,sex,age,date\nA,x,seven,soon\n,female,-1,\n"))
    assert found == [
        "Row 2, column Sex: “x” is not known. Use Female, Male, Other or Unknown.",
        "Row 2, column Age: “seven” is not a whole number.",
        "Row 2, column Date: “soon” is not a date. Write it as 31.12.2023 or 2023-12-31.",
        "Row 3, column Person code: this can't be empty.",
        "Row 3, column Age: “-1” is not a whole number.",
    ]


def test_at_most_fifty_complaints_are_made():
    assert len(complaints(csv("code,sex\n" + "A,x\n" * 200))) == MOST_ERRORS


def test_a_missing_or_doubled_column_is_named():
    assert complaints(csv("sex\nfemale\n")) == [
        "Row 1, column Person code: this column is missing. Add it and give it this heading."
    ]
    assert "twice" in complaints(csv("code,kod\na,b\n"))[0]


def test_columns_nobody_asked_for_and_empty_lines_are_left_aside():
    rows = read_table(csv("code,hobby\nA,chess\n\n,\nB,go\n"), COLUMNS)
    assert [(row.row_number, row.code) for row in rows] == [(2, "A"), (5, "B")]


@pytest.mark.parametrize(
    "content",
    [b"", b"code\n", b"\x00\x01\x02", b"PK\x03\x04 not a workbook", b"code\x00,x\n1,2\n"],
    ids=["empty", "no rows", "binary", "broken workbook", "NUL"],
)
def test_what_is_no_table_is_refused_with_a_sentence(content):
    with pytest.raises(Refused) as raised:
        read_table(io.BytesIO(content), COLUMNS, field="file")
    assert raised.value.field == "file"
    assert raised.value.messages[0]


def test_a_cell_at_the_far_corner_of_a_workbook_is_refused_and_costs_nothing():
    with pytest.raises(Refused, match="too large"):
        read_table(xlsx(["code"], far=True), COLUMNS)


def test_too_many_lines_are_refused(monkeypatch):
    monkeypatch.setattr("gapbridge.base.tables.MOST_ROWS", 3)
    with pytest.raises(Refused, match="too large"):
        read_table(csv("code\n" + "A\n" * 4), COLUMNS)


def test_headings_are_known_in_the_readers_language_as_well():
    with translation.override("ru"):
        (row,) = read_table(csv("код;sex\nA;female"), COLUMNS)
    assert row.sex == "female"
