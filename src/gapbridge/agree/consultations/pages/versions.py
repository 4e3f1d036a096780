"""A text in all its versions: who changed it, when and why, and what is different."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.agree.consultations.models import Comment, Consultation, Item, Version
from gapbridge.base.differences import Change, compare
from gapbridge.base.markup import figure
from gapbridge.people.models import Membership
from gapbridge.people.roles import OFFICERS

from .frame import frame
from .texts import readable

Text = dict[str, Any]


@dataclass(frozen=True)
class Differing:
    """What is not the same in two versions of a text, part by part, and the language it is written in."""

    changes: list[Change]
    language: str = ""

    @property
    def nothing(self) -> bool:
        return not self.changes


@dataclass(frozen=True)
class Made:
    """A version with the difference to the one before, the role of who made it, and the comments that led to it."""

    version: Version
    changes: list[Change]
    role: str = ""
    comments: list[Comment] = field(default_factory=list)


def differing(before: Text, after: Text) -> Differing:
    changes = [
        Change(label, tuple(compare(old, new)))
        for (label, old), (_label, new) in zip(_lines(before), _lines(after), strict=True)
        if old != new
    ]
    return Differing(changes, after.get("language", ""))


def _lines(text: Text) -> Iterator[tuple[str, str]]:
    shown = readable(text)
    amount: Decimal | None = shown["amount"]
    yield _("Title"), text.get("title", "")
    yield _("Text"), text.get("text", "")
    yield _("Remedy proposed"), text.get("remedy", "")
    yield _("Responsible"), text.get("responsible", "")
    yield _("By"), date_format(shown["due"]) if shown["due"] else ""
    yield _("Cost"), "" if amount is None else f"{figure(amount)} {text.get('currency', '')}"


def versions_context(item: Item, user: Any, before: str, after: str) -> dict[str, Any]:
    """`before` and `after` are numbers of versions as an address gives them; by default the last two."""
    consultation: Consultation = item.consultation
    versions = list(item.versions.select_related("made_by").order_by("number"))
    numbers = {str(each.number): each for each in versions}
    latest = versions[-1]
    first = numbers.get(before) or versions[max(0, len(versions) - 2)]
    second = numbers.get(after) or latest
    return {
        **frame(consultation, user, "consultation"),
        "item": item,
        "text": readable(latest.text),
        "versions": _made(versions),
        "before": first,
        "after": second,
        "difference": differing(first.text, second.text),
    }


def _made(versions: list[Version]) -> list[Made]:
    roles = _roles(versions)
    led: dict[int, list[Comment]] = {}
    answered = Comment.objects.filter(answer__version__in=versions)
    for comment in answered.select_related(
        "stakeholder__organisation", "stakeholder__group__place", "answer"
    ):
        if comment.answer and comment.answer.version_id:
            led.setdefault(comment.answer.version_id, []).append(comment)
    pairs = zip([None, *versions], versions, strict=False)
    return [
        Made(
            version,
            differing(former.text, version.text).changes if former else [],
            roles.get(version.made_by_id or 0, ""),
            led.get(version.pk, []),
        )
        for former, version in pairs
    ][::-1]


def _roles(versions: list[Version]) -> dict[int, str]:
    """What those who made them are in the office."""
    makers = {each.made_by_id for each in versions}
    members = Membership.objects.current().filter(user__in=makers, role__in=OFFICERS).order_by("-pk")
    return {member.user_id: str(member.get_role_display()) for member in members}
