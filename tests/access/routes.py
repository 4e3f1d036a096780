"""Every route of ours, read from the resolver, with an address for each on either side of the world."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver, reverse

from gapbridge.base.access import Rule

# Not ours: allauth's pages of signing in, and Django's choice of a language.
OTHERS = {"accounts/", "i18n/"}

# Which object a route takes where its model alone does not say it.
SPECIAL = {
    "calls:edit": "call intervention",
    "meetings:edit": "round_table intervention",
    "trainings:edit": "training intervention",
    "supplies:edit": "procurement intervention",
    "services:edit": "service intervention",
    "results:edit_target": "results.target",
    "updates:edit_block": "updates.block",
}
# What stands in an address beside `pk`: another object's id, or a word.
SAMPLES: dict[str, Any] = {
    "application": "applications.application",
    "cause": "gaps.cause",
    "evidence": "gaps.evidence",
    "feedback": "feedback.feedback",
    "item": "consultations.item",
    "mark": "assessments.statement",
    "stakeholder": "consultations.stakeholder",
    "position": "consultations.position",
    "comment": "consultations.comment",
    "link": "consultations.link",
    "hearing": "consultations.hearing",
    "attendance": "consultations.attendance",
    "procedure": "procedures.procedure",
    "definition": "procedures.formdefinition",
    "step": "procedures.step",
    "place": "=0",
    "field": "=need",
    "key": "=not-a-key",
    "section": "=project",
    "ending": "=docx",
    "part": "=full",
    "noun": "=lesson",
    "kind": "=text",
    "how": "=up",
    "variant": "=full",
    "name": "=propose",
    "label": "=gaps.gap",
    "token": "=not-a-token",
    "language": "=en",
    "gap": "gaps.gap",
    "piece": "plans.reportevidence",
    "session": "assessments.session",
    "number": "=1",
    "proof": "returns.proof",
    "line": "=gaps-without-voice",
    "form": "=pdf",
    "content": "=codebook",
    "axis": "=sex",
    "counter": "=people_trained",
    "other": "same expense",
    "level": "=objective",
    "organisation": "people.organisation",
}
# Routes without a model that take an id all the same.
PK_OF = {
    "applications:save": "applications.part",
    "base:move": "gaps.gap",
    "base:file": "base.storedfile",
    "thread:thread": "gaps.gap",
    "meetings:part": "meetings.lesson",
    "meetings:remove_part": "meetings.lesson",
    "openrosa:form": "collect.formversion",
    "openrosa:manifest": "collect.formversion",
    "openrosa:attachment": "collect.formversion",
}


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    arguments: tuple[str, ...]
    rule: Rule | None

    def object_in(self, objects: dict[str, Any]) -> Any:
        """The object that `pk` names."""
        label = SPECIAL.get(self.name) or PK_OF.get(self.name)
        return objects[label or self.rule.model._meta.label_lower]  # type: ignore[union-attr]

    def address(self, objects: dict[str, Any]) -> str:
        return reverse(
            self.name, kwargs={argument: self._value(argument, objects) for argument in self.arguments}
        )

    def _value(self, argument: str, objects: dict[str, Any]) -> Any:
        if argument == "pk":
            return self.object_in(objects).pk
        sample = SAMPLES[argument]
        return sample[1:] if sample.startswith("=") else objects[sample].pk


def routes() -> list[Route]:
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: Any, before: str, space: str) -> Iterator[Route]:
    for pattern in patterns:
        whole = f"{before}{pattern.pattern}"
        if whole in OTHERS:
            continue
        if isinstance(pattern, URLPattern):
            rule = getattr(pattern.callback, "rule", None)
            yield Route(f"{space}{pattern.name}", whole, tuple(pattern.pattern.converters), rule)
        else:
            namespace = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, whole, namespace)


def with_model() -> list[Route]:
    return [route for route in routes() if route.rule and route.rule.model]


def without_model() -> list[Route]:
    return [route for route in routes() if route.rule and not route.rule.model]
