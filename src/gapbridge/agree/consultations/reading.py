"""A round's texts as those who take part read them: sentence by sentence, with what was said about each.

And what has changed in them since an earlier edition, word by word.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from gapbridge.base.differences import Change

from .models import Comment, Consultation, Item, Version
from .pages.texts import readable
from .pages.versions import differing
from .queries import comments_of
from .texts import Sentence, sentences_of


@dataclass
class Said:
    """A comment, whether it comes from one of the reader's own seats, and whether it has lost its sentence."""

    comment: Comment
    mine: bool


@dataclass
class Line:
    """A sentence with what was said about it; `begins`: a new paragraph. `address`: where one comments on it."""

    sentence: Sentence
    begins: bool
    address: str
    said: list[Said] = field(default_factory=list)

    @property
    def mine(self) -> list[Said]:
        return [each for each in self.said if each.mine]

    @property
    def others(self) -> list[Said]:
        return [each for each in self.said if not each.mine]


@dataclass
class Reading:
    """An item in its latest version. `lost`: comments on sentences that are no longer there."""

    item: Item
    version: Version
    text: dict[str, Any]
    title: list[Line]
    body: list[Line]
    remedy: list[Line]
    address: str
    whole: list[Said]
    lost: list[Said]
    number: int
    open: bool = False

    @property
    def has_mine(self) -> bool:
        lines = [*self.title, *self.body, *self.remedy]
        return any(each.mine for each in [*self.whole, *self.lost, *(s for line in lines for s in line.said)])


@dataclass(frozen=True)
class TextChange:
    """What became of one text: the words, and why each version was made."""

    code: str
    title: str
    language: str
    changes: list[Change]
    because: list[str]


def spot_name(sentence: Sentence) -> str:
    """How a sentence is named in addresses and forms: "text:120"."""
    return f"{sentence.field}:{sentence.start}"


def versions_of(consultation: Consultation) -> dict[int, list[Version]]:
    """Every version by item, the earliest first."""
    found: dict[int, list[Version]] = {}
    rows = Version.objects.filter(item__consultation=consultation).select_related("item")
    for version in rows.order_by("item", "number"):
        found.setdefault(version.item_id, []).append(version)
    return found


def readings(
    consultation: Consultation,
    versions: dict[int, list[Version]],
    mine: Iterable[int],
    address: Callable[[Item, Sentence | None], str],
) -> list[Reading]:
    """Every text of the round. `mine` are the reader's seats; `address` says where one comments."""
    own = set(mine)
    said: dict[int, list[Said]] = {}
    for comment in comments_of(consultation).select_related("link").defer("link__email").order_by("pk"):
        said.setdefault(comment.item_id, []).append(Said(comment, comment.stakeholder_id in own))
    return [_reading(of[-1], said.get(item, []), address) for item, of in versions.items()]


def _reading(version: Version, said: list[Said], address: Callable[[Item, Sentence | None], str]) -> Reading:
    item, text = version.item, version.text
    lines = [Line(each, _begins(text, each), address(item, each)) for each in sentences_of(text)]
    lost = [each for each in said if each.comment.quote and not _place(each, version, lines)]
    by_field = {
        name: [line for line in lines if line.sentence.field == name] for name in ("title", "text", "remedy")
    }
    return Reading(
        item=item,
        version=version,
        text=readable(text),
        title=by_field["title"],
        body=by_field["text"],
        remedy=by_field["remedy"],
        address=address(item, None),
        whole=[each for each in said if not each.comment.quote],
        lost=lost,
        number=len(said),
    )


def _begins(text: dict[str, Any], sentence: Sentence) -> bool:
    before = text[sentence.field][: sentence.start].rstrip(" \t")
    return before.endswith("\n")


def _place(said: Said, version: Version, lines: list[Line]) -> bool:
    """Put a comment beside its sentence, if the same words still stand in the text."""
    comment = said.comment
    exact = comment.version_id == version.pk
    for line in lines:
        sentence = line.sentence
        if sentence.field != comment.field or sentence.text != comment.quote:
            continue
        if not exact or sentence.start == comment.start:
            line.said.append(said)
            return True
    return False


def changes_since(edition: int, versions: dict[int, list[Version]]) -> list[TextChange]:
    """What has changed in each text since an edition of the round."""
    found = []
    for of in versions.values():
        before = [each for each in of if each.edition <= edition]
        if before and before[-1] is not of[-1]:
            found.append(change_between(before[-1], of[-1], of))
    return [each for each in found if each.changes]


def change_between(before: Version, after: Version, versions: list[Version]) -> TextChange:
    return TextChange(
        code=after.text.get("code", ""),
        title=after.text.get("title", ""),
        language=after.text.get("language", ""),
        changes=differing(before.text, after.text).changes,
        because=[each.because for each in versions if before.number < each.number <= after.number],
    )
