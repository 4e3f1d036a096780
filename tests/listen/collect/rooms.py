"""Forms, telephones and filled-in forms to test with, each made by the real actions."""

import copy
import hashlib
import io
from functools import cache
from typing import Any

import xlsxwriter
from django.core.files.base import ContentFile

from gapbridge.base.uploads import CheckedUpload, check_upload
from gapbridge.listen.assessments.models import Assessment
from gapbridge.listen.collect import actions, xlsform
from gapbridge.listen.collect.models import Form, FormVersion
from tests.listen.rooms import FIRST, LAST, listening

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\x18\xdd\x8d\xb0\x00\x00\x00\x00IEND\xaeB`\x82"
)
SHEETS: dict[str, list[list[Any]]] = {
    "survey": [
        ["type", "name", "label::English (en)", "label::Русский (ru)", "constraint", "relevant", "required"],
        ["select_one sex", "sex", "Sex", "Пол", "", "", "yes"],
        ["begin_group", "group", "Group", "Группа"],
        ["integer", "participants", "How many", "Сколько", ". > 0 and . <= 20", "${sex} = 'female'"],
        ["end_group"],
        ["begin_repeat", "said", "Said", "Сказано"],
        ["text", "said_words", "Words", "Слова"],
        ["end_repeat"],
        ["image", "photo", "Photo", "Фото"],
    ],
    "choices": [
        ["list_name", "name", "label::English (en)", "label::Русский (ru)"],
        ["sex", "female", "Female", "Женщины"],
        ["sex", "male", "Male", "Мужчины"],
    ],
    "settings": [["form_title", "form_id", "version"], ["Short form", "short", "1"]],
}


def sheets() -> dict[str, list[list[Any]]]:
    """A good form's sheets, to be spoilt."""
    return copy.deepcopy(SHEETS)


def workbook(of: dict[str, list[list[Any]]] | None = None, name: str = "form.xlsx") -> CheckedUpload:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    for title, rows in (SHEETS if of is None else of).items():
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return upload(content.getvalue(), name)


def upload(content: bytes, name: str) -> CheckedUpload:
    return check_upload(ContentFile(content, name=name))


def new_version(cast: Any, **fields: Any) -> FormVersion:
    given = {"workbook": workbook()}
    if "form" not in fields:
        given["assessment"] = fields.pop("assessment", None) or listening(cast)
    return actions.add_form_version(actor=cast.protection_officer, **(given | fields))


@cache
def _converted() -> xlsform.Converted:
    return xlsform.convert(workbook().file)


def ready_form(cast: Any, programme: Any = None) -> Form:
    """An open form as `new_version` would have made it, without converting its workbook each time."""
    found = _converted()
    assessment = (
        listening(cast)
        if programme is None
        else Assessment.objects.create(
            programme=programme, title="Elsewhere", starts_on=FIRST, ends_on=LAST, state="collecting"
        )
    )
    form = Form.objects.create(assessment=assessment, form_id=found.form_id, title=found.title, state="open")
    FormVersion.objects.create(
        form=form, version=found.version, xform=found.xform, md5=hashlib.md5(found.xform.encode()).hexdigest(),
        questions=found.questions, languages=found.languages,
    )  # fmt: skip
    return form


def open_form(cast: Any, **fields: Any) -> Form:
    return actions.open_form(actor=cast.protection_officer, form=new_version(cast, **fields).form)


def filled(
    instance_id: str = "uuid:1", *, corrects: str = "", form_id: str = "short", version: str = "1", words: str = "Water.",
    photo: str = "", more: str = "",
) -> bytes:  # fmt: skip
    """A filled-in short form, as Collect writes it."""
    deprecated = f"<orx:deprecatedID>{corrects}</orx:deprecatedID>" if corrects else ""
    return (
        f'<?xml version="1.0" ?><data id="{form_id}" version="{version}" xmlns:orx="http://openrosa.org/xforms">'
        f"<sex>female</sex><group><participants>8</participants></group><said><said_words>{words}</said_words></said>"
        f"<photo>{photo}</photo>{more}"
        f"<orx:meta><orx:instanceID>{instance_id}</orx:instanceID>{deprecated}</orx:meta></data>"
    ).encode()


def receive(cast: Any, content: bytes | None = None, **fields: Any) -> actions.Received:
    given = {
        "actor": cast.protection_officer,
        "source": "browser",
        "content": filled() if content is None else content,
    }
    return actions.receive_submission(**(given | fields))
