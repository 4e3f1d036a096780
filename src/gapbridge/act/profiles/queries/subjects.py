"""The names that are held against sanctions lists: an organisation's own, and those of its officers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from gapbridge.act.profiles.models import Hit, Officer
from gapbridge.act.profiles.names import keys_of
from gapbridge.base.fields import keyed_hash
from gapbridge.people.models import Organisation

NAMES = [f"name_{language}" for language, _name in settings.LANGUAGES]


@dataclass(frozen=True)
class Bearer:
    """Somebody under all names: keys of them, and a label to show."""

    subject: str  # Hit.Subject
    officer_id: int | None
    label: str
    keys: tuple[str, ...]


def subjects(organisations: Iterable[Organisation]) -> dict[int, list[Bearer]]:
    """Organisation id → the bearers to be screened: itself and its current officers; one query for all."""
    found = {each.pk: [_itself(each)] for each in organisations}
    officers = Officer.objects.current().filter(profile_id__in=list(found)).order_by("pk")
    for officer in officers:
        keys = tuple(keys_of([officer.name]))
        found[officer.profile_id].append(Bearer(Hit.Subject.OFFICER, officer.pk, officer.name, keys))
    return found


def _itself(organisation: Organisation) -> Bearer:
    """In every language. A short name of one word resembles too much, so it is left aside."""
    names = [getattr(organisation, name) or "" for name in NAMES]
    keys = [key for key in keys_of([*names, organisation.short_name]) if len(key.split()) > 1]
    return Bearer(
        Hit.Subject.ORGANISATION, None, organisation.name, tuple(keys or keys_of([organisation.name]))
    )


def names_hash(bearers: Iterable[Bearer]) -> str:
    """Changes when a name comes, goes or is corrected."""
    keys = sorted("|".join(each.keys) for each in bearers)
    return keyed_hash("\n".join(keys), "profiles.names")
