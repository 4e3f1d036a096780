"""The first story holds the facts of its source and breaks no rule of the house."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from django.db import transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook

from gapbridge.act.meetings.models import Meeting
from gapbridge.act.meetings.sides import sides_of
from gapbridge.agree.analyses import actions as analyses
from gapbridge.agree.analyses.models import Analysis
from gapbridge.agree.consultations.models import Agreement
from gapbridge.agree.gaps.models import Gap
from gapbridge.base import journal
from gapbridge.demo import spcp
from gapbridge.demo.clock import telling
from gapbridge.demo.spcp.act import ITEMS
from gapbridge.demo.stage import Stage
from gapbridge.listen.assessments import actions as assessments
from gapbridge.listen.assessments.models import Session, Statement
from gapbridge.listen.coding.analysis import workbooks
from gapbridge.programmes.reference import load_reference
from gapbridge.prove.updates.models import FrozenFigure, Update
from gapbridge.share.library.models import Resource

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, request) -> Iterator[Stage]:
    """Told once for all tests that want it told that far; what a test does is undone before the next."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        stage = Stage(until=getattr(request, "param", "share"))
        spcp.tell(stage)
        yield stage
        transaction.set_rollback(True)


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
    bilateral, tour, table = Meeting.objects.order_by("intervention__starts_on")
    assert (tour.place.code, tour.intervention.starts_on.strftime("%Y-%m")) == ("CZ", "2009-10")
    assert (table.place.code, table.intervention.starts_on.isoformat()) == ("GE-TB", "2009-12-14")
    assert {each.country for each in table.delegations.all()} == {"AZ", "GE", ""}
    assert {each.organisation.name for each in table.delegations.exclude(country="")} == {
        "Cabinet of Ministers of Azerbaijan",
        "State Committee on Refugees and IDP Issues",
        "Ministry of Refugees and Accommodation of Georgia",
    }
    assert all((each.women, each.men) == (None, None) for each in table.delegations.all())
    assert table.agenda.get(consultation__isnull=False).title.startswith("The gap analysis, presented")
    asked = table.follow_ups.filter(kind="request")
    assert {each.asked_by.country for each in asked} == {"AZ", "GE"}
    assert all(each.owner and each.due_on for each in table.follow_ups.all())
    assert {side.name for side in sides_of(bilateral.delegations.all())} == {
        "Azerbaijan",
        "Office of the United Nations High Commissioner for Refugees",
    }
    assert tour.lessons.get(taken_up_in__isnull=False).taken_up_in.code == "T2"


@pytest.mark.parametrize("told", ["agree"], indirect=True)
def test_words_that_are_taken_back_are_nowhere_any_more_but_where_they_were_frozen(told, client):
    """The session's first words are quoted in the published analysis and behind gap G1; then consent is withdrawn."""
    officer, words = told.people["protection_officer"], "A man from the office said repairs begin in spring."
    quoted = "Four families share one floor of the old hostel."
    session = Session.objects.get(code="S01", assessment__programme=told.programmes["spcp"])
    gap, analysis = Gap.objects.get(code="G1", programme=session.programme_id), Analysis.objects.get()
    frozen = analysis.versions.filter(language="en", frozen_at__isnull=False).get()
    draft = analysis.versions.filter(language="en", frozen_at=None).get()
    pages = [
        session.assessment.get_absolute_url(),
        f"{reverse('assessments:statements')}?assessment={session.assessment_id}&text=hostel",
        session.get_absolute_url(),
        gap.get_absolute_url(),
        frozen.get_absolute_url(),
    ]

    def public() -> str:
        return "".join(client.get(page).content.decode() for page in pages)

    assert quoted in public()
    assert quoted in str(draft.content)
    assert words in exported(client)

    with telling(date(2010, 1, 11)):
        assessments.withdraw_consent(
            actor=officer, consent=session.consents.get(), reason="The group asked for it."
        )
        analyses.reopen_analysis(actor=officer, analysis=analysis, reason="Words were taken back.")
        following = analyses.make_version(
            actor=officer, analysis=analysis, note="Without what was taken back."
        )

    assert quoted not in public()
    assert words not in exported(client)
    assert words not in str(workbooks.write_workbook(told.programmes["spcp"], officer))
    assert all(quoted not in str(version.content) for version in following)
    draft.refresh_from_db()
    assert quoted not in str(draft.content)
    frozen.refresh_from_db()
    assert frozen.withdrawn_voices
    assert "withdrawn" in client.get(frozen.get_absolute_url()).content.decode()
    assert not Statement.marks.filter(session=session).exclude(excerpt="").exists()


def exported(client) -> str:
    """All voices as the public downloads them."""
    content = b"".join(client.get(f"{reverse('assessments:statements')}?export=xlsx").streaming_content)
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return str(book.get_sheet_by_index(0).to_python())


def test_slides_of_the_training_are_on_the_hub_and_a_list_that_no_longer_holds_is_gone(told, client):
    still, gone = Resource.objects.order_by("pk")
    assert (still.state, gone.state) == ("published", "archived")
    assert still.trainings.get().intervention.code == "T1"
    assert [client.get(each.get_absolute_url()).status_code for each in (still, gone)] == [200, 410]
