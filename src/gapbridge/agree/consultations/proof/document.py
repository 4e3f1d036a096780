"""An agreement as a tagged PDF in one language, drawn from the record alone: what is frozen is what is printed."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from gapbridge.agree.consultations.models import Agreement, Answer, Consultation, Hearing, Position
from gapbridge.base.documents.typeset import typeset
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import NARRATIVE_LANGUAGES

from .export import file_name
from .record import is_dissent
from .remarks import remarks_on
from .shape import Part, parts_of
from .verify import fingerprint_of

TEMPLATE = Path(__file__).with_name("agreement.typ")
LANGUAGES = dict(NARRATIVE_LANGUAGES)
STANDS = dict(Position.Stand.choices)
KINDS = dict(Organisation.Kind.choices)
RULES = dict(Consultation.Rule.choices)
OUTCOMES = dict(Answer.Outcome.choices)
MEETINGS = dict(Hearing.Kind.choices)
Block = dict[str, Any]


def pdf_of(agreement: Agreement, language: str) -> bytes:
    """Not signed yet. The same agreement gives the same bytes."""
    with translation.override(language):
        return typeset(TEMPLATE, _data(agreement, language), at=agreement.closed_at)


def _data(agreement: Agreement, language: str) -> dict[str, Any]:
    record = agreement.record
    first, last = record[0], record[-1]
    return {
        "language": language,
        "original": first["language"],
        "kind": _("Agreement"),
        "title": first["title"],
        "programme": first["programme"],
        "mark": agreement.record_hash[:16],
        "words": {
            "contents": _("Contents"),
            "outcome": _("Outcome"),
            "languages": {key: str(label) for key, label in LANGUAGES.items()},
        },
        "figures": _figures(record),
        "outcome": [_said(last["statement"], first["language"])],
        "facts": _cover_facts(agreement),
        "parts": list(_parts(agreement, language)),
    }


def _figures(record: list[Part]) -> list[dict[str, str]]:
    last = record[-1]
    figures = (
        (len(parts_of(record, "gap", "measure")), _("texts agreed upon")),
        (last["invited"], _("stakeholders asked")),
        (last["taken"], _("positions that count")),
        (len(parts_of(record, "comment")), _("comments answered")),
    )
    return [{"value": number_format(value), "label": label} for value, label in figures]


def _cover_facts(agreement: Agreement) -> list[list[str]]:
    first, last = agreement.record[0], agreement.record[-1]
    rows = [
        [_("Agreed on"), moment_said(last["closed_at"])],
        [_("Decision rule"), str(RULES.get(first["rule"], first["rule"]))],
        [_("Quorum"), _quorum_said(last)],
        [_("Dissent"), number_format(len(last["dissent"]))],
    ]
    if last["review_on"]:
        rows.append([_("Review on"), day_said(last["review_on"])])
    if last["supersedes"]:
        rows.append([_("It supersedes an agreement with the hash"), last["supersedes"][:16] + "…"])
    return [*rows, [_("Kept at"), first["site"]], [_("Hash"), " ".join(_groups(agreement.record_hash, 16))]]


def _quorum_said(last: Part) -> str:
    return _("%(taken)s of %(invited)s took a position that counts; %(needed)s were needed") % last


# --- the parts, one after the other --------------------------------------------------------------


def _parts(agreement: Agreement, language: str) -> Iterator[Block]:
    record = agreement.record
    yield _heading(1, _("What was agreed, word for word"))
    for each in parts_of(record, "gap", "measure"):
        yield from _text(each, language)
    yield _heading(1, _("Who agreed"))
    yield from _stands(record)
    yield _heading(1, _("Dissent"))
    yield from _dissent(record)
    yield _heading(1, _("Quorum by kind"))
    yield _quorum(record[-1])
    yield _heading(1, _("Annex: comments and their answers"))
    yield from _comments(record)
    yield _heading(1, _("Annex: positions as they were taken, and meetings"))
    yield from _earlier(record)
    yield _heading(1, _("How to check this"))
    yield from _checking(agreement)


def _text(part: Part, language: str) -> Iterator[Block]:
    text = part["text"]
    spoken = text["language"]
    yield _heading(2, f"{part['code']}  {text['title']}", spoken)
    yield {"t": "small", "text": _("Gap") if part["part"] == "gap" else _("Measure")}
    if text["text"]:
        yield {"t": "said", "said": _said(text["text"], spoken)}
    if text.get("remedy"):
        yield _framed(_("Remedy proposed"), str(text["remedy"]), spoken)
    if rows := _text_facts(text):
        yield {"t": "facts", "rows": rows}
    translated = [each for each in part["translations"] if each["language"] == language]
    if translated:
        label = _("Translation, for reading only: what was agreed is the text above")
        yield _framed(label, "\n".join(each["text"] for each in translated), language)
    if any(each["outdated"] for each in translated):
        yield {"t": "small", "text": _("The text has changed since it was translated.")}
    yield from _history(part)


def _text_facts(text: Part) -> list[list[str]]:
    rows = []
    if text.get("responsible"):
        rows.append([_("Responsible"), str(text["responsible"])])
    if text.get("due_on"):
        rows.append([_("By"), day_said(str(text["due_on"]))])
    if text.get("cost"):
        amount = number_format(Decimal(str(text["cost"])), use_l10n=True, force_grouping=True)
        rows.append([_("Cost"), f"{amount} {text.get('currency', '')}"])
    return rows


def _history(part: Part) -> Iterator[Block]:
    for each in part["versions"][1:]:
        text = _("Version %(number)s of %(day)s: %(because)s")
        yield {"t": "small", "text": text % {**each, "day": moment_said(each["made_at"])}}
    yield {"t": "small", "text": f"SHA-256 {part['sha256']}"}


def _stands(record: list[Part]) -> Iterator[Block]:
    positions = {each["stakeholder"]: each for each in parts_of(record, "position") if each["current"]}
    rows = [_stand_row(each, positions.get(each["id"])) for each in parts_of(record, "stakeholder")]
    yield _table([_("Stakeholder"), _("Position"), _("Remarks")], rows, [3, 2, 3])


def _stand_row(seat: Part, position: Part | None) -> list[str]:
    kind = str(KINDS.get(seat["kind"], seat["kind"]))
    name = f"{seat['name']}\n{kind}" + (f" · {seat['mandate']}" if seat["mandate"] else "")
    stand = str(STANDS.get(position["stand"], position["stand"])) if position else _("Took no position")
    return [name, stand, "\n".join(remarks_on(seat, position))]


def _dissent(record: list[Part]) -> Iterator[Block]:
    found = [each for each in parts_of(record, "position") if is_dissent(each)]
    if not found:
        yield {"t": "par", "text": _("Everyone who took a position agreed without reservations.")}
    for each in found:
        yield _heading(2, f"{each['by']}: {STANDS.get(each['stand'], each['stand'])}")
        yield from _words_of(each)


def _words_of(position: Part) -> Iterator[Block]:
    for label, name in ((_("Reason"), "reason"), (_("Condition"), "condition")):
        if position[name]:
            yield _framed(label, position[name], position["language"])
    if position["reached"]:
        yield _framed(_("How the group came to it"), position["reached"], position["language"])
    if position["answer"]:
        yield _framed(_("Answer"), position["answer"])


def _quorum(last: Part) -> Block:
    rows = [
        [
            str(KINDS.get(each["kind"], each["kind"])),
            number_format(each["invited"]),
            number_format(each["taken"]),
            "–" if each["needed"] is None else number_format(each["needed"]),
        ]
        for each in last["by_kind"]
    ]
    whole = [_("All together"), *(number_format(last[name]) for name in ("invited", "taken", "needed"))]
    head = [_("Kind"), _("Asked"), _("Positions that count"), _("Needed")]
    return _table(head, [*rows, whole], [3, 1, 2, 1], numeric=[1, 2, 3])


def _comments(record: list[Part]) -> Iterator[Block]:
    """Comments that were answered together stand together, above their answer."""
    found = parts_of(record, "comment")
    if not found:
        yield {"t": "par", "text": _("Nobody commented.")}
    together: dict[Any, list[Part]] = {}
    for each in found:
        together.setdefault(each["answer"]["id"] if each["answer"] else f"alone {each['id']}", []).append(
            each
        )
    for group in together.values():
        for each in group:
            yield from _comment(each)
        if answer := group[0]["answer"]:
            label = str(OUTCOMES.get(answer["outcome"], answer["outcome"]))
            yield _framed(label, answer["text"], answer["language"])


def _comment(comment: Part) -> Iterator[Block]:
    about = _("%(who)s on %(code)s") % {"who": comment["by"], "code": comment["on"]}
    yield _heading(2, about, outlined=False)
    if comment["quote"]:
        yield {"t": "small", "text": _("On the sentence: %(sentence)s") % {"sentence": comment["quote"]}}
    yield {"t": "said", "said": _said(comment["text"], comment["language"])}
    if comment["disowned"]:
        yield {"t": "small", "text": _("It came by a link that somebody else had used.")}


def _earlier(record: list[Part]) -> Iterator[Block]:
    positions = parts_of(record, "position")
    rows = [
        [
            moment_said(each["taken_at"]),
            each["by"],
            str(STANDS.get(each["stand"], each["stand"])),
            _state(each),
        ]
        for each in positions
    ]
    if rows:
        yield _table([_("Taken"), _("Stakeholder"), _("Position"), _("Remarks")], rows, [2, 3, 2, 3])
    for each in parts_of(record, "meeting"):
        kind = MEETINGS.get(each["kind"], each["kind"])
        yield _heading(2, f"{kind}, {day_said(each['held_on'])}", outlined=False)
        came = "; ".join(str(who["by"]) for who in each["attended"]) or "–"
        yield {"t": "facts", "rows": [[_("Place"), each["place"] or "–"], [_("Who came"), came]]}


def _state(position: Part) -> str:
    if position["void_because"]:
        return _("Void: %(because)s") % {"because": position["void_because"]}
    if not position["current"]:
        return _("Replaced by a later one")
    return _("Counts") if position["counts"] else _("Does not count")


def _checking(agreement: Agreement) -> Iterator[Block]:
    yield {
        "t": "par",
        "text": _(
            "This document was drawn from the record that was frozen when the round closed, and is signed as a whole: a"
            " program that shows PDF files can say whether it was changed. The record itself is a text file, kept and"
            " handed out beside this document."
        ),
    }
    yield {"t": "par", "text": _("Its hash (SHA-256):")}
    yield {"t": "code", "text": " ".join(_groups(agreement.record_hash, 16))}
    yield {"t": "par", "text": _("The fingerprint of the key that signed it (Ed25519):")}
    yield {"t": "code", "text": fingerprint_of(agreement.public_key)}
    yield {
        "t": "par",
        "text": _(
            "Without any network, on any computer with Gapbridge or its verifier (one file, verify.py):"
        ),
    }
    name = file_name(agreement)
    bare = fingerprint_of(agreement.public_key).replace(" ", "")
    yield {"t": "code", "text": f"python verify.py {name} --fingerprint {bare}"}
    yield {
        "t": "par",
        "text": _(
            "It accepts the file only when not a byte of it has changed, and otherwise names the first byte that has."
            " What it can't know is whose key it is: whoever holds the key can sign anew. Compare the fingerprint with"
            " the one on the site, in another copy of this document, or in the journal's mark."
        ),
    }


# --- small parts ---------------------------------------------------------------------------------


def _said(text: str, language: str = "") -> dict[str, str]:
    return {"text": text, "language": language or translation.get_language() or "en"}


def _heading(level: int, text: str, language: str = "", *, outlined: bool = True) -> Block:
    """`outlined`: it stands in the contents."""
    return {"t": "heading", "level": level, "outlined": outlined, "said": _said(text, language)}


def _framed(label: str, text: str, language: str = "") -> Block:
    return {"t": "framed", "label": label, "said": _said(text, language)}


def _table(
    head: list[str], rows: list[list[str]], widths: list[int], numeric: list[int] | None = None
) -> Block:
    return {"t": "table", "head": head, "rows": rows, "widths": widths, "numeric": numeric or []}


def _groups(digits: str, size: int) -> list[str]:
    return [digits[at : at + size] for at in range(0, len(digits), size)]


def day_said(text: str) -> str:
    """A date of the record as people write it; what is no date stays as it is."""
    try:
        return date_format(date.fromisoformat(text))
    except ValueError:
        return text


def moment_said(text: str) -> str:
    """The day on which a moment of the record was, where the office is; what is no moment stays as it is."""
    try:
        return date_format(timezone.localdate(datetime.fromisoformat(text)))
    except (ValueError, OverflowError):
        return text
