"""Reference data that a new installation starts with: places, topics, population groups, frameworks.

The files in `data/` are read once by `load_reference`; afterwards the rows are ordinary, editable data,
and loading again brings in only what is missing.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from gapbridge.base import journal

from .models import Clause, Framework, Place, PopulationGroup, Topic

DATA = Path(__file__).parent / "data"
STATUSES = {"refugees", "asylum_seekers", "internally_displaced", "returnees", "host_community", "stateless"}
SAME_AS_A_POPULATION = {"disability"}
# Later apps bring reference data of their own: each function adds what is missing and returns how many of each kind.
MORE: list[Callable[[], dict[str, int]]] = []


def _yaml(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


@cache
def map_shapes() -> dict[str, Any]:
    """Boundaries of the districts: {"viewBox", "projection", "shapes": {code: path}, "labels": {code: [x, y]}}."""
    return json.loads((DATA / "map_az.json").read_text(encoding="utf-8"))


def in_languages(field: str, texts: dict[str, str]) -> dict[str, str]:
    """{"en": "x", …} as the columns that modeltranslation keeps: {"name_en": "x", …}."""
    return {f"{field}_{language}": text for language, text in texts.items()}


@transaction.atomic
def load_reference(*, actor=None) -> dict[str, int]:
    """Bring in what is missing; returns how many rows of each kind were added."""
    reference = _yaml("reference.yaml")
    added = {
        "places": _load_places(json.loads((DATA / "places.json").read_text(encoding="utf-8"))),
        "topics": _load_topics(reference["topics"]),
        "populations": _load_populations(reference),
        "clauses": sum(_load_framework(each) for each in _yaml("frameworks.yaml")),
    }
    if any(added.values()):
        journal.record(actor=actor, verb="programmes.load_reference", data=added)
    for load in MORE:
        added |= load()
    return added


def _load_places(rows: list[dict[str, Any]]) -> int:
    known = {place.code: place for place in Place.objects.all()}
    before = len(known)
    for row in rows:
        if row["code"] not in known:
            known[row["code"]] = _add_place(row, known)
    return len(known) - before


def _add_place(row: dict[str, Any], known: dict[str, Place]) -> Place:
    parent = known[row["parent"]] if row["parent"] else None
    place = Place.objects.create(
        code=row["code"],
        kind=row["kind"],
        parent=parent,
        latitude=row["lat"],
        longitude=row["lon"],
        geonames=row["geonames"],
        district=parent
        if row["kind"] == Place.Kind.SETTLEMENT and parent and parent.kind != Place.Kind.COUNTRY
        else None,
        **in_languages("name", row["name"]),
    )
    if row["kind"] in {Place.Kind.DISTRICT, Place.Kind.CITY}:
        place.district = place
        place.save(update_fields=["district"])
    return place


def _load_topics(rows: list[dict[str, Any]]) -> int:
    known = set(Topic.objects.values_list("key", flat=True))
    fresh = [
        Topic(key=row["key"], dac_code=row["dac"] or "", **in_languages("name", row["name"]))
        for row in rows
        if row["key"] not in known
    ]
    Topic.objects.bulk_create(fresh)
    return len(fresh)


def _load_populations(reference: dict[str, Any]) -> int:
    rows = [*reference["population_groups"], *reference["diversity_tags"]]
    known = set(PopulationGroup.objects.values_list("key", flat=True)) | SAME_AS_A_POPULATION
    fresh: dict[str, PopulationGroup] = {}
    for row in rows:
        if row["key"] not in known:
            kind = PopulationGroup.Kind.STATUS if row["key"] in STATUSES else PopulationGroup.Kind.DIVERSITY
            fresh.setdefault(
                row["key"], PopulationGroup(key=row["key"], kind=kind, **in_languages("name", row["name"]))
            )
    PopulationGroup.objects.bulk_create(fresh.values())
    return len(fresh)


def _load_framework(row: dict[str, Any]) -> int:
    framework, created = Framework.objects.get_or_create(
        key=row["key"],
        version=row["version"],
        defaults={"kind": row["kind"], "source": row["source"], **in_languages("name", row["name"])},
    )
    return _load_clauses(framework, None, row["clauses"], 0) if created else 0


def _load_clauses(
    framework: Framework, parent: Clause | None, rows: list[dict[str, Any]], position: int
) -> int:
    """Clauses in the order of the document; returns the position after the last."""
    for row in rows:
        position += 1
        clause = Clause.objects.create(
            framework=framework,
            parent=parent,
            code=row["code"],
            position=position,
            **in_languages("title", row["title"]),
        )
        position = _load_clauses(framework, clause, row.get("children", []), position)
    return position
