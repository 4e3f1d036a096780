"""A resource and the call, training, gap and clause it goes with lead to each other, for who sees both."""

from datetime import date

import pytest

from gapbridge.act.interventions.models import Intervention
from gapbridge.act.trainings.actions import create_training
from gapbridge.agree.gaps.models import Gap
from tests.agree import analysing
from tests.share.hub import draft, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def training(cast):
    made = create_training(
        actor=cast.programme_officer,
        programme=cast.programme,
        code="T1",
        title="Writing a budget",
        organisation=cast.office,
        starts_on=date(2009, 3, 2),
        ends_on=date(2009, 3, 3),
        places=[cast.district],
    )
    Intervention.objects.filter(pk=made.intervention_id).update(state="under_way")
    return made


def test_a_resource_names_what_it_goes_with_and_is_named_there(as_, cast, training):
    gap = analysing.gap(cast, "G1")
    clause = cast.framework.clauses.order_by("pk")[0]
    resource = published(cast, title="Budget by hand", trainings=[training], gaps=[gap], clauses=[clause])
    page = as_("programme_officer").get(resource.get_absolute_url()).text
    for each in (training.get_absolute_url(), gap.get_absolute_url(), f"#clause-{clause.code}"):
        assert each in page, each
    for each in (training, gap):
        assert resource.get_absolute_url() in as_("programme_officer").get(each.get_absolute_url()).text


def test_who_may_not_see_the_gap_does_not_read_of_it_beside_the_resource(as_, cast):
    gap = analysing.gap(cast, "G1", state="draft")
    resource = published(cast, gaps=[gap])
    assert not Gap.objects.visible_to(cast.people["rival"]).filter(pk=gap.pk).exists()
    page = as_("rival").get(resource.get_absolute_url()).text
    assert gap.get_absolute_url() not in page
    assert gap.title not in page


def test_a_draft_is_not_named_on_the_page_of_what_it_goes_with(as_, cast, training):
    resource = draft(cast, trainings=[training])
    assert resource.get_absolute_url() not in as_("programme_officer").get(training.get_absolute_url()).text
