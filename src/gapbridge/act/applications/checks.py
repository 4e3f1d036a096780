"""What budget, logframe, timeline and partners add to what is missing in a part, and to what is submitted of it."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gapbridge.act.procedures.definition import editor_of

from .budget import totals
from .cells import as_text
from .completeness import Missing, section_of
from .editors.budget import Sheet, sheet_of
from .editors.logframe import Node, tree_of, walk
from .editors.partners import most_co_applicants, partners_of
from .models import BudgetLine, Part, Partner

OF_OTHERS = {"size"}  # the cover's check says it


# --- what is missing -----------------------------------------------------------------------------


def budget_missing(part: Part) -> Iterator[Missing]:
    """Each problem by its line. Of a budget without any line the amount is missing already."""
    asked = editor_of(part.form, "budget")
    if asked is None:
        return
    sheet = sheet_of(part)
    if sheet is None or sheet.is_empty:
        return
    url = reverse("applications:budget", args=[part.pk])
    names = _names(sheet)
    for each in sheet.totals.problems:
        if each.rule in OF_OTHERS:
            continue
        where = names.get((each.rule, each.row))
        text = _("Budget, %(line)s: %(problem)s") if where else _("Budget: %(problem)s")
        anchor = f"#{each.rule}-{each.row}" if each.row else ""
        yield Missing(
            section_of(part, "budget"), asked.key, text % {"line": where, "problem": each.text}, url + anchor
        )


def _names(sheet: Sheet) -> dict[tuple[str, int | None], str]:
    """How a person finds a row: by what is written in it, else by its place."""
    found: dict[tuple[str, int | None], str] = {}
    for block in sheet.blocks:
        for place, row in enumerate(block.rows, start=1):
            said = f" “{row.row.text[:60]}”" if row.row.text else ""
            found["line", row.row.pk] = f"{block.label} {place}{said}"
    for place, row in enumerate(sheet.sources, start=1):
        found["source", row.row.pk] = row.row.name[:60] or _("source %(number)s") % {"number": place}
    return found


def logframe_missing(part: Part) -> Iterator[Missing]:
    asked = editor_of(part.form, "logframe")
    if asked is None:
        return
    roots = tree_of(part)
    if not roots and not asked.required:
        return
    section, url = section_of(part, "logframe"), reverse("applications:logframe", args=[part.pk])
    if not any(root.row.kind == "objective" for root in roots):
        yield Missing(section, asked.key, _("Logframe: write the objective."), url)
    for node in walk(roots):
        for text in node.problems:
            said = _("Logframe, %(row)s: %(problem)s") % {"row": _name(node), "problem": text}
            yield Missing(section, asked.key, said, f"{url}#row-{node.row.pk}")
    yield from _unplanned(part, roots)


def _name(node: Node) -> str:
    return f"{node.row.get_kind_display()} {node.number}".strip()


def _unplanned(part: Part, roots: list[Node]) -> Iterator[Missing]:
    asked = editor_of(part.form, "timeline")
    if asked is None or not asked.required:
        return
    url = reverse("applications:timeline", args=[part.pk])
    for node in walk(roots):
        if node.row.kind == "activity" and not node.row.months:
            text = _("Timeline, %(row)s: say in which months it takes place.") % {"row": _name(node)}
            yield Missing(section_of(part, "timeline"), asked.key, text, url)


def partners_missing(part: Part) -> Iterator[Missing]:
    application = part.application
    url = reverse("applications:partners", args=[application.pk])
    section = section_of(part, "partners")
    partners = partners_of(application)
    waits = {
        "asked": _("%(organisation)s has not confirmed yet that it takes part."),
        "declined": _("%(organisation)s declined to take part. Remove it, or ask again for something else."),
    }
    for partner in partners:
        if partner.state in waits:
            yield Missing(
                section, "partners", waits[partner.state] % {"organisation": partner.organisation}, url
            )
    most = most_co_applicants(application.call)
    count = sum(each.kind == Partner.Kind.CO_APPLICANT and each.state != "declined" for each in partners)
    if most is not None and count > most:
        text = _("By the rules of this call there may be at most %(most)s co-applicants.") % {"most": most}
        yield Missing(section, "partners", text, url)


# --- what is submitted ---------------------------------------------------------------------------


def budget_content(part: Part) -> dict[str, Any] | None:
    """Lines, sources and sums as texts; None where the form asks for none."""
    if editor_of(part.form, "budget") is None:
        return None
    rows = part.budget_lines.select_related("partner", "activity").order_by("position", "pk")
    lines = [line for line in rows if not line.is_blank("heading", "year")]
    sources = [each for each in part.funding_sources.order_by("pk") if not each.is_blank("is_secured")]
    organisations = {line.partner_id: line.partner.organisation_id for line in lines if line.partner}
    found = totals(part)
    return {
        "lines": [_line(line) for line in lines],
        "sources": [
            {"name": each.name, "amount": as_text(each.amount), "is_secured": each.is_secured}
            for each in sources
        ],
        "totals": {
            "total": as_text(found.total),
            "co_financing": as_text(found.co_financing),
            "requested": as_text(found.requested),
            "by_heading": {key: as_text(amount) for key, amount in found.by_heading.items()},
            "by_year": {str(year): as_text(amount) for year, amount in found.by_year.items()},
            "by_organisation": {
                str(organisations.get(pk) or "applicant"): as_text(amount)
                for pk, amount in found.by_partner.items()
            },
        },
    }


def _line(line: BudgetLine) -> dict[str, Any]:
    texts = {name: as_text(getattr(line, name)) for name in ("heading", "text", "unit", "quantity", "rate")}
    return texts | {
        "cost": as_text(line.cost),
        "year": line.year,
        "organisation": line.partner.organisation_id if line.partner else None,
        "activity": line.activity.text if line.activity else "",
        "justification": line.justification,
    }


def logframe_content(part: Part) -> list[dict[str, Any]] | None:
    """Rows within rows, each activity with its months; None where the form asks for none."""
    if not (editor_of(part.form, "logframe") or editor_of(part.form, "timeline")):
        return None
    return [_node(root) for root in tree_of(part)]


def _node(node: Node) -> dict[str, Any]:
    row = node.row
    return {
        "kind": row.kind,
        "number": node.number,
        "text": row.text,
        "assumptions": row.assumptions,
        "months": row.months,
        "organisation": row.partner.organisation_id if row.partner else None,
        "indicators": [
            {
                "text": each.text,
                "unit": each.unit,
                "baseline": as_text(each.baseline) or None,
                "target": as_text(each.target) or None,
                "means": each.means,
            }
            for each in node.indicators
        ],
        "children": [_node(child) for child in node.children],
    }


def partners_content(part: Part) -> list[dict[str, Any]]:
    return [
        {
            "organisation": {"id": each.organisation_id, "name": each.organisation.name},
            "kind": each.kind,
            "role": each.role,
            "state": each.state,
            "answered_at": each.answered_at.isoformat() if each.answered_at else None,
        }
        for each in partners_of(part.application)
    ]
