from datetime import date

import pytest

from gapbridge.act.trainings import actions


@pytest.fixture
def training(cast):
    """A week's training of the programme, under way, with no session yet."""
    made = actions.create_training(
        actor=cast.programme_officer,
        programme=cast.programme,
        code="T1",
        title="National asylum law",
        organisation=cast.office,
        starts_on=date(2009, 3, 2),
        ends_on=date(2009, 3, 13),
        places=[cast.district],
        required_share=80,
    )
    made.intervention.state = "under_way"
    made.intervention.save()
    return made


@pytest.fixture
def hold(cast, training):
    """`hold(5)`: five sessions on days that are over, given by the trainer."""

    def make(number, trainer=None, first=2):
        return [
            actions.add_session(
                actor=cast.programme_officer,
                training=training,
                title=f"Session {day}",
                place=cast.district,
                held_on=date(2009, 3, day),
                trainer=trainer or cast.trainer,
            )
            for day in range(first, first + number)
        ]

    return make


@pytest.fixture
def enrol(cast, training):
    """`enrol("P-1", "P-2", sex="female")`: participants of the authority."""

    def make(*codes, **facts):
        rows = [{"person_code": code, "organisation": cast.authority, **facts} for code in codes]
        return actions.add_participants(actor=cast.programme_officer, training=training, rows=rows)

    return make
