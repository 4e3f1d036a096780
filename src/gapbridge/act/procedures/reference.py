"""The procedures and forms that every installation starts with: the donor's usual ones, as editable templates."""

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from gapbridge.base import journal

from .actions.procedures import write_steps
from .definition import check_definition
from .models import FormDefinition, Procedure

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "az", "ru")


@transaction.atomic
def load(*, actor: Any = None) -> dict[str, int]:
    """Bring in what is missing; returns how many procedures and forms were added."""
    added = {
        "procedures": sum(map(_procedure, _yaml("procedures.yaml"))),
        "forms": sum(map(_form, _yaml("forms.yaml"))),
    }
    if any(added.values()):
        journal.record(actor=actor, verb="procedures.load_reference", data=added)
    return added


def _yaml(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


def _procedure(row: dict[str, Any]) -> bool:
    if Procedure.objects.filter(programme=None, key=row["key"]).exists():
        return False
    steps = row.pop("steps")
    made = Procedure.objects.create(**_worded(row))
    write_steps(made, [_step(each) for each in steps])
    return True


def _step(row: dict[str, Any]) -> dict[str, Any]:
    step = _worded({name: value for name, value in row.items() if name not in {"sections", "items"}})
    step["items"] = [_worded(each) for each in row.get("items", ())]
    step["sections"] = [
        _worded({name: value for name, value in each.items() if name != "questions"})
        | {"questions": [_worded(question) for question in each["questions"]]}
        for each in row.get("sections", ())
    ]
    return step


def _worded(row: dict[str, Any]) -> dict[str, Any]:
    """{"title": {"en": "x", …}} as the columns of each language: {"title_en": "x", …}."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        found |= (
            {f"{name}_{each}": value[each] for each in LANGUAGES}
            if isinstance(value, dict)
            else {name: value}
        )
    return found


def _form(row: dict[str, Any]) -> bool:
    if FormDefinition.objects.filter(programme=None, key=row["key"]).exists():
        return False
    check_definition(row["definition"])
    FormDefinition.objects.create(**row, published_at=timezone.now())
    return True
