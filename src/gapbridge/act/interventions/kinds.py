"""Which app carries which kind of intervention: filled from each app's AppConfig.ready()."""

from dataclasses import dataclass


@dataclass(frozen=True)
class KindApp:
    """`new` is the name of an address that takes a programme's id, `edit` of one that takes an intervention's id.

    Without `edit`, the plain form of interventions is offered.
    """

    new: str
    edit: str | None = None


KINDS: dict[str, KindApp] = {}


def add_kind(kind: str, *, new: str, edit: str | None = None) -> None:
    KINDS[str(kind)] = KindApp(new, edit)
