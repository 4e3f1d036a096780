"""Forms, answers and exports for the tests of taking in, each by the real actions where there is one."""

import csv
import io
import zipfile
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from gapbridge.base.uploads import CheckedUpload, check_upload
from gapbridge.listen.collect.actions import receive_submission
from gapbridge.listen.collect.models import Form, FormVersion, Submission
from gapbridge.listen.intake import actions
from gapbridge.listen.intake.exports import Export, read_export
from gapbridge.listen.intake.models import ImportRun
from tests.listen.rooms import listening

FORM_ID = "focus-group"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)
SOUND = b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" + b"\x00" * 400


def _question(
    name: str, kind: str = "text", choices: Any = (), repeat: str = "", **labels: str
) -> dict[str, Any]:
    way = f"/data/{repeat}/{name}" if repeat else f"/data/{name}"
    return {
        "path": way,
        "name": name,
        "type": kind,
        "labels": labels,
        "required": False,
        "choices": [{"value": value, "labels": {"en": label}} for value, label in choices],
        "repeats": [f"/data/{repeat}"] if repeat else [],
    }


QUESTIONS = [
    _question("kind", "select one", [("focus_group", "Focus group"), ("interview", "Interview")]),
    _question("place", "select one", [("yevlax", "Yevlax")], en="Where?", az="Harada?"),
    _question("held_on", "date"),
    _question("language", "select one", [("az", "Azerbaijani")]),
    _question("sex", "select one", [("female", "Women"), ("male", "Men")], en="Who?"),
    _question("age_group", "select one", [("18-40", "18–40"), ("14-17", "14–17")]),
    _question("population", "select one", [("internally_displaced", "Displaced")]),
    _question("diversity", "select all that apply", [("people_with_disabilities", "With disabilities")]),
    _question("participants", "integer"),
    _question("woman_facilitated", "select one", [("yes", "Yes"), ("no", "No")]),
    _question("consent_given", "select one", [("yes", "Yes"), ("no", "No")]),
    _question("consent_text"),
    _question("consent_manner", "select one", [("spoken", "Spoken")]),
    _question("consent_scope", "select one", [("public", "Everyone")]),
    _question("guardian_consent", "select one", [("yes", "Yes"), ("no", "No")]),
    _question("child_assent", "select one", [("yes", "Yes"), ("no", "No")]),
    _question("notes_water", en="Water", az="Su"),
    _question("most_pressing", en="Most pressing", az="Ən vacibi"),
    _question("said_words", repeat="said"),
    _question("said_rank", "integer", repeat="said"),
    _question("photo", "photo"),
    _question("recording", "audio"),
]
ANSWERS = {
    "kind": "focus_group",
    "place": "yevlax",
    "held_on": "2009-03-10",
    "language": "az",
    "sex": "female",
    "age_group": "18-40",
    "population": "internally_displaced",
    "participants": "8",
    "woman_facilitated": "yes",
    "consent_given": "yes",
    "consent_text": "2009-1",
    "consent_manner": "spoken",
    "consent_scope": "public",
    "notes_water": "su iki gündən bir gəlir.",
    "most_pressing": "su və məktəb",
}
SAID = [
    {"said_words": "suyumuz yoxdur", "said_rank": "1"},
    {"said_words": "məktəb uzaqdır", "said_rank": "2"},
]


def new_form(cast: Any, **fields: Any) -> Form:
    """An open form of the method in an assessment under way."""
    form = Form.objects.create(
        assessment=listening(cast, **fields), form_id=FORM_ID, title="Focus group", state="open"
    )
    FormVersion.objects.create(form=form, version="1", xform="<h:html/>", md5="0", questions=QUESTIONS)
    return form


def instance(
    number: int = 1, said: Any = SAID, version: str = "1", corrects: str = "", **answers: Any
) -> str:
    given = {**ANSWERS, **answers}
    parts = [f"<{name}>{value}</{name}>" for name, value in given.items() if value is not None]
    parts += ["<said>" + "".join(f"<{k}>{v}</{k}>" for k, v in line.items()) + "</said>" for line in said]
    earlier = f"<deprecatedID>{corrects}</deprecatedID>" if corrects else ""
    meta = f"<meta><instanceID>uuid:answer-{number}</instanceID>{earlier}</meta>"
    return f'<data id="{FORM_ID}" version="{version}">{"".join(parts)}{meta}</data>'


def arrived(cast: Any, form: Form, number: int = 1, media: Any = None, **answers: Any) -> Submission:
    received = receive_submission(
        actor=cast.protection_officer,
        content=instance(number, **answers),
        source="browser",
        form=form,
        media=media,
    )
    return received.submission


def upload(name: str, content: bytes) -> CheckedUpload:
    return check_upload(SimpleUploadedFile(name, content))


def session_fields(cast: Any, **fields: Any) -> dict[str, Any]:
    from datetime import date

    given = {
        "kind": "focus_group",
        "place": cast.district,
        "held_on": date(2009, 3, 10),
        "language": "az",
        "sex": "female",
        "age_group": "18-40",
        "population": cast.idps,
        "participants": 8,
        "notes": "Su\nsu iki gündən bir gəlir.\n\nÖz sözləri ilə\nsuyumuz yoxdur",
    }
    return given | fields


def consent_fields(**fields: Any) -> dict[str, Any]:
    from datetime import date

    given = {
        "text_version": "2009-1",
        "language": "az",
        "manner": "spoken",
        "scope": "public",
        "guardian_consent": False,
        "child_assent": False,
        "taken_on": date(2009, 3, 10),
    }
    return given | fields


def take_in(cast: Any, submission: Submission, **given: Any) -> Any:
    defaults: dict[str, Any] = {"session_fields": session_fields(cast), "consent_fields": consent_fields()}
    return actions.take_in(actor=cast.protection_officer, submission=submission, **(defaults | given))


# --- exports -------------------------------------------------------------------------------------

KOBO_HEAD = ["start", *ANSWERS, "_id", "_uuid", "_index"]


def kobo_row(number: int, **answers: Any) -> list[Any]:
    given = {**ANSWERS, **answers}
    return ["2009-03-10T10:00", *(given[name] for name in ANSWERS), number, f"answer-{number}", number]


def kobo_rows(count: int, **answers: Any) -> list[list[Any]]:
    return [list(KOBO_HEAD), *(kobo_row(number, **answers) for number in range(1, count + 1))]


def workbook(**sheets: list[list[Any]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    book.close()
    return buffer.getvalue()


def kobo_repeat(*lines: tuple[Any, str, Any]) -> list[list[Any]]:
    """(index of the form's line, words, rank) each."""
    head = ["said/said_words", "said/said_rank", "_index", "_parent_table_name", "_parent_index"]
    return [
        head,
        *([words, rank, number, "answers", index] for number, (index, words, rank) in enumerate(lines, 1)),
    ]


def table(rows: list[list[Any]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def archive(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def odk_archive(media: dict[str, bytes] | None = None, **answers: Any) -> bytes:
    given = {**ANSWERS, **answers}
    main = [
        ["SubmissionDate", *(f"meeting-{name}" for name in given), "meta-instanceID", "KEY", "SubmitterName"],
        ["2009-03-10", *given.values(), "uuid:odk-1", "uuid:odk-1", "A device"],
    ]
    said = [
        ["said_words", "said_rank", "PARENT_KEY", "KEY"],
        ["suyumuz yoxdur", "1", "uuid:odk-1", "uuid:odk-1/said[1]"],
    ]
    files = {"focus.csv": table(main).encode(), "focus-said.csv": table(said).encode()}
    return archive(**files, **{f"media/{name}": content for name, content in (media or {}).items()})


def bring_in(
    cast: Any, form: Form, export: Export | bytes, name: str = "answers.xlsx", **given: Any
) -> ImportRun:
    if isinstance(export, bytes):
        export = read_export(export, name)
    return actions.import_answers(
        actor=cast.protection_officer, form=form, export=export, file_name=name, sha256="0" * 64, **given
    )
