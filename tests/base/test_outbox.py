"""Mail outlives a server that is down, and goes out once."""

import smtplib
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone, translation

from gapbridge.base import outbox, sockets
from gapbridge.base.models import OutgoingMail
from gapbridge.base.outbox import deliver_due, queue_mail

pytestmark = pytest.mark.django_db
LETTER = {"to": "leyla@example.org", "subject": "Sınaq", "body": "Salam", "language": "az"}


class DownBackend(BaseEmailBackend):
    """A server that can't be reached."""

    tries = 0

    def send_messages(self, email_messages):
        type(self).tries += 1
        raise ConnectionRefusedError("no server")


class PickyBackend(BaseEmailBackend):
    """A server that refuses bad addresses for good, full ones for now, and takes the others."""

    def send_messages(self, email_messages):
        (to,) = email_messages[0].to
        if to.startswith("bad"):
            raise smtplib.SMTPRecipientsRefused({to: (550, b"no such user")})
        if to.startswith("full"):
            raise smtplib.SMTPRecipientsRefused({to: (452, b"mailbox full")})
        mail.outbox.extend(email_messages)


@pytest.fixture(autouse=True)
def real_outbox(settings):
    """pytest-django puts the in-memory backend in the outbox's place; here it is what the outbox sends through."""
    settings.EMAIL_BACKEND = "gapbridge.base.outbox.OutboxBackend"
    settings.OUTBOX_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    DownBackend.tries = 0


@pytest.fixture
def down(settings):
    settings.OUTBOX_TRANSPORT = f"{__name__}.DownBackend"


def later(row, **delta):
    """Let time pass for one row: everything about it moves into the past."""
    ago = timedelta(**delta)
    row.refresh_from_db()
    OutgoingMail.objects.filter(pk=row.pk).update(
        created_at=row.created_at - ago, next_attempt_at=row.next_attempt_at - ago
    )


def test_what_django_sends_waits_in_the_outbox_and_then_goes_out():
    with translation.override("ru"):
        send_mail(
            "Привет", "Текст", None, ["olga@example.org", "leyla@example.org"], html_message="<p>Текст</p>"
        )
    assert mail.outbox == []
    assert set(OutgoingMail.objects.values_list("to", "language")) == {
        ("olga@example.org", "ru"),
        ("leyla@example.org", "ru"),
    }

    assert deliver_due() == 2

    sent = mail.outbox[0]
    assert (sent.subject, sent.body, sent.to) == ("Привет", "Текст", ["olga@example.org"])
    assert sent.alternatives[0][0] == "<p>Текст</p>"
    assert deliver_due() == 0 and len(mail.outbox) == 2


def test_copies_go_to_each_recipient_alone_so_that_none_sees_the_others():
    EmailMessage("x", "y", None, ["a@example.org"], bcc=["b@example.org"], cc=["c@example.org"]).send()
    deliver_due()
    assert sorted(message.to for message in mail.outbox) == [
        ["a@example.org"],
        ["b@example.org"],
        ["c@example.org"],
    ]


def test_an_act_that_fails_sends_nothing():
    with pytest.raises(RuntimeError), transaction.atomic():
        queue_mail(**LETTER)
        raise RuntimeError
    assert deliver_due() == 0


@pytest.mark.parametrize("header", ["to", "subject", "sender"])
@pytest.mark.parametrize("breaks", ["\n", "\r"])
def test_line_breaks_in_a_header_are_refused(header, breaks):
    with pytest.raises(BadHeaderError):
        queue_mail(**{**LETTER, header: f"x{breaks}Bcc: all@example.org"})
    assert not OutgoingMail.objects.exists()


def test_attachments_are_refused():
    message = EmailMultiAlternatives("x", "y", None, ["a@example.org"])
    message.attach("a.txt", "text")
    with pytest.raises(ValueError, match="link"):
        message.send()


def test_the_same_key_goes_out_once():
    first = queue_mail(**LETTER, key="call:5:leyla")
    assert queue_mail(**{**LETTER, "body": "again"}, key="call:5:leyla") == first
    assert deliver_due() == 1
    queue_mail(**LETTER, key="call:5:leyla")
    assert deliver_due() == 0


def test_a_server_down_for_a_day_delays_mail_and_loses_none(down, settings):
    row = queue_mail(**LETTER)
    waits = []
    for _attempt in range(12):
        before = timezone.now()
        assert deliver_due() == 0
        row.refresh_from_db()
        waits.append(round((row.next_attempt_at - before).total_seconds() / 60))
        later(row, minutes=waits[-1])
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
    assert row.last_error == "ConnectionRefusedError: no server"

    settings.OUTBOX_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    later(row, hours=6)
    assert deliver_due() == 1 and mail.outbox[0].body == "Salam"


def test_it_is_not_tried_again_before_its_time(down):
    queue_mail(**LETTER)
    deliver_due()
    deliver_due()
    assert DownBackend.tries == 1


def test_after_three_days_it_is_given_up(down):
    row = queue_mail(**LETTER)
    later(row, days=3)
    deliver_due()
    row.refresh_from_db()
    assert row.failed_at is not None and row.body == ""
    later(row, days=1)
    deliver_due()
    assert DownBackend.tries == 1


def test_a_round_ends_after_three_failures_so_that_a_dead_server_does_not_hold_it_up(down):
    for _ in range(10):
        queue_mail(**LETTER)
    deliver_due()
    assert DownBackend.tries == 3
    assert OutgoingMail.objects.filter(attempts=0).count() == 7


def test_one_bad_address_does_not_hold_up_the_others(settings):
    settings.OUTBOX_TRANSPORT = f"{__name__}.PickyBackend"
    for to in ("a@example.org", "bad@example.org", "b@example.org"):
        queue_mail(**{**LETTER, "to": to})
    assert deliver_due() == 2
    assert OutgoingMail.objects.get(sent_at=None).to == "bad@example.org"


def test_an_address_that_takes_no_mail_is_given_up_at_once_and_a_full_mailbox_is_not(settings):
    settings.OUTBOX_TRANSPORT = f"{__name__}.PickyBackend"
    bad, full = (queue_mail(**{**LETTER, "to": f"{name}@example.org"}) for name in ("bad", "full"))
    deliver_due()
    bad.refresh_from_db()
    full.refresh_from_db()
    assert bad.failed_at is not None
    assert (bad.body, "no such user" in bad.last_error) == ("", True)
    assert (full.failed_at, full.body) == (None, "Salam")


def test_many_bad_addresses_are_not_taken_for_a_dead_server(settings):
    settings.OUTBOX_TRANSPORT = f"{__name__}.PickyBackend"
    for to in ("bad1", "bad2", "bad3", "bad4", "good"):
        queue_mail(**{**LETTER, "to": f"{to}@example.org"})
    assert deliver_due() == 1


def test_who_listens_is_told_once_of_what_is_given_up_and_a_listener_that_fails_holds_up_nobody(
    settings, monkeypatch
):
    def broken(message):
        raise RuntimeError("broken")

    told = []
    monkeypatch.setattr(sockets, "MAIL_GIVEN_UP", [broken, lambda message: told.append(message.key)])
    settings.OUTBOX_TRANSPORT = f"{__name__}.PickyBackend"
    for to, key in (("bad@example.org", "x:1"), ("full@example.org", "x:2"), ("good@example.org", "x:3")):
        queue_mail(**{**LETTER, "to": to}, key=key)
    assert deliver_due() == 1
    deliver_due()
    assert told == ["x:1"]
    later(OutgoingMail.objects.get(key="x:2"), days=3)
    deliver_due()
    assert told == ["x:1", "x:2"]


def test_a_worker_that_died_between_sending_and_marking_costs_one_duplicate_with_the_same_identity():
    row = queue_mail(**LETTER)
    assert outbox._claim(row)
    mail.get_connection("django.core.mail.backends.locmem.EmailBackend").send_messages([outbox._message(row)])
    # and here it dies

    assert deliver_due() == 0
    OutgoingMail.objects.update(next_attempt_at=timezone.now())
    assert deliver_due() == 1
    OutgoingMail.objects.update(next_attempt_at=timezone.now())
    assert deliver_due() == 0
    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == second and first.endswith("@example.org>")


@pytest.mark.django_db(transaction=True)
def test_workers_that_claim_at_once_send_each_message_once():
    rows = [queue_mail(**LETTER) for _ in range(20)]
    won, start = [], threading.Barrier(4)

    def work():
        start.wait()
        tries = [OutgoingMail(pk=row.pk, attempts=0) for row in rows]
        won.extend(row.pk for row in tries if outbox._claim(row))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(won) == sorted(row.pk for row in rows)


def test_a_sent_message_loses_its_text_and_after_a_month_its_row():
    row = queue_mail(**LETTER, html="<p>Salam</p>")
    deliver_due()
    row.refresh_from_db()
    assert (row.body, row.html, row.subject) == ("", "", "Sınaq")
    waiting = queue_mail(**LETTER)
    OutgoingMail.objects.update(sent_at=row.sent_at - timedelta(days=31))
    OutgoingMail.objects.filter(pk=waiting.pk).update(sent_at=None)
    assert outbox.forget_old() == 1
    assert OutgoingMail.objects.get() == waiting


# --- run_due -------------------------------------------------------------------------------------


def test_what_is_due_runs_even_when_a_job_before_it_fails(monkeypatch, capsys):
    def broken():
        raise RuntimeError("broken")

    monkeypatch.setattr(sockets, "DUE", [("first", broken), ("second", lambda: 7)])
    monkeypatch.setattr(sockets, "SLOW", [("third", lambda _stopping: 8)])
    with pytest.raises(CommandError):
        call_command("run_due")
    assert capsys.readouterr().out == "first: failed\nsecond: 7\nthird: 8\n"


def test_the_outbox_and_the_clean_up_are_due():
    queue_mail(**LETTER)
    assert {"mail", "old mail", "files without a record"} <= {name for name, _job in sockets.DUE}
    call_command("run_due")
    assert len(mail.outbox) == 1
