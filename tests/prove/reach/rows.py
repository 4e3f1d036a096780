"""Rows of the earlier stages for tests of the last: made directly, in any number."""

import random
from datetime import date, timedelta
from itertools import count

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.services.models import Person, Record, Service
from gapbridge.act.trainings.models import Attendance, Participant, Training, TrainingSession
from gapbridge.people.models import Organisation
from gapbridge.programmes.axes import AgeBand, Disability, Sex, Status
from gapbridge.programmes.models import Place

NUMBERS = count(1)
FIRST_DAY = date(2009, 1, 5)


def intervention(
    cast, kind="service", *, programme=None, published=False, state="under_way", code="", **fields
):
    return Intervention.objects.create(
        programme=programme or cast.programme,
        kind=kind,
        code=code or f"I{next(NUMBERS)}",
        title=fields.pop("title", f"An intervention ({kind})"),
        organisation=fields.pop("organisation", cast.office),
        starts_on=fields.pop("starts_on", FIRST_DAY),
        ends_on=fields.pop("ends_on", date(2009, 12, 20)),
        state=state,
        published_at="2009-06-01T00:00:00Z" if published else None,
        **fields,
    )


def service(cast, kind="livelihood", **fields):
    return Service.objects.create(intervention=intervention(cast, "service", **fields), kind=kind)


def person(cast, **fields):
    return Person.objects.create(
        programme=fields.pop("programme", cast.programme), code=f"P{next(NUMBERS)}", **fields
    )


def record(cast, of_service, someone, day=0, **fields):
    return Record.objects.create(
        service=of_service,
        person=someone,
        received_on=FIRST_DAY + timedelta(days=day),
        place=fields.pop("place", cast.district),
        provider=fields.pop("provider", cast.cso),
        **fields,
    )


def training(cast, sessions=4, required=75, own=False, **fields):
    held = Training.objects.create(
        intervention=intervention(cast, "training", **fields), required_share=required, for_own_staff=own
    )
    for number in range(sessions):
        TrainingSession.objects.create(
            training=held,
            title=f"Day {number + 1}",
            place=cast.settlement,
            held_on=FIRST_DAY + timedelta(days=30 * number),
        )
    return held


def participant(cast, of_training, code, attends, **fields):
    """Somebody who came to the first `attends` sessions."""
    someone = Participant.objects.create(
        training=of_training, person_code=code, organisation=fields.pop("organisation", cast.cso), **fields
    )
    for session in of_training.sessions.order_by("held_on")[:attends]:
        Attendance.objects.create(session=session, participant=someone)
    return someone


def districts(cast, number):
    made = []
    for index in range(number):
        place = Place.objects.create(
            code=f"D{next(NUMBERS)}", kind="district", name_en=f"District {index}", parent=cast.country
        )
        place.district = place
        place.save()
        made.append(place)
    return made


def settlement_in(place):
    return Place.objects.create(
        code=f"S{next(NUMBERS)}", kind="settlement", name_en="Settlement", parent=place, district=place
    )


def many_records(cast, seed=1, people=40, lines=150):
    """A register drawn at random: services of both programmes, people of every kind, everywhere."""
    chance = random.Random(seed)
    places = [each for place in districts(cast, 3) for each in (place, settlement_in(place))]
    services = [service(cast, kind) for kind in ("livelihood", "psychosocial", "mine_risk")]
    providers = list(Organisation.objects.all()[:3])
    everyone = Person.objects.bulk_create(
        Person(
            programme=cast.programme,
            code=f"R{seed}-{number}",
            sex=chance.choice(Sex.values),
            age_band=chance.choice(AgeBand.values),
            disability=chance.choice(Disability.values),
            status=chance.choice(Status.values),
        )
        for number in range(people)
    )
    drawn = {}
    for _line in range(lines):
        one = Record(
            service=chance.choice(services),
            person=chance.choice(everyone),
            received_on=FIRST_DAY + timedelta(days=chance.randrange(300)),
            place=chance.choice(places),
            provider=chance.choice(providers),
            quantity=chance.randint(1, 4),
        )
        drawn[one.service_id, one.person_id, one.received_on] = one
    Record.objects.bulk_create(drawn.values())
    return list(Record.objects.select_related("service__intervention", "person", "place", "provider"))
