"""The first story holds the facts of its source and breaks no rule of the house."""

import pytest

from gapbridge.agree.consultations.models import Agreement
from gapbridge.agree.gaps.models import Gap
from gapbridge.base import journal
from gapbridge.demo import spcp
from gapbridge.demo.stage import Stage
from gapbridge.listen.assessments.models import Session, Statement
from gapbridge.programmes.reference import load_reference


@pytest.fixture
def told(db, request):
    load_reference()
    stage = Stage(until=getattr(request, "param", "share"))
    spcp.tell(stage)
    return stage


@pytest.mark.parametrize("told", ["agree"], indirect=True)
def test_the_gaps_are_agreed_and_stand_on_voices(told):
    assert Session.objects.count() == 12
    assert Statement.objects.count() >= 25
    assert Gap.objects.count() >= 8
    assert not Gap.objects.exclude(state="draft").filter(evidence__statement=None, causes=None).exists()
    assert Agreement.objects.count() == 2
    assert journal.verify() is None
