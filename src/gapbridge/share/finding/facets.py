"""By what a list of hits is narrowed, with how many there would be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.countries import country_name
from gapbridge.people.roles import Role
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Topic
from gapbridge.share.library.models import Resource

NAMES = ("kind", "topic", "language", "audience", "jurisdiction")
LONGEST = 40
INTERNATIONAL = "INT"


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True)
class Facet:
    name: str
    label: Any
    choices: Sequence[Choice]

    @property
    def chosen(self) -> Choice | None:
        return next((each for each in self.choices if each.is_chosen), None)


LABELS = {
    "kind": gettext_lazy("Kind"),
    "topic": gettext_lazy("Topic"),
    "language": gettext_lazy("Language"),
    "audience": gettext_lazy("For whom"),
    "jurisdiction": gettext_lazy("Jurisdiction"),
}


def understood(filters: Mapping[str, str]) -> dict[str, str]:
    """Those by which the hub can be narrowed; a value that nothing has finds nothing, and says so."""
    return {name: filters[name][:LONGEST] for name in NAMES if filters.get(name, "").strip()}


def facets(counts: Mapping[str, int], chosen: Mapping[str, str]) -> list[Facet]:
    """Each with what can be chosen, the most frequent first; what is chosen stays even where nothing is left."""
    return [facet for name in NAMES if (facet := _facet(name, counts, chosen.get(name, ""))).choices]


def _facet(name: str, counts: Mapping[str, int], chosen: str) -> Facet:
    start = f"{name}:"
    found = {trait.removeprefix(start): number for trait, number in counts.items() if trait.startswith(start)}
    if chosen:
        found.setdefault(chosen, 0)
    label = _labels(name)
    choices = [Choice(value, label(value), number, value == chosen) for value, number in found.items()]
    choices.sort(key=lambda each: (-each.count, each.label))
    return Facet(name, LABELS[name], choices)


def _labels(name: str) -> Callable[[str], str]:
    if name == "topic":
        return partial(_of, {each.key: str(each) for each in Topic.objects.all()})
    if name == "jurisdiction":
        return _country
    known = {"kind": Resource.Kind.choices, "language": NARRATIVE_LANGUAGES, "audience": Role.choices}[name]
    return partial(_of, {str(value): str(label) for value, label in known})


def _of(labels: Mapping[str, str], value: str) -> str:
    return labels.get(value, value)


def _country(code: str) -> str:
    if code == INTERNATIONAL:
        return _("International")
    return country_name(code)
