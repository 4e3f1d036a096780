"""A budget as a workbook: what goes out comes in again, and what is wrong is named by row and column."""

from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from gapbridge.act.applications import actions
from gapbridge.act.applications.budget_book import read_budget, write_budget
from gapbridge.act.applications.editors.budget import sheet_of
from gapbridge.base.tables import TableErrors, sheets_of
from tests.act import granting

pytestmark = pytest.mark.django_db

LINE = {
    "heading": "people",
    "text": "=Coordinator",
    "unit": "month",
    "quantity": Decimal("12.5"),
    "rate": Decimal("650.25"),
}
HEAD = "Heading,Cost,Unit,Quantity,Rate,Year,Spent by,For,Why\n"


@pytest.fixture
def part(cast):
    own = granting.application(granting.call(cast), cast.cso, cast.applicant, "draft", amount=None)
    part = own.parts.get()
    actions.put_budget(actor=cast.applicant, part=part, lines=[LINE | {"justification": "Asked", "year": 2}])
    return part


def test_a_workbook_that_goes_out_comes_in_again_the_same(part):
    (line,) = read_budget(BytesIO(write_budget(sheet_of(part))), sheet_of(part))
    assert line == LINE | {"justification": "Asked", "year": 2, "partner": None, "activity": None}


def test_a_workbook_holds_its_sums(part):
    sheets = dict(sheets_of(write_budget(sheet_of(part))))
    assert sheets["Budget"][1][5] == 8128.13
    assert [row[1] for row in sheets["Sums"]][1:] == [8128.13, 0, 0, 8128.13, 0, 8128.13]


def test_every_wrong_cell_is_named_by_row_and_column_and_nothing_is_taken(as_, part):
    rows = 'people,Trainer,month,twelve,100,1,,,\nyachts,Boat,piece,1,"1,234",9,,,\n'
    file = SimpleUploadedFile("budget.csv", (HEAD + rows).encode())
    answer = as_("applicant").post(
        f"/applications/parts/{part.pk}/budget/import/", {"file": file, "how": "replace"}
    )
    assert answer.status_code == 422
    body = answer.content.decode()
    for wrong in ("This is not a number", "“yachts” is not known", "two ways", "“9” is not known"):
        assert wrong in body
    assert part.budget_lines.get().text == "=Coordinator"


def test_a_cost_that_is_not_quantity_times_rate_is_named_by_row_and_nothing_is_taken(as_, part):
    head = HEAD.replace("Rate,", "Rate,Cost in all,")
    rows = "people,Trainer,month,2,100,200,1,,,\npeople,Driver,month,3,100,350,1,,,\n"
    file = SimpleUploadedFile("budget.csv", (head + rows).encode())
    answer = as_("applicant").post(
        f"/applications/parts/{part.pk}/budget/import/", {"file": file, "how": "replace"}
    )
    body = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert '<td class="num" data-label="Row">3</td><td data-label="Column">Cost in all</td>' in body
    assert "Quantity times rate is 300.00, not this." in body
    assert "200.00, not this" not in body
    assert part.budget_lines.get().text == "=Coordinator"


def test_a_workbook_with_text_in_a_number_cell_is_named_by_row_and_column(as_, part):
    book = workbook([HEAD.strip().split(","), ["people", "Trainer", "month", "about twelve", 100]])
    answer = as_("applicant").post(
        f"/applications/parts/{part.pk}/budget/import/",
        {"file": SimpleUploadedFile("budget.xlsx", book), "how": "replace"},
    )
    body = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert '<td class="num" data-label="Row">2</td><td data-label="Column">Quantity</td>' in body
    assert part.budget_lines.get().quantity == Decimal("12.5")


def workbook(rows) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return buffer.getvalue()


def test_a_number_is_taken_as_any_of_the_languages_writes_it(part):
    file = BytesIO((HEAD + 'People,Trainer,month,"2,5","1 234,50",,First CSO,,\n').encode())
    (line,) = read_budget(file, sheet_of(part))
    assert (line["quantity"], line["rate"], line["year"], line["partner"]) == (
        Decimal("2.5"),
        Decimal("1234.50"),
        1,
        None,
    )


def test_a_negative_rate_is_refused(part):
    with pytest.raises(TableErrors, match="less than zero"):
        read_budget(BytesIO((HEAD + "people,Trainer,month,1,-5,1,,,\n").encode()), sheet_of(part))


@pytest.mark.parametrize(("how", "names"), [("add", ["=Coordinator", "Trainer"]), ("replace", ["Trainer"])])
def test_lines_are_added_to_those_there_are_or_replace_them(as_, part, how, names):
    file = SimpleUploadedFile("budget.csv", (HEAD + "people,Trainer,month,1,5000,1,,,\n").encode())
    as_("applicant").post(f"/applications/parts/{part.pk}/budget/import/", {"file": file, "how": how})
    assert [each.text for each in part.budget_lines.order_by("position")] == names
    part.application.refresh_from_db()
    assert part.application.amount == (Decimal("13128.13") if how == "add" else 5000)


def test_a_program_is_no_workbook(as_, part):
    file = SimpleUploadedFile("budget.xlsx", b"MZ\x90\x00" + b"\x00" * 200)
    answer = as_("applicant").post(
        f"/applications/parts/{part.pk}/budget/import/", {"file": file, "how": "replace"}
    )
    assert answer.status_code == 422
    assert part.budget_lines.count() == 1
