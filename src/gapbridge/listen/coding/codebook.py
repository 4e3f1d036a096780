"""The codes a programme marks with: the clauses of its frameworks, and its own themes, as one tree."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gapbridge.base.errors import Refused
from gapbridge.base.folding import fold
from gapbridge.listen.assessments.models import Theme
from gapbridge.programmes.models import Clause, Framework, Programme

AREAS = "protection-gaps"  # the framework whose areas, A to G, have a hue each
FRAMEWORK_HUES = 5  # hues for the other frameworks; a sixth takes the first again
THEME_HUE = "t"
KEY = re.compile(r"[ct][0-9]{1,18}")


@dataclass(frozen=True)
class Code:
    """A clause or a theme. `key`: "c12" or "t5". `short`: "E4", empty for a theme. `hue`: see coding.css."""

    key: str
    short: str
    title: str
    hue: str
    depth: int = 0
    retired: bool = False
    names: tuple[str, ...] = ()  # in every language

    def __str__(self) -> str:
        return f"{self.short} {self.title}".strip()

    @property
    def sought(self) -> str:
        """What it is found by: its code and the words of its name in every language, folded."""
        return fold(" ".join((self.short, *self.names)))


@dataclass(frozen=True)
class Branch:
    """The codes of one framework, or the themes (`framework` None), in their order, each with its depth."""

    title: str
    codes: list[Code]
    framework: Framework | None = None


@dataclass
class Codebook:
    """`branches` are offered; an excerpt may bear one of `others` from before."""

    branches: list[Branch]
    others: list[Branch] = field(default_factory=list)

    @cached_property
    def by_key(self) -> dict[str, Code]:
        return {code.key: code for branch in (*self.branches, *self.others) for code in branch.codes}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self.by_key)}

    def named(self, keys: Iterable[str]) -> list[Code]:
        """The codes with these keys, in the tree's order, those of frameworks first."""
        known = (key for key in keys if key in self._places)
        return [self.by_key[key] for key in sorted(known, key=self._places.__getitem__)]


def codebook(programme: Programme) -> Codebook:
    """The clauses of the programme's frameworks (of all, while it has named none), and its themes. Three queries.

    Clauses of other frameworks are known all the same, because an excerpt may bear them from before.
    """
    own = set(programme.frameworks.values_list("pk", flat=True))
    clauses: dict[Framework, list[Clause]] = {}
    for clause in Clause.objects.select_related("framework").order_by("framework_id", "position"):
        clauses.setdefault(clause.framework, []).append(clause)
    hues = _framework_hues(clauses)
    found = {
        each: Branch(str(each), list(_clause_codes(clauses[each], hues[each.pk])), each) for each in clauses
    }
    ordered = sorted(
        found, key=lambda each: (each.key != AREAS, each.kind != Framework.Kind.STANDARD, each.pk)
    )
    themes = Branch(_("Themes of our own"), list(_theme_codes(Theme.objects.filter(programme=programme))))
    offered = [found[each] for each in ordered if each.pk in own or not own]
    return Codebook([*offered, themes], [found[each] for each in ordered if found[each] not in offered])


def chosen(programme: Programme, keys: Iterable[str]) -> dict[str, list[Any]]:
    """The clauses and themes behind keys such as "c12" and "t5". Refuses what is no code of this programme."""
    clauses, themes = _numbers(keys, "c"), _numbers(keys, "t")
    found: dict[str, list[Any]] = {
        "clauses": list(Clause.objects.filter(pk__in=clauses)) if clauses else [],
        "themes": list(Theme.objects.filter(pk__in=themes, programme=programme)) if themes else [],
    }
    if len(found["clauses"]) + len(found["themes"]) < len(set(keys)):
        raise Refused(_("One of these codes is not there any more. Load the page anew."), field="codes")
    return found


def _numbers(keys: Iterable[str], kind: str) -> set[int]:
    return {int(key[1:]) for key in keys if KEY.fullmatch(key) and key[0] == kind}


def _framework_hues(frameworks: Iterable[Framework]) -> dict[int, str]:
    """A neutral hue each, in a fixed order; none for the framework whose areas have their own."""
    others = sorted(each.pk for each in frameworks if each.key != AREAS)
    hues = {pk: f"f{index % FRAMEWORK_HUES + 1}" for index, pk in enumerate(others)}
    return {each.pk: hues.get(each.pk, "") for each in frameworks}


def _clause_codes(clauses: list[Clause], hue: str) -> Iterator[Code]:
    for clause, above in walk(clauses):
        top = (above[0] if above else clause).code[:1].lower()
        area = top if "a" <= top <= "g" else "f1"
        yield Code(
            f"c{clause.pk}", clause.code, clause.title, hue or area, len(above), names=_names(clause, "title")
        )


def _theme_codes(themes: QuerySet[Theme]) -> Iterator[Code]:
    for theme, above in walk(list(themes.order_by("position", "name"))):
        retired = any(each.retired_at for each in (*above, theme))
        yield Code(f"t{theme.pk}", "", theme.name, THEME_HUE, len(above), retired, (theme.name,))


def _names(obj: Any, name: str) -> tuple[str, ...]:
    found = (getattr(obj, f"{name}_{language}", "") for language, _label in settings.LANGUAGES)
    return tuple(each for each in found if each)


def walk(nodes: list[Any]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Each node after its parent, with those above it; siblings keep the order they come in."""
    below: dict[int | None, list[Any]] = {}
    for node in nodes:
        below.setdefault(node.parent_id, []).append(node)
    yield from _descend(below, None, ())


def _descend(below: dict[int | None, list[Any]], parent: int | None, above: tuple[Any, ...]) -> Iterator[Any]:
    for node in below.get(parent, []):
        yield node, above
        yield from _descend(below, node.pk, (*above, node))
