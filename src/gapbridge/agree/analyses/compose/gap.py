"""One gap as a part of the document."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.queries import Priority

from .gather import Material, statements_of
from .listening import number, who_of
from .quotes import quoted


def ranks(gaps: list[Gap]) -> dict[int, Priority]:
    """Each gap's place with the analysts and with the people, among the gaps of this document."""
    values = [each.priority for each in gaps if each.priority is not None]
    return {each.pk: _rank(each, values) for each in gaps}


def _rank(gap: Gap, values: list[int]) -> Priority:
    place = None if gap.priority is None else 1 + sum(value > gap.priority for value in values)
    return Priority(gap.priority, place, len(values), gap.people_rank)


def gap_part(material: Material, gap: Gap, rank: Priority) -> dict[str, Any]:
    statements = statements_of(gap)
    voices = quoted(material.analysis, gap)
    return {
        "kind": "gap",
        "id": f"gap-{gap.pk}",
        "gap": gap.pk,
        "code": gap.code,
        "heading": material.said(gap, "title"),
        "state": str(gap.get_state_display()),
        "statement": material.said(gap, "statement"),
        "promises": [
            {"code": each.code, "text": each.summary or each.title, "framework": str(each.framework)}
            for each in gap.clauses.all()
        ],
        "facts": _facts(gap),
        "ranks": {
            "people": number(rank.peoples_place),
            "analysts": _place(rank),
            "divergence": rank.divergence,
        },
        "causes": [
            {
                "kind": str(each.get_kind_display()),
                "text": material.said(each, "text", gap.language),
                "duty_bearer": str(each.duty_bearer or _("not named yet")),
            }
            for each in gap.causes.all()
        ],
        "voices": [
            {"id": each.pk, "text": material.said(each, "excerpt"), "who": who_of(each.session)}
            for each in voices
        ],
        "voices_note": _voices_note(len(voices), len(statements)),
        "remedy": material.said(gap, "remedy"),
        "documents": [
            {"source": each.source, "url": each.url, "note": each.note}
            for each in gap.evidence.all()
            if each.source
        ],
        "feedback": _feedback(sum(each.feedback_id is not None for each in gap.evidence.all())),
        "ancestry": [
            {
                "code": each.ancestor.code,
                "title": material.said(each.ancestor, "title"),
                "kind": str(each.get_kind_display()),
                "reason": each.reason,
            }
            for each in gap.ancestors.all()
        ],
    }


def _facts(gap: Gap) -> list[list[str]]:
    return [
        [_("Severity"), str(gap.get_severity_display())],
        [_("People affected"), number(gap.people_affected)],
        [_("How hard it is to undo"), str(gap.get_undoing_display())],
        [_("Population groups"), ", ".join(str(each) for each in gap.populations.all()) or _("not named")],
        [_("Places"), ", ".join(str(each) for each in gap.places.all()) or _("not named")],
    ]


def _place(rank: Priority) -> str:
    if rank.place is None:
        return _("not known")
    return _("%(place)s of %(all)s") % {"place": number(rank.place), "all": number(rank.ranked)}


def _voices_note(shown: int, everything: int) -> str:
    """How many voices there are behind those that are quoted."""
    if not everything:
        return _("No voice stands behind this gap; it rests on documents.")
    if not shown:
        said = ngettext(
            "%(all)s voice stands behind this gap. It is not quoted: the people's consent does not reach the"
            " readers of this document.",
            "%(all)s voices stand behind this gap. None is quoted: the people's consent does not reach the"
            " readers of this document.",
            everything,
        )
        return said % {"all": number(everything)}
    said = ngettext(
        "%(shown)s of %(all)s voice behind this gap.",
        "%(shown)s of %(all)s voices behind this gap.",
        everything,
    )
    return said % {"shown": number(shown), "all": number(everything)}


def _feedback(messages: int) -> str:
    if not messages:
        return ""
    said = ngettext(
        "%(number)s message from the community", "%(number)s messages from the community", messages
    )
    return said % {"number": number(messages)}
