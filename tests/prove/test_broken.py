"""Each kind of broken line stands on the board while it is broken, and is gone once it is mended."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.interventions.actions import change_intervention
from gapbridge.act.meetings.models import Meeting
from gapbridge.agree.consultations import actions as consulting
from gapbridge.agree.consultations.models import Consultation
from gapbridge.agree.consultations.queries import seat_of
from gapbridge.agree.gaps import actions as gapping
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans import actions as planning
from gapbridge.agree.plans.models import Measure, Report
from gapbridge.agree.returns import actions as returning_actions
from gapbridge.listen.assessments.actions import record_consent, withdraw_consent
from gapbridge.listen.feedback import actions as feedback
from gapbridge.listen.feedback.models import Feedback
from gapbridge.prove.results import actions as results
from gapbridge.prove.thread.broken.board import board_for
from gapbridge.prove.thread.broken.kinds import BY_KEY, LINES
from gapbridge.prove.thread.broken.waiting import waiting
from gapbridge.prove.updates import actions as updates
from tests.agree import returning, story
from tests.prove.reach.rows import intervention

pytestmark = pytest.mark.django_db
BOARD = reverse("thread:broken")


def broken(key, user):
    return list(BY_KEY[key].rows_of(user))


@dataclass
class Case:
    """Breaks a line when it is made, and mends it."""

    cast: Any

    @property
    def officer(self):
        return self.cast.protection_officer


class GapWithoutVoice(Case):
    key = "gaps-without-voice"

    def snap(self):
        self.row = story.bare_gap(self.cast)

    def mend(self):
        gapping.add_voices(actor=self.officer, gap=self.row, statements=[story.statement(self.cast)])


class GapSilenced(Case):
    key = "gaps-whose-voices-were-withdrawn"

    def snap(self):
        self.row = story.gap(self.cast)
        session = self.row.evidence.get().statement.session
        consent = record_consent(
            actor=self.officer, session=session, text_version="1", language="en", manner="spoken", scope="public",
            taken_on=session.held_on,
        )  # fmt: skip
        withdraw_consent(actor=self.officer, consent=consent, reason="They wish it.")

    def mend(self):
        gapping.add_voices(actor=self.officer, gap=self.row, statements=[story.statement(self.cast)])


class MessageWaits(Case):
    key = "messages-without-answer"

    def snap(self):
        self.row, _receipt = feedback.submit_feedback(
            actor=None, programme=self.cast.programme, kind="question", text="When?", language="en"
        )
        long_ago = timezone.now() - timedelta(days=20)
        Feedback.objects.filter(pk=self.row.pk).update(received_at=long_ago)

    def mend(self):
        feedback.answer_feedback(actor=self.officer, feedback=self.row, reason="In May.")


class CommentWaits(Case):
    key = "comments-without-answer"

    def snap(self):
        made = story.opened(self.cast)
        self.row = consulting.add_comment(
            actor=self.cast.applicant,
            item=made.items.get(),
            stakeholder=seat_of(made, self.cast.cso),
            text="Add the schools.",
        )

    def mend(self):
        consulting.answer_comments(actor=self.officer, comments=[self.row], outcome="not", answer="Not yet.")


class ObjectionWaits(Case):
    key = "objections-without-answer"

    def snap(self):
        made = story.opened(self.cast)
        story.stands(self.cast, made, cso=("object", "Too late."))
        self.row = seat_of(made, self.cast.cso).positions.get()

    def mend(self):
        consulting.answer_objection(actor=self.officer, position=self.row, answer="It begins in May.")


class RoundPastClosing(Case):
    key = "rounds-past-closing"

    def snap(self):
        self.row = story.opened(self.cast)
        Consultation.objects.filter(pk=self.row.pk).update(
            opens_on=date(2009, 1, 1), closes_on=returning.yesterday()
        )
        self.row.refresh_from_db()

    def mend(self):
        consulting.close_without_agreement(actor=self.officer, consultation=self.row, reason="Nobody came.")


class GapWithoutMeasure(Case):
    key = "gaps-without-measure"

    def snap(self):
        self.row = returning.gap(self.cast, state="agreed")

    def mend(self):
        story.measure(self.cast, gaps=[self.row])


class MeasureCase(Case):
    whole: dict[str, Any] = {}

    def snap(self):
        self.row = story.measure(self.cast)

    def mend(self):
        planning.change_measure(actor=self.officer, measure=self.row, **self.whole)


class WithoutOwner(MeasureCase):
    key = "measures-without-owner"

    def mend(self):
        planning.change_measure(actor=self.officer, measure=self.row, responsible=self.cast.authority)


class WithoutDate(MeasureCase):
    key = "measures-without-date"
    whole = {"due_on": date(2999, 1, 1)}


class WithoutMoney(MeasureCase):
    key = "measures-without-money"

    def mend(self):
        planning.change_measure(actor=self.officer, measure=self.row, cost=500)
        assert broken(self.key, self.officer) == [self.row], "what it costs is known, and nobody pays"
        planning.add_funding(
            actor=self.officer, measure=self.row, source=self.cast.funder, amount=500, state="pledged"
        )


class PastItsDay(Case):
    key = "measures-past-their-date"

    def snap(self):
        self.row = story.measure(
            self.cast,
            due_on=returning.yesterday(),
            starts_on=date(2009, 1, 1),
            responsible=self.cast.authority,
        )
        planning.agree_measure(actor=None, measure=self.row)

    def mend(self):
        planning.change_measure(
            actor=self.officer, measure=self.row, due_on=timezone.localdate() + timedelta(days=30)
        )


class InterventionWithoutMeasure(Case):
    key = "interventions-without-measure"

    def snap(self):
        self.row = intervention(self.cast, "round_table")
        Meeting.objects.create(intervention=self.row, place=self.cast.district)

    def mend(self):
        measure = story.measure(self.cast)
        planning.agree_measure(actor=None, measure=measure)
        change_intervention(actor=self.cast.programme_officer, intervention=self.row, measures=[measure])


class DoneWithoutReport(Case):
    """Done before reports were verified."""

    key = "measures-done-without-report"

    def snap(self):
        self.report = returning.verified_report(self.cast, returning.gap(self.cast))
        self.row = self.report.measure
        Report.objects.filter(pk=self.report.pk).update(state="submitted")
        Measure.objects.filter(pk=self.row.pk).update(state="done")

    def mend(self):
        planning.verify_report(
            actor=self.cast.programme_officer, report=Report.objects.get(pk=self.report.pk)
        )


class WithoutProof(Case):
    """Called remedied before a proof was asked for."""

    key = "remedied-without-proof"

    def snap(self):
        self.row = returning.gap(self.cast)
        Gap.objects.filter(pk=self.row.pk).update(state="remedied")

    def mend(self):
        returning.prove(self.cast, self.row)


class WithoutReturn(WithoutProof):
    key = "remedied-without-return"

    def mend(self):
        returning.ask(self.cast, self.row)


class AgainstAGroup(Case):
    key = "remedied-against-a-group"

    def snap(self):
        self.row = returning.remedied(self.cast)
        self.answer = returning.ask(self.cast, self.row, "worse")

    def mend(self):
        returning_actions.reopen_after(actor=self.officer, answer=self.answer)


class IndicatorWithoutRecords(Case):
    key = "indicators-without-records"

    def snap(self):
        officer = self.cast.monitoring_officer
        result = results.create_result(
            actor=officer, programme=self.cast.programme, level="output", code="1", title="Talks"
        )
        self.row = results.create_indicator(
            actor=officer,
            result=result,
            code="1.1",
            title="Round tables held",
            kind="number",
            counter=self.counter,
        )

    counter = ""

    def mend(self):
        results.record_observation(
            actor=self.cast.monitoring_officer,
            indicator=self.row,
            observed_on=date(2009, 5, 1),
            source="Register",
            value=3,
        )


class CountedIndicatorWithoutRecords(IndicatorWithoutRecords):
    counter = "gaps_agreed"

    def mend(self):
        returning.gap(self.cast, state="agreed")


class FigureWithoutRecords(IndicatorWithoutRecords):
    key = "figures-without-records"
    counter = "gaps_agreed"

    def snap(self):
        returning.gap(self.cast, state="agreed")
        story.gap(self.cast)
        Gap.objects.update(state="draft")
        super().snap()
        self.update = self._published(
            updates.create_update(
                actor=self.cast.monitoring_officer, programme=self.cast.programme, title="Update", language="en",
                period_start=date(2009, 1, 1), period_end=returning.yesterday(),
            )
        )  # fmt: skip
        self.row = self.row.frozen_figures.get()

    def _published(self, update):
        if not update.blocks.exists():
            updates.add_block(
                actor=self.cast.monitoring_officer, update=update, kind="figure", indicator=self.row
            )
        return updates.publish_update(actor=self.cast.programme_officer, update=update)

    def mend(self):
        draft = updates.restate_update(
            actor=self.cast.programme_officer, update=self.update, reason="It was not counted."
        )
        updates.remove_block(actor=self.cast.monitoring_officer, block=draft.blocks.get())
        updates.add_block(actor=self.cast.monitoring_officer, update=draft, kind="text", text="None.")
        updates.publish_update(actor=self.cast.programme_officer, update=draft)


CASES = [
    GapWithoutVoice, GapSilenced, MessageWaits, CommentWaits, ObjectionWaits, RoundPastClosing, GapWithoutMeasure,
    WithoutOwner, WithoutDate, WithoutMoney, PastItsDay, InterventionWithoutMeasure, DoneWithoutReport, WithoutProof,
    WithoutReturn, AgainstAGroup, IndicatorWithoutRecords, CountedIndicatorWithoutRecords, FigureWithoutRecords,
]  # fmt: skip


def test_every_kind_is_tried():
    assert {case.key for case in CASES} == set(BY_KEY)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_a_line_is_on_the_board_while_it_is_broken(cast, as_, case):
    tried = case(cast)
    tried.snap()
    officer = cast.programme_officer
    assert broken(tried.key, officer) == [tried.row]
    line = BY_KEY[tried.key]
    address, may_mend = line.address(line.shown(line.rows_of(officer)).get(), officer)
    assert may_mend
    client = as_("programme_officer")
    assert f'href="{address}"' in client.get(BOARD).content.decode()
    assert client.get(address).status_code == 200, "the link leads to the place where it is mended"
    assert f'href="{address}"' in client.get(line.url).content.decode()
    tried.mend()
    assert broken(tried.key, cast.fresh("programme_officer")) == []


# --- who sees it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["rival", "community_member"])
def test_who_has_no_part_in_a_programme_has_no_board(cast, as_, name):
    assert as_(name).get(BOARD).status_code == 403
    assert as_(name).get(LINES[0].url).status_code == 403


def test_a_stranger_sees_nothing_of_another_programme(cast, as_):
    gap = returning.gap(cast, state="agreed")
    gapping.publish_gap(actor=cast.protection_officer, gap=gap)
    page = as_("stranger").get(BOARD).content.decode()
    assert gap.title not in page
    assert "No line is broken here" in page
    listed = as_("stranger").get(BY_KEY["gaps-without-measure"].url + f"?programme={cast.programme.pk}")
    assert gap.title not in listed.content.decode()


def test_who_has_a_part_reads_and_is_led_to_what_may_be_read(cast, as_):
    gap = returning.gap(cast, state="agreed")
    draft = story.bare_gap(cast, title="Not for them")
    page = as_("donor").get(BOARD).content.decode()
    assert f'href="{gap.get_absolute_url()}"' in page
    assert "Plan a measure" not in page
    assert draft.title not in page


def test_a_sealed_concern_is_on_no_board(cast):
    sealed, _receipt = feedback.submit_feedback(
        actor=None, programme=cast.programme, kind="sensitive", text="x", language="en"
    )
    Feedback.objects.filter(pk=sealed.pk).update(received_at=timezone.now() - timedelta(days=50))
    for name in ("case_worker", "programme_officer"):
        assert broken("messages-without-answer", cast.fresh(name)) == []


def test_the_responsible_organisation_is_led_to_its_own_measures(cast):
    PastItsDay(cast).snap()
    story.measure(cast, responsible=cast.cso)
    board = board_for(cast.fresh("official"), mine=True)
    assert [(each.line.key, each.number) for stage in board.stages for each in stage.broken] == [
        ("measures-without-money", 1),
        ("measures-past-their-date", 1),
    ]


# --- how it is narrowed and counted --------------------------------------------------------------


def test_the_board_is_narrowed_by_who_should_mend(cast, as_):
    story.bare_gap(cast, title="Silent gap")
    IndicatorWithoutRecords(cast).snap()
    client = as_("programme_officer")
    page = client.get(f"{BOARD}?who=monitoring_officer").content.decode()
    assert "Round tables held" in page
    assert "Silent gap" not in page
    assert "Silent gap" in client.get(f"{BOARD}?programme={cast.programme.pk}").content.decode()
    assert client.get(f"{BOARD}?programme=x&who=nobody").status_code == 200


def test_a_list_is_narrowed_by_organisation_and_downloaded(cast, as_):
    mine, other = story.measure(cast, responsible=cast.authority), story.measure(cast, responsible=cast.cso)
    url = BY_KEY["measures-without-date"].url
    client = as_("protection_officer")
    page = client.get(f"{url}?organisation={cast.authority.pk}").content.decode()
    assert str(mine) in page
    assert str(other) not in page
    assert client.get(f"{url}?export=xlsx").status_code == 200
    assert client.get(reverse("thread:broken_line", args=["no-such-line"])).status_code == 404


def test_the_start_page_says_how_many_lines_wait(cast):
    story.bare_gap(cast)
    story.measure(cast, gaps=[returning.gap(cast)])
    (found,) = waiting(cast.fresh("protection_officer"))
    assert str(found.label) == "4 broken lines in Strengthening Protection Capacity"
    assert list(waiting(cast.fresh("monitoring_officer"))) == []
    assert list(waiting(cast.fresh("donor"))) == []


def test_the_board_costs_the_same_however_much_is_broken(cast, as_, assert_constant_queries):
    client = as_("programme_officer")

    def add():
        story.bare_gap(cast)
        story.measure(cast, gaps=[returning.gap(cast)])
        intervention(cast, "round_table")
        CommentWaits(cast).snap()

    assert_constant_queries(lambda: client.get(BOARD), add)
    assert_constant_queries(lambda: client.get(BY_KEY["comments-without-answer"].url), add, more=2)
