"""When nobody answered is known afterwards; a server that is merely busy is no outage."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from gapbridge.base import alive, sockets
from gapbridge.base.management.commands import run_due
from gapbridge.base.models import SignOfLife

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    """What is told of, as (from, until)."""
    found = []
    monkeypatch.setattr(sockets, "OUTAGES", [lambda began, ended: found.append((began, ended)) or 1])
    return found


def last_sign(**ago):
    moment = timezone.now() - timedelta(**ago)
    SignOfLife.objects.update_or_create(pk=1, defaults={"at": moment})
    return moment


def test_a_new_site_had_no_outage(heard):
    alive.sign(site_began=True)
    assert not heard
    assert SignOfLife.objects.count() == 1


def test_a_site_that_begins_again_was_out_since_its_last_sign(heard):
    since = last_sign(seconds=12)
    alive.sign(site_began=True)
    assert heard == [(since, SignOfLife.objects.get().at)]
    alive.sign()
    assert len(heard) == 1


def test_where_another_server_answered_meanwhile_there_was_no_outage(heard):
    last_sign(seconds=5)
    alive.sign(site_began=True)
    assert not heard


@pytest.mark.parametrize(("seconds", "outages"), [(40, 0), (90, 1)])
def test_a_sign_that_waited_its_turn_is_no_outage_and_a_database_that_was_away_is(heard, seconds, outages):
    last_sign(seconds=seconds)
    alive.sign()
    assert len(heard) == outages


def test_an_outage_is_told_of_again_until_somebody_has_heard_of_it(heard, monkeypatch):
    last_sign(seconds=12)
    leave = run_due.signs_of_life(site_began=True)

    def fails(*_):
        raise ValueError

    with monkeypatch.context() as broken:
        broken.setattr(sockets, "OUTAGES", [fails])
        leave()
    assert SignOfLife.objects.get().at < timezone.now() - timedelta(seconds=10)
    leave()
    leave()
    assert len(heard) == 1


def test_who_runs_what_is_due_once_by_hand_hides_no_outage(heard):
    before = last_sign(hours=1)
    call_command("run_due")
    assert SignOfLife.objects.get().at == before
