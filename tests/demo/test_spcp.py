"""The first story holds the facts of its source and breaks no rule of the house."""

import pytest

from gapbridge.act.meetings.models import Meeting
from gapbridge.agree.consultations.models import Agreement
from gapbridge.agree.gaps.models import Gap
from gapbridge.base import journal
from gapbridge.demo import spcp
from gapbridge.demo.spcp.act import ITEMS
from gapbridge.demo.stage import Stage
from gapbridge.listen.assessments.models import Session, Statement
from gapbridge.programmes.reference import load_reference
from gapbridge.prove.updates.models import FrozenFigure, Update


@pytest.fixture
def told(db, request):
    load_reference()
    stage = Stage(until=getattr(request, "param", "share"))
    spcp.tell(stage)
    return stage


@pytest.mark.parametrize("told", ["agree"], indirect=True)
def test_the_gaps_are_agreed_and_stand_on_voices(told):
    assert Session.objects.count() == 40
    assert Session.objects.values("sex", "age_group").distinct().count() == 8
    assert Statement.objects.count() == 300
    assert not Statement.objects.filter(start=None)
    assert Gap.objects.count() == 12
    areas = set(
        Gap.objects.filter(clauses__framework__key="protection-gaps").values_list("clauses__code", flat=True)
    )
    assert {code[0] for code in areas if code[0] in "ABCDEFG"} == set("ABCDEFG")
    assert not Gap.objects.exclude(state="draft").filter(evidence__statement=None, causes=None).exists()
    assert Agreement.objects.count() == 2
    assert journal.verify() is None


def test_the_update_of_december_2009_is_published_with_its_figures(told):
    update = Update.objects.get()
    assert (update.state, update.title) == ("published", "Implementation Update, December 2009")
    figures = {
        each.indicator.counter: int(each.value) for each in FrozenFigure.objects.select_related("indicator")
    }
    assert figures["gaps_agreed"] == 8
    assert figures["meetings_held"] == 2
    assert figures["items_handed_over"] == sum(baku + yevlax for _name, _kind, baku, yevlax in ITEMS)


def test_the_round_table_and_the_study_tour_hold_the_facts(told):
    tour, table = Meeting.objects.order_by("intervention__starts_on")
    assert (tour.place.code, tour.intervention.starts_on.strftime("%Y-%m")) == ("CZ", "2009-10")
    assert (table.place.code, table.intervention.starts_on.isoformat()) == ("GE-TB", "2009-12-14")
    assert {each.organisation.country for each in table.delegations.all()} >= {"AZ", "GE"}
