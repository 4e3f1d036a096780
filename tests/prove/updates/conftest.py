from datetime import date

import pytest
from django.utils import timezone

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings.models import Meeting
from gapbridge.prove.results.models import Indicator, Result, Target
from gapbridge.prove.updates import actions


@pytest.fixture
def meeting(cast):
    """A round table that was held: what the indicator counts."""

    def hold(code: str) -> Meeting:
        intervention = Intervention.objects.create(
            programme=cast.programme, kind="round_table", code=code, title=f"Round table {code}", organisation=cast.office,
            starts_on=date(2009, 5, 4), ends_on=date(2009, 5, 4), state="completed", published_at=timezone.now(),
        )  # fmt: skip
        return Meeting.objects.create(intervention=intervention, place=cast.district)

    return hold


@pytest.fixture
def indicator(cast):
    result = Result.objects.create(programme=cast.programme, level="output", code="1", title="Countries talk")
    found = Indicator.objects.create(
        result=result, code="1.1", title="Round tables held", counter="meetings_held", unit="meetings"
    )
    Target.objects.create(indicator=found, due_on=date(2009, 12, 31), value=2, set_by=cast.monitoring_officer)
    return found


@pytest.fixture
def draft(cast, indicator):
    """A draft with a text and a live figure."""
    update = actions.create_update(
        actor=cast.monitoring_officer, programme=cast.programme, title="Update of 2009", language="en",
        period_start=date(2009, 1, 1), period_end=date(2009, 12, 31),
    )  # fmt: skip
    actions.add_block(actor=cast.monitoring_officer, update=update, kind="text", text="We **met**.")
    actions.add_block(actor=cast.monitoring_officer, update=update, kind="figure", indicator=indicator)
    return update
