"""Registers that people bring as CSV or XLSX."""

from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.folding import fold
from gapbridge.base.tables import Problems, TableColumn, read_table
from gapbridge.people.models import Organisation
from gapbridge.programmes.axes import AgeBand, Disability, Sex, Status, band_of
from gapbridge.programmes.models import Place

from .models import Service

OLDEST = 120
AGES = {str(age): str(band_of(age)) for age in range(OLDEST + 1)}
COLUMNS = (
    TableColumn("person_code", gettext_lazy("Person code"), aliases=("code",), required=True, longest=40),
    TableColumn("received_on", gettext_lazy("Date"), kind="date", aliases=("received on",), required=True),
    TableColumn("sex", gettext_lazy("Sex"), choices=Sex, words={"f": "female", "m": "male"}),
    TableColumn("age_band", gettext_lazy("Age"), aliases=("age band",), choices=AgeBand, words=AGES),
    TableColumn("birth_year", gettext_lazy("Year of birth"), kind="number", aliases=("birth year",)),
    TableColumn("disability", gettext_lazy("Disability"), choices=Disability),
    TableColumn("status", gettext_lazy("Displacement status"), aliases=("status",), choices=Status),
    TableColumn("place", gettext_lazy("Place"), aliases=("place code",), longest=120),
    TableColumn("session", gettext_lazy("Session"), longest=200),
    TableColumn("provider", gettext_lazy("Provided by"), aliases=("provider",), longest=200),
    TableColumn("quantity", gettext_lazy("Times"), kind="number", aliases=("quantity",)),
)
LABELS = {column.key: column.label for column in COLUMNS}


def read_register(file: BinaryIO, service: Service, *, field: str | None = None) -> list[dict[str, Any]]:
    """Rows for `import_register`. Raises TableErrors for every unknown word, place, session and provider."""
    lines = read_table(file, COLUMNS, field=field)
    known = {"place": _places(), "session": _sessions(service), "provider": _providers()}
    messages = {
        "place": _("“%(text)s” is not a known place. Use its code, such as AZ-BA, or its name."),
        "session": _("“%(text)s” is not a session of this service. Add it first, or use its title."),
        "provider": _("“%(text)s” is not a registered organisation, or its name is not unique."),
    }
    problems = Problems(field)
    rows = []
    for line in lines:
        row = line._asdict()
        for name, found in known.items():
            if row[name] is None:
                continue
            text, row[name] = row[name], found.get(fold(row[name]))
            if row[name] is None:
                problems.add(line.row_number, LABELS[name], messages[name] % {"text": text[:60]})
        row["age_band"] = row["age_band"] or _band(line, problems)
        rows.append(row)
    problems.settle()
    return rows


def _band(line: Any, problems: Problems) -> str | None:
    """The age band on the day, from the year of birth."""
    if line.birth_year is None or line.received_on is None:
        return None
    age = line.received_on.year - line.birth_year
    if not 0 <= age <= OLDEST:
        problems.add(line.row_number, LABELS["birth_year"], _("this year does not fit the date."))
        return None
    return str(band_of(age))


def _places() -> dict[str, Place]:
    found: dict[str, Place] = {}
    for place in Place.objects.all():
        for name in _names(place):
            if name:
                found.setdefault(fold(name), place)
        found[fold(place.code)] = place
    return found


def _names(row: Any) -> list[str | None]:
    """Its name in every language of the site."""
    return [getattr(row, f"name_{language}") for language, _name in settings.LANGUAGES]


def _sessions(service: Service) -> dict[str, Any]:
    return {fold(session.title): session for session in service.sessions.select_related("place")}


def _providers() -> dict[str, Organisation]:
    """Every organisation by its id, its folded name in each language and its short name, where only one has it."""
    found: dict[str, set[Organisation]] = {}
    for each in Organisation.objects.all():
        for name in (str(each.pk), *_names(each), each.short_name):
            if name:
                found.setdefault(fold(name), set()).add(each)
    return {name: next(iter(bearers)) for name, bearers in found.items() if len(bearers) == 1}
