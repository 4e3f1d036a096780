"""The journal can't be altered silently: every tampering is found, and the first bad entry named."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from gapbridge.__main__ import with_module_name
from gapbridge.base import journal
from gapbridge.base.models import JournalEntry, JournalHead, OutgoingMail
from gapbridge.people.models import User

LENGTH = 12


@pytest.fixture
def chain(db):
    """Twelve entries by one person about one object."""
    actor = User.objects.create(email="leyla@example.org")
    target = OutgoingMail.objects.create(to="x@example.org", subject="x", language="en")
    with transaction.atomic():
        return [
            journal.record(
                actor=actor, verb="base.did", target=target, data={"number": n, "ids": [n, None, True]}
            )
            for n in range(1, LENGTH + 1)
        ]


def write(table, assignment, where, *values):
    """Past the ORM, as who reaches the database would."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {assignment} WHERE {where}", values)


def edit(rng, entry):
    """Change one column of one entry to another value of its kind."""
    sequence = entry.sequence
    changes = {
        "at": entry.at + timedelta(microseconds=rng.choice([1, -1, 10**6, 10**12])),
        "actor_id": rng.choice([None, (entry.actor_id or 0) + 1]),
        "verb": entry.verb + rng.choice(["x", " ", "é"]),
        "target_type": rng.choice(["", "gaps.gap"]),
        "target_id": rng.choice([None, entry.target_id + 1]),
        "programme_id": rng.randint(1, 99),
        "data": {**entry.data, rng.choice(["number", "more"]): rng.choice([None, "1", 1.5, -1])},
        "previous_hash": f"{rng.getrandbits(256):064x}",
        "hash": f"{rng.getrandbits(256):064x}",
    }
    column = rng.choice(list(changes))
    JournalEntry.objects.filter(pk=sequence).update(**{column: changes[column]})
    return sequence


def reseal_content(rng, entry):
    """Change the data and put the right hash on it: the next entry, or the seal, gives it away."""
    entry.data = {"number": -1}
    entry.hash = journal.entry_hash(entry)
    entry.save()
    return min(entry.sequence + 1, LENGTH)


def remove(rng, entry):
    JournalEntry.objects.filter(pk=entry.sequence).delete()
    return entry.sequence


def cut_the_end(rng, entry):
    JournalEntry.objects.filter(sequence__gte=entry.sequence).delete()
    return entry.sequence


def swap(rng, entry):
    """Two neighbours change places, hashes and all."""
    first, second = sorted(
        [entry.sequence, entry.sequence + 1 if entry.sequence < LENGTH else entry.sequence - 1]
    )
    for was, becomes in ((first, -1), (second, first), (-1, second)):
        JournalEntry.objects.filter(sequence=was).update(sequence=becomes)
    return first


def move_away(rng, entry):
    JournalEntry.objects.filter(sequence=entry.sequence).update(sequence=LENGTH + rng.randint(1, 99))
    return entry.sequence


def append(rng, entry):
    """A forged entry with a right hash, behind the sealed end."""
    last = JournalEntry.objects.order_by("-sequence").first()
    forged = JournalEntry(sequence=LENGTH + 1, at=timezone.now(), verb="base.forged", previous_hash=last.hash)
    forged.hash = journal.entry_hash(forged)
    forged.save(force_insert=True)
    return LENGTH + 1


def edit_the_head(rng, entry):
    change = rng.choice([{"seal": "0" * 64}, {"sequence": LENGTH - 1}, {"last_hash": entry.previous_hash}])
    JournalHead.objects.update(**change)
    return LENGTH


def remove_the_head(rng, entry):
    JournalHead.objects.all().delete()
    return 1


TAMPERINGS = [edit] * 6 + [
    reseal_content,
    remove,
    cut_the_end,
    swap,
    move_away,
    append,
    edit_the_head,
    remove_the_head,
]


def test_a_thousand_tamperings_are_a_thousand_found(chain):
    rng = random.Random(20260101)
    assert journal.verify() is None
    for number in range(1000):
        with transaction.atomic():
            tamper = rng.choice(TAMPERINGS)
            expected = tamper(rng, JournalEntry.objects.get(sequence=rng.randint(1, LENGTH)))
            fault = journal.verify()
            transaction.set_rollback(True)
        assert fault is not None, (number, tamper.__name__)
        assert fault.sequence == expected, (number, tamper.__name__, fault)
    assert journal.verify() is None


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL itself refuses a value of the wrong type"
)
@pytest.mark.parametrize(
    ("column", "garbage"),
    [("at", "yesterday"), ("at", "2026-99-99 00:00:00"), ("verb", b"\xff"), ("actor_id", "nobody")],
)
def test_what_cannot_be_read_is_a_fault_and_not_a_crash(chain, column, garbage):
    write("base_journalentry", f"{column} = %s", "sequence = 7", garbage)
    assert journal.verify().sequence == 7


def test_the_mark_noted_elsewhere_shows_that_the_whole_was_replaced(chain):
    mark = journal.mark()
    assert journal.verify_mark(mark) is None
    JournalEntry.objects.all().delete()
    JournalHead.objects.all().delete()

    assert journal.verify() is None
    assert journal.verify_mark(mark).sequence == LENGTH


@pytest.mark.django_db
def test_entries_hold_whatever_their_data_and_whichever_database():
    data = {
        "float": 1e16,
        "minus_zero": -0.0,
        "decimal": Decimal("12.50"),
        "big": 2**70,
        "at": timezone.now(),
        "b": {"z": [1, (2, {"ə": "Ё"})], "a": {3}},
        7: "seven",
    }
    with transaction.atomic():
        journal.record(actor=None, verb="base.did", data=data)
        journal.record(actor=None, verb="base.did")

    assert journal.verify() is None
    assert JournalEntry.objects.get(sequence=1).data["float"] == "1e+16"


@pytest.mark.django_db
def test_an_empty_journal_holds():
    assert journal.verify() is None


def test_the_command_counts_and_says_that_it_holds(chain, capsys):
    call_command("verify_journal", since=journal.mark())
    assert f"{LENGTH} entries: the journal holds. Mark: {LENGTH}:{chain[-1].hash}" in capsys.readouterr().out


def test_the_command_names_the_first_bad_entry_and_fails(chain):
    JournalEntry.objects.filter(sequence__in=[5, 9]).update(verb="base.undid")
    with pytest.raises(
        CommandError, match=r"Entry 5 \(base.undid base.outgoingmail \d+\) was altered"
    ) as failure:
        call_command("verify_journal")
    assert failure.value.returncode == 1


def test_commands_are_typed_with_dashes():
    assert with_module_name(["gapbridge", "verify-journal", "--since", "a-b"]) == [
        "gapbridge",
        "verify_journal",
        "--since",
        "a-b",
    ]
    assert with_module_name(["gapbridge", "--version"]) == ["gapbridge", "--version"]
    assert with_module_name(["gapbridge"]) == ["gapbridge"]
