"""The server was down around a deadline: who was refused is late all the same, and the office hears of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.applications import actions as applications
from gapbridge.act.applications.deadlines import TooLate
from gapbridge.act.calls import actions
from gapbridge.act.calls.models import Call, Outage
from gapbridge.base import alive
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry, OutgoingMail, SignOfLife
from gapbridge.base.sockets import waiting_for
from tests.act import granting

SIMPLE = {
    "sections": [
        {"key": "s", "title": granting.words("S"), "fields": [granting.field("need", required=False)]},
    ]
}
SECOND = timedelta(seconds=1)


@pytest.fixture
def began():
    return timezone.now() - timedelta(minutes=2)


@pytest.fixture
def closed(cast, began):
    """A call whose deadline came five seconds after the last sign of life, and somebody's draft."""
    form = granting.form(cast, definition=SIMPLE)
    call = granting.call(cast, full_form=form, closes_at=began + 5 * SECOND)
    application = granting.application(call, cast.cso, cast.applicant, "draft", amount=Decimal(9000))
    application.target_groups.add(cast.idps)
    application.places.add(cast.district)
    return call


def note(began, seconds=12):
    actions.note_outage(began, began + seconds * SECOND)


def waits(cast, name="grants_officer"):
    return [each.label for each in waiting_for(cast.fresh(name)) if "did not answer" in each.label]


def extend(cast, call, **changes):
    later = changes or {"closes_at": timezone.now() + timedelta(days=1)}
    return actions.publish_corrigendum(
        actor=cast.grants_officer, call=call, text="We were down.", language="en", **later
    )


def submit(cast, call, at):
    application = call.applications.get()
    return applications.submit_application(actor=cast.applicant, application=application, received_at=at)


@pytest.mark.parametrize(
    ("seconds", "after_its_end", "heard"),
    [
        (12, -12, True),  # as it began
        (12, -2, True),
        (12, 0, True),
        (12, 60, False),  # a short one, and time enough after it
        (45, 60, True),
        (45, 301, False),
        (12, -12 - 59, True),  # in time, and lost with the server while it waited for its turn
        (12, -12 - 61, False),
        (7200, -3600, True),
        (7200, 86_400, False),
    ],
)
def test_the_office_hears_of_deadlines_that_were_near_and_of_no_others(
    cast, closed, began, seconds, after_its_end, heard
):
    Call.objects.update(
        opens_at=began - timedelta(days=9), closes_at=began + seconds * SECOND + after_its_end * SECOND
    )
    note(began, seconds)
    assert Outage.objects.exists() is heard
    assert OutgoingMail.objects.exists() is heard
    assert bool(waits(cast)) is heard


def test_a_call_that_is_no_longer_or_not_yet_open_is_not_told_of(cast, closed, began):
    for state in ("draft", "evaluation", "decided", "cancelled"):
        Call.objects.update(state=state)
        note(began)
    assert not Outage.objects.exists()


def test_the_officers_of_the_programme_alone_are_written_to_with_times_and_numbers(cast, closed, began):
    note(began)
    assert {each.to for each in OutgoingMail.objects.all()} == {
        "grants_officer@example.org",
        "programme_officer@example.org",
    }
    body = OutgoingMail.objects.first().body
    assert "1 application was begun and not submitted" in body
    assert closed.get_absolute_url() in body
    entry = JournalEntry.objects.get(verb="calls.note_outage")
    outage = Outage.objects.get()
    assert entry.data == {"outage": outage.pk, "which": "closes_at", "unsent": 1, "told": 2}


def test_a_server_that_falls_again_makes_one_outage_longer_and_writes_once(cast, closed, began):
    note(began)
    note(began + 3 * SECOND)
    outage = Outage.objects.get()
    assert (outage.began_at, outage.ended_at) == (began, began + 15 * SECOND)
    assert OutgoingMail.objects.count() == 2


@pytest.mark.parametrize("who", ["applicant", "donor", "evaluator", "official", "stranger", "visitor"])
def test_nobody_else_sees_it(cast, closed, began, as_, who):
    note(began)
    assert not waits(cast, who)
    assert not Outage.objects.visible_to(cast.fresh(who)).exists()
    assert "did not answer" not in as_(who).get(closed.get_absolute_url()).content.decode()


def test_the_calls_page_leads_the_office_to_both_ways_out(cast, closed, began, as_):
    note(began)
    page = as_("grants_officer").get(closed.get_absolute_url()).content.decode()
    outage = Outage.objects.get()
    assert "1 application was begun and not submitted" in page
    assert reverse("calls:new_corrigendum", args=[closed.pk]) in page
    assert reverse("base:move", args=["calls.outage", outage.pk, "set_aside"]) in page


def test_after_an_extension_who_was_refused_can_submit(cast, closed, began):
    late = closed.closes_at + SECOND
    with pytest.raises(TooLate):
        submit(cast, closed, late)
    note(began)
    extend(cast, closed)
    assert Outage.objects.get().state == "extended"
    assert not waits(cast)
    submit(cast, closed, timezone.now())
    assert closed.applications.get().state == "submitted"


def test_the_corrigendums_page_extends_a_deadline_that_has_passed(cast, closed, began, as_):
    note(began)
    url = reverse("calls:new_corrigendum", args=[closed.pk])
    client = as_("grants_officer")
    form = client.get(url).context["form"]
    data = {field.html_name: "" if field.value() is None else field.value() for field in form}
    data = {
        name: f"{value:%Y-%m-%dT%H:%M}" if hasattr(value, "hour") else value for name, value in data.items()
    }
    later = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    answer = client.post(url, data | {"text": "We were down.", "closes_at": later, "checked": "on"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert Call.objects.get(pk=closed.pk).closes_at > timezone.now()
    assert Outage.objects.get().state == "extended"


def test_without_an_outage_a_deadline_that_has_passed_stands(cast, closed):
    with pytest.raises(Refused, match="deadline has passed"):
        extend(cast, closed)


def test_with_one_only_the_deadline_moves_and_to_a_time_that_is_to_come(cast, closed, began):
    note(began)
    with pytest.raises(Refused, match="deadline has passed") as refusal:
        extend(cast, closed, budget=Decimal(40_000))
    assert refusal.value.field == "budget"
    with pytest.raises(Refused, match="passed already") as refusal:
        extend(cast, closed, closes_at=timezone.now() - SECOND)
    assert refusal.value.field == "closes_at"
    assert Outage.objects.get().state == "noted"


def test_an_extension_that_has_passed_in_its_turn_stands(cast, closed, began):
    note(began)
    extend(cast, closed)
    Call.objects.update(closes_at=timezone.now() - SECOND)
    with pytest.raises(Refused, match="deadline has passed"):
        extend(cast, closed)


def test_set_aside_with_a_reason_it_waits_no_longer_and_can_still_be_mended(cast, closed, began):
    note(began)
    outage = Outage.objects.get()
    with pytest.raises(Refused, match="Say why"):
        actions.set_outage_aside(actor=cast.grants_officer, outage=outage, reason=" ")
    actions.set_outage_aside(actor=cast.grants_officer, outage=outage, reason="All were in.")
    assert Outage.objects.get().set_aside_because == "All were in."
    assert not waits(cast)
    extend(cast, closed)
    assert Outage.objects.get().state == "extended"


@pytest.mark.parametrize("who", ["applicant", "evaluator", "donor", "stranger"])
def test_only_the_office_sets_it_aside(cast, closed, began, who):
    note(began)
    with pytest.raises(Forbidden):
        actions.set_outage_aside(actor=cast.people[who], outage=Outage.objects.get(), reason="No.")


def test_the_evaluation_waits_until_the_office_has_decided(cast, closed, began):
    note(began)
    with pytest.raises(Refused, match="did not answer"):
        actions.start_evaluation(actor=cast.grants_officer, call=closed)
    outage = Outage.objects.get()
    actions.set_outage_aside(actor=cast.grants_officer, outage=outage, reason="All were in.")
    actions.start_evaluation(actor=cast.grants_officer, call=Call.objects.get(pk=closed.pk))
    with pytest.raises(WrongState):
        actions.set_outage_aside(actor=cast.grants_officer, outage=outage, reason="Again.")


def test_the_deadline_of_full_applications_is_told_of_and_extended(cast, began):
    call = granting.call(
        cast,
        "evaluation",
        two_step=True,
        opens_at=began - timedelta(days=9),
        closes_at=began - timedelta(days=3),
        full_closes_at=began + 5 * SECOND,
    )
    granting.application(call, cast.cso, cast.applicant, "full_draft")
    granting.application(call, cast.rival_cso, cast.rival, "declined")
    note(began)
    outage = Outage.objects.get()
    assert (outage.which, outage.unsent) == ("full_closes_at", 1)
    assert waits(cast)
    extend(cast, call, full_closes_at=timezone.now() + timedelta(days=1))
    assert Outage.objects.get().state == "extended"
    assert not waits(cast)


def test_a_server_that_starts_again_over_a_deadline_tells_of_it(cast, closed, began):
    SignOfLife.objects.create(pk=1, at=began)
    assert alive.sign(site_began=True) == 1
    assert Outage.objects.get().began_at == began
