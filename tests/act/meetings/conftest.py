from datetime import date

import pytest
from django.utils import timezone

from gapbridge.act.meetings import actions

LAST = date(2009, 12, 15)


@pytest.fixture
def meet(cast):
    """`meet("study_tour", published=True)`: a meeting on 14 and 15 December 2009, over."""

    def make(kind="round_table", code="R1", published=False, state="completed", **facts):
        made = actions.create_meeting(
            actor=cast.programme_officer, programme=cast.programme, kind=kind, place=cast.district, code=code,
            title=f"Meeting {code}", organisation=cast.office, starts_on=date(2009, 12, 14), ends_on=LAST, **facts,
        )  # fmt: skip
        made.intervention.state = state
        made.intervention.published_at = timezone.now() if published else None
        made.intervention.save()
        return made

    return make


@pytest.fixture
def promise(cast):
    def make(meeting, text="Send the law", owner=None, due_on=LAST, **facts):
        return actions.add_follow_up(
            actor=cast.programme_officer,
            meeting=meeting,
            text=text,
            owner=owner or cast.authority,
            due_on=due_on,
            **facts,
        )

    return make


@pytest.fixture
def delegation(cast):
    def make(meeting, organisation=None, **facts):
        return actions.add_delegation(
            actor=cast.programme_officer,
            meeting=meeting,
            organisation=organisation or cast.authority,
            **facts,
        )

    return make


@pytest.fixture
def lesson(cast):
    def make(meeting, text="Listen first", **facts):
        return actions.add_lesson(actor=cast.programme_officer, meeting=meeting, text=text, **facts)

    return make
