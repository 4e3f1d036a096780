"""A receipt's content as tagged PDF in the application's language. The same receipt gives the same bytes."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gapbridge.act.applications.models import LogframeRow, Partner, Receipt
from gapbridge.act.procedures.definition import Field, SectionOfForm, sections_of
from gapbridge.base.documents.typeset import typeset

TEMPLATE = Path(__file__).with_name("receipt.typ")
Content = dict[str, Any]


def receipt_pdf(receipt: Receipt) -> bytes:
    """Labels come from the form's version, which never changes; everything else from the frozen content."""
    content: Content = json.loads(receipt.content)
    with translation.override(content["application"]["language"]):
        data = {
            "language": content["application"]["language"],
            "title": content["application"]["title"],
            "kind": receipt.part.get_kind_display(),
            "number": _("Receipt %(number)s") % {"number": receipt.number},
            "facts": list(_facts(receipt, content)),
            "sections": [_section(each, content) for each in sections_of(receipt.part.form)],
            "foot": receipt.sha256,
        }
    return typeset(TEMPLATE, data, at=receipt.received_at)


def _facts(receipt: Receipt, content: Content) -> Iterator[tuple[str, str]]:
    facts = content["application"]
    yield _("Received"), date_format(localtime(receipt.received_at), "DATETIME_FORMAT")
    yield _("Check sum (SHA-256)"), receipt.sha256
    yield _("Call"), content["call"]["title"]
    yield _("Lot"), f"{content['lot']['number']} {content['lot']['title']}"
    yield _("Applicant"), content["organisation"]["name"]
    yield _("Application"), facts["number"]
    yield _("Amount asked for"), f"{_money(facts['amount'])} {facts['currency']}"
    yield _("People to be reached"), _number(facts["people"])
    yield _("Months"), _number(facts["months"])
    yield _("People it is for"), ", ".join(facts["target_groups"])
    yield _("Places"), ", ".join(facts["places"])


def _section(section: SectionOfForm, content: Content) -> dict[str, Any]:
    return {
        "title": section.title,
        "blocks": [block for field in section.fields for block in _field(field, content)],
    }


def _field(field: Field, content: Content) -> Iterator[dict[str, Any]]:
    """A heading and what stands under it: paragraphs, a table, or a list."""
    yield {"kind": "label", "text": field.label}
    made = {
        "budget": _budget, "logframe": _logframe, "timeline": _timeline, "partners": _partners, "files": _files,
        "table": _table, "choice": _chosen, "choices": _chosen, "declaration": _declared,
    }.get(field.kind, _text)(field, content)  # fmt: skip
    yield made or {"kind": "text", "paragraphs": ["–"]}


def _text(field: Field, content: Content) -> dict[str, Any] | None:
    value = content["answers"].get(field.key)
    paragraphs = [line for line in str(value if value is not None else "").splitlines() if line.strip()]
    return {"kind": "text", "paragraphs": paragraphs} if paragraphs else None


def _declared(field: Field, content: Content) -> dict[str, Any]:
    return {"kind": "text", "paragraphs": [_("Yes") if content["answers"].get(field.key) else _("No")]}


def _chosen(field: Field, content: Content) -> dict[str, Any] | None:
    value = content["answers"].get(field.key)
    keys = value if isinstance(value, list) else [value]
    labels = [each.label for each in field.options if each.key in keys]
    return {"kind": "text", "paragraphs": [", ".join(labels)]} if labels else None


def _table(field: Field, content: Content) -> dict[str, Any] | None:
    rows = content["answers"].get(field.key) or []
    cells = [[str(row.get(column.key, "")) for column in field.columns] for row in rows]
    return _grid([each.label for each in field.columns], cells)


def _files(field: Field, content: Content) -> dict[str, Any] | None:
    named = [each for each in content.get("attachments", ()) if each["field"] == field.key]
    return _grid([_("Name"), _("Check sum (SHA-256)")], [[each["name"], each["sha256"]] for each in named])


def _partners(field: Field, content: Content) -> dict[str, Any] | None:
    kinds = dict(Partner.Kind.choices)
    rows = [
        [each["organisation"]["name"], str(kinds.get(each["kind"], each["kind"])), each["role"]]
        for each in content.get("partners", ())
    ]
    return _grid([_("Organisation"), _("As"), _("What it does in the project")], rows)


def _budget(field: Field, content: Content) -> dict[str, Any] | None:
    budget = content.get("budget") or {}
    totals, rows = budget.get("totals", {}), []
    for heading in field.headings:
        lines = [each for each in budget.get("lines", ()) if each["heading"] == heading.key]
        if lines:
            rows.append([heading.label, "", "", _money(totals.get("by_heading", {}).get(heading.key))])
        rows += [
            [
                each["text"],
                f"{_money(each['quantity'])} {each['unit']}",
                _money(each["rate"]),
                _money(each["cost"]),
            ]
            for each in lines
        ]
    if not rows:
        return None
    rows += [
        [_("Total"), "", "", _money(totals.get("total"))],
        [_("Co-financing"), "", "", _money(totals.get("co_financing"))],
        [_("Amount asked for"), "", "", _money(totals.get("requested"))],
    ]
    return _grid([_("Cost"), _("Quantity"), _("Rate"), _("Sum")], rows, numbers=2)


def _logframe(field: Field, content: Content) -> dict[str, Any] | None:
    kinds = dict(LogframeRow.Kind.choices)
    rows = []
    for row in _rows_of(content.get("logframe") or ()):
        name = f"{kinds.get(row['kind'], row['kind'])} {row['number']}".strip()
        indicators = "; ".join(
            f"{each['text']} ({each['unit']}): {_number(each['baseline'])} → {_number(each['target'])}"
            for each in row["indicators"]
        )
        rows.append([name, row["text"], indicators, row["assumptions"]])
    return _grid([_("Level"), _("Text"), _("Indicators"), _("Assumptions")], rows)


def _timeline(field: Field, content: Content) -> dict[str, Any] | None:
    rows = [
        [f"{row['number']} {row['text']}", ", ".join(map(str, row["months"]))]
        for row in _rows_of(content.get("logframe") or ())
        if row["kind"] == LogframeRow.Kind.ACTIVITY
    ]
    return _grid([_("Activity"), _("Months")], rows)


def _rows_of(rows: Any) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield row
        yield from _rows_of(row["children"])


def _grid(head: list[str], rows: list[list[str]], numbers: int = 0) -> dict[str, Any] | None:
    """`numbers`: how many columns at the end hold numbers."""
    return {"kind": "table", "head": head, "rows": rows, "numbers": numbers} if rows else None


def _money(value: Any) -> str:
    return "–" if value in (None, "") else number_format(Decimal(value), decimal_pos=2, force_grouping=True)


def _number(value: Any) -> str:
    if value in (None, ""):
        return "–"
    found = Decimal(str(value))
    whole = found.to_integral_value()
    return number_format(whole if found == whole else found, force_grouping=True)
