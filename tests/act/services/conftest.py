from datetime import date

import pytest

from gapbridge.act.services import actions
from gapbridge.act.services.models import Service


@pytest.fixture
def service(cast) -> Service:
    return actions.create_service(
        actor=cast.programme_officer,
        programme=cast.programme,
        service_kind="mine_risk",
        code="S1",
        title="Mine risk awareness",
        organisation=cast.office,
        starts_on=date(2009, 1, 1),
        ends_on=date(2009, 12, 31),
        places=[cast.district],
    )
