"""The axes along which figures break down: their names, the names of their cells, and which cells are delicate."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from gapbridge.act.services.models import Service
from gapbridge.programmes.axes import AGE_SCHEMES, AgeBand, Disability, Sex, Status

SMALL = 5  # people; fewer are withheld from whoever does not keep the records
DELICATE = 10  # the same for children and health
CHILDREN = frozenset({"0-1", "2-4", "5", "6-11", "12", "13-17", "0-4", "5-11", "12-17", "2-5", "6-12"})
HEALTH = frozenset({Service.Kind.PSYCHOSOCIAL.value})


def _scheme(bands: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    return {**{band: band.replace("-", "–") for band in bands}, "unknown": _("Unknown")}


@dataclass(frozen=True)
class Axis:
    """`choices`: every cell there can be, in order; None when the records say (places, months, …)."""

    key: str
    label: Any
    choices: Mapping[str, Any] | None = None
    delicate: frozenset[str] = frozenset()
    is_public: bool = True

    def name(self, key: Any, found: Any = None) -> str:
        """What a cell is called; `found` is the name that the query brought along."""
        if self.choices is not None:
            return str(self.choices.get(key, key))
        if self.key == "month" and key:
            return date_format(date.fromisoformat(f"{key}-01"), "YEAR_MONTH_FORMAT")
        if key is None:
            return str(NAMELESS.get(self.key, _("Not known")))
        return str(found or key)

    def small(self, key: Any) -> int:
        return DELICATE if key in self.delicate else SMALL


NAMELESS = {"intervention": _("Interventions that are not published"), "place": _("Place not known")}
_AUDIENCE = {"own": _("Own staff and volunteers"), "others": _("Other organisations")}

AXES: dict[str, Axis] = {
    axis.key: axis
    for axis in (
        Axis("sex", _("Sex"), dict(Sex.choices)),
        Axis("age", _("Age"), dict(AgeBand.choices), CHILDREN, is_public=False),
        Axis("age_unhcr", _("Age (UNHCR)"), _scheme(AGE_SCHEMES["unhcr"]), CHILDREN),
        Axis("age_ifrc", _("Age (IFRC)"), _scheme(AGE_SCHEMES["ifrc"]), CHILDREN, is_public=False),
        Axis("disability", _("Disability"), dict(Disability.choices), frozenset({"disabled"})),
        Axis("status", _("Displacement status"), dict(Status.choices)),
        Axis("place", _("District")),
        Axis("intervention", _("Intervention")),
        Axis("service", _("Service"), dict(Service.Kind.choices), HEALTH),
        Axis("organisation", _("Organisation")),
        Axis("audience", _("For whom"), _AUDIENCE),
        Axis("month", _("Month")),
    )
}
SCHEMES: dict[str, Mapping[str, tuple[str, ...]]] = {
    f"age_{name}": bands for name, bands in AGE_SCHEMES.items()
}
Names = Callable[[Any], str]
