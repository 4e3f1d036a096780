"""What was counted is remembered until somebody does something, and not a moment longer."""

import pytest
from django.core.cache import caches
from django.db import transaction

from gapbridge.base import journal
from gapbridge.base.memo import remembered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def memory(settings):
    settings.CACHES = {
        **settings.CACHES,
        "counts": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test-counts"},
    }
    caches["counts"].clear()


def counting():
    """A count that says how often it was asked."""
    asked = []
    return asked, lambda: asked.append(1) or len(asked)


def act(programme=None):
    with transaction.atomic():
        entry = journal.record(actor=None, verb="test.act", target=programme)
    return entry


def test_a_count_is_asked_once_while_nothing_is_done():
    asked, count = counting()
    assert [remembered("people", count) for _ in range(3)] == [1, 1, 1]
    assert len(asked) == 1


def test_an_action_makes_it_count_anew():
    _asked, count = counting()
    remembered("people", count)
    act()
    assert remembered("people", count) == 2


def test_another_programmes_action_does_not(cast):
    _asked, count = counting()
    mine = (cast.programme.pk,)
    remembered("people", count, programmes=mine)
    act(cast.other)
    assert remembered("people", count, programmes=mine) == 1
    act(cast.programme)
    assert remembered("people", count, programmes=mine) == 2


def test_nothing_is_remembered_inside_a_transaction_that_may_be_undone():
    _asked, count = counting()
    with transaction.atomic():
        remembered("people", count)
    assert remembered("people", count) == 2


def test_two_questions_are_told_apart():
    assert remembered(("people", "women"), lambda: "a") == "a"
    assert remembered(("people", "men"), lambda: "b") == "b"
