"""Several who send at the same moment, on either database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from gapbridge.base.models import JournalEntry
from gapbridge.listen.collect import actions
from gapbridge.listen.collect.errors import Conflict
from gapbridge.listen.collect.models import Submission
from tests.listen.collect.rooms import filled, ready_form

pytestmark = pytest.mark.django_db(transaction=True)
SENDERS = 6


def at_once(contents: list[bytes]) -> list[str]:
    """What each sender is told."""
    together = Barrier(len(contents))

    def send(content: bytes) -> str:
        together.wait()
        try:
            return actions.receive_submission(actor=None, content=content, source="device").outcome
        except Conflict:
            return "conflict"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(contents)) as pool:
        return sorted(pool.map(send, contents))


def test_the_same_answer_sent_at_the_same_moment_is_one(cast):
    ready_form(cast)
    assert at_once([filled()] * SENDERS) == ["created"] + ["known"] * (SENDERS - 1)
    assert Submission.objects.count() == 1
    assert JournalEntry.objects.filter(verb="collect.receive").count() == 1


def test_of_different_answers_under_one_id_the_first_is_kept_and_the_others_told(cast):
    ready_form(cast)
    found = at_once([filled(words=f"Words {number}.") for number in range(SENDERS)])
    assert found == ["conflict"] * (SENDERS - 1) + ["created"]
    assert Submission.objects.count() == 1


def test_two_corrections_of_one_answer_at_the_same_moment_are_both_kept(cast):
    ready_form(cast)
    at_once([filled()])
    found = at_once([filled(f"uuid:{number}", corrects="uuid:1") for number in range(2, 2 + SENDERS)])
    assert found == ["corrected"] + ["created"] * (SENDERS - 1)
    assert Submission.objects.count() == 1 + SENDERS
    assert Submission.objects.get(instance_id="uuid:1").state == "replaced"
