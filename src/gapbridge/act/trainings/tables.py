"""Lists of participants that people bring as CSV or XLSX, or paste."""

from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.folding import fold
from gapbridge.base.tables import Problems, TableColumn, read_table
from gapbridge.people.models import Organisation
from gapbridge.programmes.axes import AgeBand, Disability, Sex, band_of

from .models import Participant, Training

YEARS = {str(age): str(band_of(age)) for age in range(121)}
COLUMNS = (
    TableColumn("person_code", gettext_lazy("Person code"), aliases=("code",), required=True, longest=40),
    TableColumn("name", gettext_lazy("Name"), longest=200),
    TableColumn("organisation", gettext_lazy("Organisation"), required=True, longest=200),
    TableColumn(
        "capacity", gettext_lazy("Takes part as"), aliases=("capacity",), choices=Participant.Capacity
    ),
    TableColumn("sex", gettext_lazy("Sex"), choices=Sex),
    TableColumn("age_band", gettext_lazy("Age"), choices=AgeBand, words=YEARS),
    TableColumn("disability", gettext_lazy("Disability"), choices=Disability),
)


def read_participants(
    file: BinaryIO, training: Training, *, field: str | None = None
) -> list[dict[str, Any]]:
    """Rows for `add_participants`. Raises TableErrors for every unknown word, organisation and double code."""
    lines = read_table(file, COLUMNS, field=field)
    known = _organisations()
    taken = set(training.participants.values_list("person_code", flat=True))
    problems = Problems(field)
    rows = []
    for line in lines:
        organisation = known.get(fold(line.organisation))
        if organisation is None:
            message = _("“%(name)s” is not a registered organisation, or its name is not unique.")
            problems.add(line.row_number, COLUMNS[2].label, message % {"name": line.organisation[:60]})
        if line.person_code in taken:
            message = _("“%(code)s” is in the training already, or stands here twice.")
            problems.add(line.row_number, COLUMNS[0].label, message % {"code": line.person_code})
        taken.add(line.person_code)
        rows.append({**line._asdict(), "organisation": organisation})
    problems.settle()
    return rows


def _organisations() -> dict[str, Organisation]:
    """Every organisation by its folded name (in each language) and short name, where only one has it."""
    found: dict[str, set[Organisation]] = {}
    for each in Organisation.objects.all():
        names = [getattr(each, f"name_{language}") for language, _label in settings.LANGUAGES]
        for name in (*names, each.short_name):
            if name:
                found.setdefault(fold(name), set()).add(each)
    return {name: next(iter(bearers)) for name, bearers in found.items() if len(bearers) == 1}
