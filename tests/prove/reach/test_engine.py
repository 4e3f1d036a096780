"""The engine against a naive recount, and what it promises: unknown is not zero, people once, few queries."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gapbridge.act.meetings.models import Meeting
from gapbridge.act.services.models import ServiceSession
from gapbridge.act.supplies.models import Facility, Handover, HandoverLine, Item, Procurement
from gapbridge.agree.gaps.models import Gap
from gapbridge.base.errors import Refused
from gapbridge.listen.assessments.models import Assessment, Session
from gapbridge.programmes.axes import AGE_SCHEMES
from gapbridge.prove.reach.counters import COUNTERS, axes_of
from gapbridge.prove.reach.engine import Scope, count, public_breakdowns, totals
from tests.act import granting

from . import rows

AXIS_OF_RECORD = {
    "sex": lambda r: r.person.sex,
    "age": lambda r: r.person.age_band,
    "disability": lambda r: r.person.disability,
    "status": lambda r: r.person.status,
    "place": lambda r: r.place.district_id or r.place_id,
    "service": lambda r: r.service.kind,
    "intervention": lambda r: r.service.intervention_id,
    "organisation": lambda r: r.provider_id,
    "month": lambda r: r.received_on.strftime("%Y-%m"),
}


def scope_of(cast, **fields):
    return Scope((cast.programme.pk,), **fields)


def known_cells(figure):
    return {cell.key: int(cell.value) for cell in figure.cells if cell.value}


def recount(records, axes, distinct):
    found = defaultdict(set if distinct else int)
    for record in records:
        key = tuple(AXIS_OF_RECORD[axis](record) for axis in axes)
        if distinct:
            found[key].add(record.person_id)
        else:
            found[key] += record.quantity
    return {key: len(value) if distinct else value for key, value in found.items()}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("counter", "distinct"), [("people_reached", True), ("people_reached_contacts", False)]
)
def test_every_breakdown_is_what_a_naive_recount_finds(cast, counter, distinct, seed):
    records = rows.many_records(cast, seed)
    axes = list(AXIS_OF_RECORD)
    whole = recount(records, (), distinct)[()]
    for number, axis in enumerate(axes):
        for by in ((axis,), (axis, axes[(number + 1 + seed) % len(axes)])):
            figure = count(counter, scope_of(cast), by)
            assert figure.value == whole
            assert figure.total_records == len(records)
            assert known_cells(figure) == recount(records, by, distinct), by


@pytest.mark.parametrize("seed", range(3))
def test_conditions_dates_and_interventions_narrow_as_a_naive_recount_does(cast, seed):
    records = rows.many_records(cast, seed)
    since, until = date(2009, 3, 1), date(2009, 8, 31)
    services = {records[0].service.intervention_id, records[1].service.intervention_id}
    place = AXIS_OF_RECORD["place"](records[0])
    scope = scope_of(
        cast,
        since=since,
        until=until,
        interventions=services,
        conditions={"sex": ["female", "male"], "place": [place]},
    )
    left = [
        record
        for record in records
        if since <= record.received_on <= until
        and record.service.intervention_id in services
        and record.person.sex in ("female", "male")
        and AXIS_OF_RECORD["place"](record) == place
    ]
    assert count("people_reached_contacts", scope).value == sum(record.quantity for record in left)
    figure = count("people_reached", scope, ("month",))
    assert figure.value == len({record.person_id for record in left})
    assert known_cells(figure) == recount(left, ("month",), True)


def test_a_condition_on_a_month_takes_that_month_alone(cast):
    records = rows.many_records(cast, 5)
    figure = count("people_reached_contacts", scope_of(cast, conditions={"month": ["2009-04"]}))
    assert figure.value == sum(record.quantity for record in records if record.received_on.month == 4)


@pytest.mark.parametrize("scheme", AGE_SCHEMES)
@pytest.mark.parametrize("counter", ["people_reached", "people_reached_contacts"])
def test_an_age_scheme_is_the_exact_sum_of_the_common_refinement(cast, scheme, counter):
    rows.many_records(cast, 7, people=120, lines=300)
    fine = {cell.key[0]: cell.value for cell in count(counter, scope_of(cast), ("age",)).cells}
    coarse = {cell.key[0]: cell.value for cell in count(counter, scope_of(cast), (f"age_{scheme}",)).cells}
    expected = {band: sum(fine[part] for part in parts) for band, parts in AGE_SCHEMES[scheme].items()}
    assert coarse == {**expected, "unknown": fine["unknown"]}
    assert sum(coarse.values()) == sum(fine.values())


def test_a_person_in_two_districts_is_counted_once_in_the_total_and_the_figure_says_so(cast):
    held, someone = rows.service(cast), rows.person(cast)
    here, there = rows.districts(cast, 2)
    rows.record(cast, held, someone, 0, place=here)
    rows.record(cast, held, someone, 1, place=there)
    figure = count("people_reached", scope_of(cast), ("place",))
    assert figure.value == 1
    assert [cell.value for cell in figure.cells] == [1, 1]
    assert figure.overlaps
    assert not count("people_reached", scope_of(cast), ("sex",)).overlaps


def test_services_delivered_and_people_reached_stand_side_by_side(cast):
    held, someone = rows.service(cast), rows.person(cast)
    rows.record(cast, held, someone, 0, quantity=2)
    rows.record(cast, held, someone, 1)
    contacts, people = totals(
        [("people_reached_contacts", scope_of(cast)), ("people_reached", scope_of(cast))]
    )
    assert (contacts.value, people.value) == (3, 1)


@pytest.mark.parametrize("counter", COUNTERS)
def test_what_was_never_recorded_is_unknown_and_not_zero(cast, counter):
    figure = count(counter, scope_of(cast))
    assert (figure.value, figure.known) == (None, False)


def test_a_counted_nothing_is_zero(cast):
    rows.participant(cast, rows.training(cast, sessions=4, required=75), "a", attends=1)
    figure = count("people_trained", scope_of(cast))
    assert (figure.value, figure.known) == (0, True)
    reached = rows.record(cast, rows.service(cast), rows.person(cast, sex="male"))
    women = count("people_reached", scope_of(cast, conditions={"sex": ["female"]}))
    assert (women.value, women.known) == (0, True)
    before = count("people_reached", scope_of(cast, until=date(2008, 1, 1)))
    assert (before.value, before.known) == (0, True)
    elsewhere = count("people_reached", Scope((cast.other.pk,)))
    assert (elsewhere.value, elsewhere.known) == (None, False)
    assert reached.pk


def test_who_attended_the_required_share_is_trained_and_counted_once_over_trainings(cast):
    first, second = (
        rows.training(cast, sessions=4, required=75),
        rows.training(cast, sessions=2, required=80, own=True),
    )
    rows.participant(cast, first, "a", attends=3, sex="female")
    rows.participant(cast, first, "b", attends=2, sex="male")
    rows.participant(cast, first, "c", attends=4, sex="male", organisation=cast.rival_cso)
    rows.participant(cast, second, "a", attends=2, sex="female")
    rows.participant(cast, second, "d", attends=1)
    values = {
        figure.counter: figure.value
        for figure in totals(
            [
                (key, scope_of(cast))
                for key in (
                    "people_trained",
                    "people_trained_own",
                    "people_trained_others",
                    "training_places",
                    "organisations_trained",
                    "sessions_held",
                )
            ]
        )
    }
    assert values == {
        "people_trained": 2,
        "people_trained_own": 1,
        "people_trained_others": 2,
        "training_places": 3,
        "organisations_trained": 2,
        "sessions_held": 6,
    }
    by_audience = count("people_trained", scope_of(cast), ("audience",))
    assert known_cells(by_audience) == {("own",): 1, ("others",): 2}
    assert by_audience.overlaps
    assert known_cells(count("people_trained", scope_of(cast), ("place",))) == {(cast.district.pk,): 2}


def test_without_a_register_nobody_knows_who_was_trained(cast):
    held = rows.training(cast, sessions=2)
    rows.participant(cast, held, "a", attends=0)
    assert not count("people_trained", scope_of(cast)).known
    held.sessions.update(register_kept_at="2009-03-03T00:00:00Z")
    assert count("people_trained", scope_of(cast)).value == 0


def test_sessions_of_trainings_and_services_count_once_their_day_has_come(cast):
    rows.training(cast, sessions=3)
    held = rows.service(cast)
    ServiceSession.objects.create(service=held, title="Past", place=cast.district, held_on=date(2009, 3, 3))
    ServiceSession.objects.create(
        service=held, title="To come", place=cast.district, held_on=date(2999, 3, 3)
    )
    figure = count("sessions_held", scope_of(cast), ("place",))
    assert figure.value == 4
    assert known_cells(figure) == {(cast.district.pk,): 4}
    narrowed = scope_of(cast, conditions={"month": ["2009-03"]})
    assert count("sessions_held", narrowed).value == 2


def test_only_what_was_handed_over_counts(cast):
    bought = Procurement.objects.create(intervention=rows.intervention(cast, "procurement"))
    chairs = Item.objects.create(procurement=bought, name="Chair", category="furniture", quantity=100)
    centre = Facility.objects.create(name="Centre", place=cast.settlement, run_by=cast.authority)
    for state, quantity in (("planned", 50), ("handed_over", 20), ("confirmed", 5)):
        handover = Handover.objects.create(
            procurement=bought, facility=centre, handed_over_on="2009-05-05", state=state
        )
        HandoverLine.objects.create(handover=handover, item=chairs, quantity=quantity)
    figure = count("items_handed_over", scope_of(cast), ("place",))
    assert figure.value == 25
    assert figure.cells[0].labels == ("Yevlax",)


def test_grants_count_once_their_call_is_decided(cast):
    for state, amount in (("decided", 1000), ("evaluation", 500)):
        call = granting.call(cast, state, intervention=rows.intervention(cast, "call"))
        granting.grant(granting.application(call, cast.cso, cast.applicant, "awarded"), amount=amount)
    awarded, money = totals([("grants_awarded", scope_of(cast)), ("grant_money_awarded", scope_of(cast))])
    assert (awarded.value, money.value) == (1, Decimal(1000))


def test_meetings_gaps_and_listening_count_what_took_place(cast):
    for state in ("completed", "planned"):
        Meeting.objects.create(
            intervention=rows.intervention(cast, "round_table", state=state), place=cast.district
        )
    for number, state in enumerate(("draft", "agreed", "remedied", "set_aside")):
        Gap.objects.create(
            programme=cast.programme, code=f"G{number}", title="A gap", statement="x", severity=3, state=state
        )
    heard = Assessment.objects.create(
        programme=cast.programme, title="Listening", starts_on="2009-01-01", ends_on="2009-02-01"
    )
    for state, sex, participants in (("planned", "female", 9), ("held", "female", 7), ("coded", "mixed", 5)):
        Session.objects.create(
            assessment=heard,
            code=state,
            kind="focus_group",
            place=cast.settlement,
            held_on="2009-01-15",
            sex=sex,
            age_group="18-40",
            population=cast.idps,
            participants=participants,
            state=state,
        )
    found = totals([(key, scope_of(cast)) for key in ("meetings_held", "gaps_agreed", "people_listened_to")])
    assert [figure.value for figure in found] == [1, 2, 12]
    by_sex = count("people_listened_to", scope_of(cast), ("sex",))
    assert known_cells(by_sex) == {("female",): 7, ("unknown",): 5}
    assert known_cells(count("people_listened_to", scope_of(cast), ("status",))) == {("idp",): 12}


@pytest.mark.parametrize("counter", COUNTERS)
def test_every_axis_of_every_counter_can_be_asked(cast, counter):
    rows.many_records(cast, 1)
    rows.participant(cast, rows.training(cast), "a", attends=4)
    axes = axes_of(COUNTERS[counter])
    for number, axis in enumerate(axes):
        count(counter, scope_of(cast), (axis,))
        if axes[number:] != axes[-1:]:
            count(counter, scope_of(cast), (axis, axes[-1]))
        count(counter, scope_of(cast, conditions={axis: ["2009-01"] if axis == "month" else ["1"]}))


def queries_of(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def test_a_count_costs_at_most_two_queries_at_any_size(cast):
    rows.many_records(cast, 1)
    for by in ((), ("sex",), ("place", "month"), ("organisation", "intervention")):
        assert queries_of(lambda by=by: count("people_reached", scope_of(cast), by)) <= 2
        assert queries_of(lambda by=by: count("people_reached", Scope((cast.other.pk,)), by)) <= 2


def test_all_totals_together_cost_a_query_a_source_and_one_more(cast):
    rows.many_records(cast, 1)
    asked = [(key, scope_of(cast)) for key in COUNTERS]
    assert queries_of(lambda: totals(asked)) <= 9
    many = [
        (key, scope_of(cast, conditions={"month": [f"2009-{n:02}"]}))
        for key in COUNTERS
        for n in range(1, 13)
    ]
    assert queries_of(lambda: totals(many)) <= 9


def test_an_axis_that_a_counter_does_not_have_is_an_error(cast):
    for by in (("colour",), ("sex", "sex"), ("sex", "age", "place")):
        with pytest.raises(ValueError, match="break down"):
            count("people_reached", scope_of(cast), by)
    with pytest.raises(ValueError, match="has no"):
        count("people_reached", scope_of(cast, conditions={"colour": ["red"]}))
    with pytest.raises(KeyError):
        count("moons", scope_of(cast))


# --- what others than the keepers see --------------------------------------------------------------


def reach(cast, number, **fields):
    held = fields.pop("service", None) or rows.service(cast)
    place = fields.pop("place", cast.district)
    for _each in range(number):
        rows.record(cast, held, rows.person(cast, **fields), place=place)


@pytest.mark.parametrize(
    "reader", ["visitor", "official", "donor", "applicant", "stranger", "community_member", "trainer"]
)
def test_who_is_not_a_keeper_gets_small_cells_withheld(cast, reader):
    reach(cast, 30, sex="female")
    reach(cast, 20, sex="male")
    reach(cast, 3, sex="other")
    figure = count("people_reached", scope_of(cast), ("sex",), reader=cast.people[reader])
    cells = {cell.key[0]: cell for cell in figure.cells}
    assert figure.value == 53
    assert (cells["other"].value, cells["other"].suppressed) == (None, True)
    assert cells["male"].suppressed, "otherwise the difference tells"
    assert (cells["female"].value, cells["unknown"].value) == (30, 0)


@pytest.mark.parametrize("reader", ["programme_officer", "monitoring_officer"])
def test_a_keeper_sees_every_cell(cast, reader):
    reach(cast, 3, sex="other")
    figure = count("people_reached", scope_of(cast), ("sex",), reader=cast.people[reader])
    assert known_cells(figure) == {("other",): 3}


def test_children_and_health_are_withheld_below_ten(cast):
    reach(cast, 9, age_band="6-11")
    reach(cast, 9, age_band="18-59")
    reach(cast, 40, age_band="60+")
    figure = count("people_reached", scope_of(cast), ("age",), reader=AnonymousUser())
    cells = {cell.key[0]: cell for cell in figure.cells}
    assert figure.axes == ("age_unhcr",), "one scheme is published, so that two can't be subtracted"
    assert cells["5-11"].suppressed
    assert cells["60+"].value == 40


def test_a_total_under_five_people_is_withheld_and_one_of_things_is_not(cast):
    reach(cast, 4)
    rows.training(cast, sessions=2)
    people = count("people_reached", scope_of(cast), reader=AnonymousUser())
    assert (people.value, people.suppressed, people.known) == (None, True, True)
    assert count("sessions_held", scope_of(cast), reader=AnonymousUser()).value == 2


def test_neither_part_of_the_people_trained_is_found_by_subtracting_the_other(cast):
    own, others = rows.training(cast, own=True), rows.training(cast)
    for number in range(3):
        rows.participant(cast, own, f"o{number}", attends=4)
    for number in range(30):
        rows.participant(cast, others, f"x{number}", attends=4)
    visitor = AnonymousUser()
    assert count("people_trained", scope_of(cast), reader=visitor).value == 33
    for part in ("people_trained_own", "people_trained_others"):
        figure = count(part, scope_of(cast), reader=visitor)
        assert (figure.value, figure.suppressed) == (None, True)
    assert count("people_trained_own", scope_of(cast), reader=cast.trainer).value == 3


def test_public_breakdowns_share_one_axis_at_most(cast):
    for counter in COUNTERS.values():
        if counter.of_people:
            pairs = [set(by) for by in public_breakdowns(counter) if len(by) == 2]
            assert all("sex" in pair for pair in pairs)
            assert not any({"age", "age_ifrc"} & pair for pair in pairs)
    reach(cast, 30)
    with pytest.raises(Refused):
        count("people_reached", scope_of(cast), ("place", "status"), reader=AnonymousUser())


def test_an_intervention_that_a_reader_may_not_see_has_no_name(cast):
    shown = rows.service(cast, published=True, code="OPEN", title="Shown")
    closed = rows.service(cast, code="SHUT", title="Not shown")
    reach(cast, 20, service=shown)
    reach(cast, 20, service=closed)
    figure = count("people_reached", scope_of(cast), ("intervention",), reader=AnonymousUser())
    assert {cell.key[0]: cell.value for cell in figure.cells} == {shown.intervention_id: 20, None: 20}
    assert all("SHUT" not in label for cell in figure.cells for label in cell.labels)
