"""The form taken along as a Word or Excel file, filled in, and brought back."""

import io
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from gapbridge.act.applications.actions import save_answers
from gapbridge.act.applications.models import Answer, AnswerVersion
from tests.act import granting

FORM = {
    "sections": [
        {
            "key": "project",
            "title": granting.words("The project"),
            "fields": [
                granting.field("need", words=5),
                granting.field("people", "number"),
                granting.field("theme", "choice", options=[
                    {"key": "light", "label": granting.words("Light")},
                    {"key": "water", "label": granting.words("Water")},
                ]),
                granting.field("groups", "choices", options=[
                    {"key": "idp", "label": granting.words("Displaced people")},
                    {"key": "host", "label": granting.words("Hosts")},
                ]),
                granting.field("team", "table", columns=[
                    {"key": "role", "label": granting.words("Role")},
                    {"key": "days", "kind": "number", "label": granting.words("Days")},
                ]),
                granting.field("honest", "declaration"),
            ],
        }
    ]
}  # fmt: skip


@pytest.fixture
def part(cast):
    call = granting.call(cast)
    call.full_form.definition = FORM
    call.full_form.save()
    return granting.application(call, cast.cso, cast.applicant, "draft").parts.get()


def taken_along(client, part, ending) -> bytes:
    return client.get(reverse("applications:form_file", args=[part.pk, ending])).content


def bring_back(client, part, content, name):
    url = reverse("applications:bring_back", args=[part.pk])
    return client.post(url, {"file": SimpleUploadedFile(name, content)}, follow=True)


def filled(content: bytes, **answers: str) -> bytes:
    """The Word form with texts put between the marks of fields."""
    word = Document(io.BytesIO(content))
    for paragraph in word.paragraphs:
        for key, text in answers.items():
            if paragraph.text.startswith(f"[[/{key}]]"):
                paragraph.insert_paragraph_before(text)
    kept = io.BytesIO()
    word.save(kept)
    return kept.getvalue()


def stands(part) -> dict:
    return dict(Answer.objects.filter(part=part).values_list("key", "value"))


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_a_form_that_is_brought_back_as_it_was_changes_nothing(as_, cast, part, ending):
    written = {
        "need": "Water\nand light", "people": "1 200", "theme": "water", "groups": ["idp"], "honest": True,
        "team": [{"role": "Nurse", "days": "5"}],
    }  # fmt: skip
    save_answers(actor=cast.applicant, part=part, answers=written)
    client = as_("applicant")
    bring_back(client, part, taken_along(client, part, ending), f"form.{ending}")
    assert (stands(part), AnswerVersion.objects.count()) == (written, 0)
    assert {*Answer.objects.values_list("version", flat=True)} == {1}


def test_a_word_form_is_filled_in_and_taken_in(as_, part):
    client = as_("applicant")
    word = Document(io.BytesIO(taken_along(client, part, "docx")))
    for paragraph in word.paragraphs:
        paragraph.text = paragraph.text.replace("[ ] Water", "[x] Water").replace("[ ] Hosts", "[X] Hosts")
        paragraph.text = paragraph.text.replace("[ ] Honest", "[х] Honest")  # Cyrillic
    word.tables[0].rows[1].cells[0].text, word.tables[0].rows[1].cells[1].text = "Nurse", "5"
    kept = io.BytesIO()
    word.save(kept)
    page = bring_back(client, part, filled(kept.getvalue(), need="Clean water", people="1200"), "form.docx")
    assert stands(part) == {
        "need": "Clean water", "people": "1200", "theme": "water", "groups": ["host"], "honest": True,
        "team": [{"role": "Nurse", "days": "5"}],
    }  # fmt: skip
    assert "6 answers are in." in page.content.decode()


def test_what_a_colleague_wrote_since_is_not_overwritten_by_a_form(as_, cast, part):
    client = as_("applicant")
    form = filled(taken_along(client, part, "docx"), need="From the form")
    save_answers(actor=cast.applicant, part=part, answers={"need": "Written since"})
    page = bring_back(client, part, form, "form.docx")
    assert stands(part) == {"need": "Written since"}
    assert AnswerVersion.objects.get(waits=True).value == "From the form"
    assert "1 answer stands beside another text now" in page.content.decode()


def test_what_is_left_empty_in_a_form_is_not_taken_away(as_, cast, part):
    client = as_("applicant")
    form = taken_along(client, part, "docx")
    save_answers(actor=cast.applicant, part=part, answers={"need": "Stays"})
    bring_back(client, part, form, "form.docx")
    assert stands(part) == {"need": "Stays"}


def test_what_is_wrong_in_a_word_form_is_kept_and_named_by_section_and_field(as_, part):
    client = as_("applicant")
    form = filled(taken_along(client, part, "docx"), need="one two three four five six", people="many")
    said = bring_back(client, part, form, "form.docx").content.decode()
    assert "The project, “Need”: 6 words, and at most 5 may stand here" in said
    assert "The project, “People”: This is not a number." in said
    assert stands(part) == {"need": "one two three four five six", "people": "many"}


def test_a_mark_that_is_gone_is_named_and_the_rest_taken_in(as_, part):
    client = as_("applicant")
    word = Document(io.BytesIO(filled(taken_along(client, part, "docx"), need="Water", people="5")))
    for paragraph in word.paragraphs:
        if paragraph.text == "[[/need]]":
            paragraph._p.getparent().remove(paragraph._p)
    kept = io.BytesIO()
    word.save(kept)
    said = bring_back(client, part, kept.getvalue(), "form.docx").content.decode()
    assert "The project, “Need”: the grey mark below the answer is gone" in said and stands(part) == {
        "people": "5"
    }


def workbook(sheets: dict[str, list[list]]) -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return kept.getvalue()


def test_an_excel_form_is_filled_in_and_what_is_wrong_is_named_by_sheet_row_and_column(as_, part):
    client = as_("applicant")
    form = CalamineWorkbook.from_filelike(io.BytesIO(taken_along(client, part, "xlsx")))
    rows = form.get_sheet_by_name("Form").to_python()
    answers = {
        "need 0": "Water",
        "people 0": 12.0,
        "theme 0": "Fire",
        "groups=host 0": "yes",
        "honest 0": "Да",
    }
    rows = [[*row[:3], answers.get(row[0], row[3])] for row in rows]
    team = [*form.get_sheet_by_name("team").to_python(), ["Nurse", 5], ["", ""], ["Doctor", "some"]]
    said = bring_back(client, part, workbook({"Form": rows, "team": team}), "form.xlsx").content.decode()
    assert "Form!D4: “Theme”: “Fire” is none of its options." in said
    assert "Sheet “team”, row 5, column “Days”: This is not a number." in said
    assert stands(part) == {
        "need": "Water", "people": "12", "groups": ["host"], "honest": True,
        "team": [{"role": "Nurse", "days": "5"}, {"role": "Doctor", "days": "some"}],
    }  # fmt: skip


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * 60_000_000)
    return kept.getvalue()


def macros() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<x/>")
        archive.writestr("word/vbaProject.bin", "x")
    return kept.getvalue()


def another() -> bytes:
    kept = io.BytesIO()
    Document().save(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("form.docx", bomb(), "too large"),
        ("form.docx", macros(), "macros"),
        ("form.docx", another(), "no question of this form"),
        ("form.xlsx", workbook({"Sheet": [["x"]]}), "no question of this form"),
        ("form.docx", b"MZ\x90\x00" + b"\x00" * 64, "not what its name says"),
        ("form.pdf", b"%PDF-1.4", "not taken"),
    ],
)
def test_a_file_that_is_no_form_is_refused_with_its_reason(as_, part, name, content, said):
    page = bring_back(as_("applicant"), part, content, name)
    assert page.status_code == 422 and said in page.content.decode() and not stands(part)


@pytest.mark.parametrize("name", ["form_file", "bring_back"])
def test_nobody_else_takes_the_form_along(as_, part, name):
    more = ["docx"] if name == "form_file" else []
    for who in ("rival", "grants_officer"):
        assert as_(who).get(reverse(f"applications:{name}", args=[part.pk, *more])).status_code == 404
