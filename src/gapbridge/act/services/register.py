"""The register's lines: checked against each other and what is known, then written in chunks.

A register may hold 100,000 lines: no more than a chunk of model objects is alive at a time.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.errors import Refused
from gapbridge.base.tables import Problems, TableErrors
from gapbridge.programmes.axes import AgeBand, Disability, Sex, Status

from .models import Person, Record, Service

CHUNK = 2000
LONGEST_CODE = 40
# What is not known of a person: a line may fill it in, never overwrite what is known.
UNKNOWN = {
    "sex": Sex.UNKNOWN,
    "age_band": AgeBand.UNKNOWN,
    "disability": Disability.NOT_ASKED,
    "status": Status.UNKNOWN,
}
LABELS = {
    "person_code": gettext_lazy("Person code"),
    "received_on": gettext_lazy("Date"),
    "sex": gettext_lazy("Sex"),
    "place": gettext_lazy("Place"),
    "session": gettext_lazy("Session"),
    "quantity": gettext_lazy("Times"),
}


@dataclass(frozen=True)
class Outcome:
    """`added` lines, lines that were there `already`, and how many people were new."""

    added: int
    already: int
    new_people: int


@dataclass(slots=True)
class Known:
    """A person as the register knows them: `pk` is None until they are written."""

    pk: int | None
    facts: dict[str, Any]
    filled: bool = False


def write_register(service: Service, rows: Iterable[Mapping[str, Any]], *, plain: bool = False) -> Outcome:
    """Check all the lines, then write them. Call it inside an action. `plain` raises a Refused beside the
    form's field instead of TableErrors by row and column."""
    people = _people_of(service.programme_id)
    there = _lines_there(service)
    try:
        lines, already = _checked(service, rows, people, there)
    except TableErrors as errors:
        if not plain:
            raise
        first = errors.problems[0]
        field = next((name for name, label in LABELS.items() if str(label) == first.column), None)
        raise Refused(first.message, field=field) from None
    new_people = _write_people(service.programme_id, people)
    _write_lines(service, lines, people)
    return Outcome(added=len(lines), already=already, new_people=new_people)


def _people_of(programme_id: int) -> dict[str, Known]:
    rows = Person.objects.filter(programme_id=programme_id).values_list("code", "pk", *UNKNOWN)
    return {code: Known(pk, dict(zip(UNKNOWN, facts, strict=True))) for code, pk, *facts in rows.iterator()}


def _lines_there(service: Service) -> set[tuple[str, date]]:
    return set(service.records.values_list("person__code", "received_on").iterator())


def _checked(
    service: Service,
    rows: Iterable[Mapping[str, Any]],
    people: dict[str, Known],
    there: set[tuple[str, date]],
) -> tuple[list[tuple], int]:
    """The lines to be written, and how many are there already. Adds to `people` and `there`."""
    problems = Problems("file")
    default_place = _only_place(service)
    today = localdate()
    lines, already = [], 0
    for number, row in enumerate(rows, start=2):
        number = row.get("row_number") or number
        code: str = (row.get("person_code") or "").strip()
        day: Any = row.get("received_on")
        session = row.get("session")
        place = row.get("place") or (session and session.place) or default_place
        before = len(problems.found)
        _check_line(problems, number, row, people.get(code), code, day, place, today, service)
        if len(problems.found) > before:
            continue
        _remember(people, code, row)
        if (code, day) in there:
            already += 1
            continue
        there.add((code, day))
        provider = row.get("provider") or service.intervention.organisation
        lines.append(
            (code, day, place.pk, provider.pk, session.pk if session else None, row.get("quantity") or 1)
        )
    problems.settle()
    return lines, already


def _check_line(problems, number, row, known, code, day, place, today, service) -> None:
    if not code or len(code) > LONGEST_CODE:
        problems.add(number, LABELS["person_code"], _("write a code of 1 to 40 characters."))
    if day is None:
        problems.add(number, LABELS["received_on"], _("this can't be empty."))
    elif day > today:
        problems.add(number, LABELS["received_on"], _("this day has not come yet."))
    if place is None:
        problems.add(number, LABELS["place"], _("name the place: the service has several, or none."))
    session = row.get("session")
    if session is not None and session.service_id != service.pk:
        problems.add(number, LABELS["session"], _("this session belongs to another service."))
    if not 1 <= (row.get("quantity") or 1) <= 32_767:
        problems.add(number, LABELS["quantity"], _("write a number from 1 to 32,767."))
    sex = row.get("sex") or Sex.UNKNOWN
    if known and Sex.UNKNOWN not in {sex, known.facts["sex"]} and sex != known.facts["sex"]:
        problems.add(
            number,
            LABELS["sex"],
            _("the person %(code)s is known as “%(sex)s”. Check the code.")
            % {"code": code, "sex": Sex(known.facts["sex"]).label},
        )


def _remember(people: dict[str, Known], code: str, row: Mapping[str, Any]) -> None:
    """Note a person's attributes where they were unknown."""
    known = people.get(code)
    if known is None:
        facts = {name: row.get(name) or unknown for name, unknown in UNKNOWN.items()}
        people[code] = Known(None, facts | {"place": row.get("lives_in") or row.get("place")})
        return
    for name, unknown in UNKNOWN.items():
        value = row.get(name) or unknown
        if known.facts[name] == unknown != value:
            known.facts[name] = value
            known.filled = known.pk is not None


def _only_place(service: Service) -> Any:
    places = list(service.intervention.places.all()[:2])
    return places[0] if len(places) == 1 else None


def _write_people(programme_id: int, people: dict[str, Known]) -> int:
    new = [code for code, known in people.items() if known.pk is None]
    for chunk in _chunks(new):
        made = Person.objects.bulk_create(
            Person(programme_id=programme_id, code=code, **people[code].facts) for code in chunk
        )
        for person in made:
            people[person.code].pk = person.pk
    filled = (known for known in people.values() if known.filled)
    for chunk in _chunks(filled):
        Person.objects.bulk_update([Person(pk=known.pk, **known.facts) for known in chunk], list(UNKNOWN))
    return len(new)


def _write_lines(service: Service, lines: list[tuple], people: dict[str, Known]) -> None:
    for chunk in _chunks(lines):
        Record.objects.bulk_create(
            Record(
                service=service,
                person_id=people[code].pk,  # type: ignore[misc] # they are all written by now
                received_on=day,
                place_id=place,
                provider_id=provider,
                session_id=session,
                quantity=quantity,
            )
            for code, day, place, provider, session, quantity in chunk
        )


def _chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
