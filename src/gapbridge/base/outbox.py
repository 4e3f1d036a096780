"""The mail outbox: whatever is sent is first a row, in the transaction of what caused it.

`deliver_due` hands the rows to settings.OUTBOX_TRANSPORT. A message that fails is tried again after
1, 2, 4 … minutes, at most 6 hours apart, and given up after 3 days; at once where the server says that
the address takes no mail (5xx). Who listens to sockets.MAIL_GIVEN_UP hears of it. A worker claims a row
before it sends; if it dies between sending and marking, the message goes out once more and no oftener (both
copies bear the same Message-ID). A message that is sent or given up loses its text, which may hold a
sign-in link; after 30 days its row goes as well.
"""

import logging
import smtplib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from . import sockets
from .models import OutgoingMail

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=3)
CLAIM = timedelta(minutes=10)  # longer than the transport may take for one message (EMAIL_TIMEOUT)
KEPT_FOR = timedelta(days=30)
FAILURES_IN_A_ROW = 3

log = logging.getLogger(__name__)


def queue_mail(
    *,
    to: str,
    subject: str,
    body: str,
    language: str,
    key: str | None = None,
    html: str = "",
    sender: str = "",
) -> OutgoingMail:
    """Put one message to one address into the outbox.

    `key` ("call-closes-soon:5:17") makes it go out once: a second one with the same key is the first.
    Line breaks in address, subject or sender raise BadHeaderError.
    """
    if any(breaks in header for header in (to, subject, sender) for breaks in "\r\n"):
        raise BadHeaderError("a mail's address and subject hold no line breaks")
    fields = {
        "to": to,
        "sender": sender,
        "subject": subject[:500],
        "body": body,
        "html": html,
        "language": language,
    }
    if key is None:
        return OutgoingMail.objects.create(**fields)
    return OutgoingMail.objects.get_or_create(key=key, defaults=fields)[0]


class OutboxBackend(BaseEmailBackend):
    """Django's and allauth's mail goes the same way: settings.EMAIL_BACKEND names this class."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum([_queue(message) for message in email_messages])


def _queue(message: EmailMessage) -> int:
    """A row for each recipient. Attachments raise ValueError: a link to the file is sent instead."""
    if message.attachments:
        raise ValueError("the outbox carries no attachments: send a link to the file")
    alternatives = getattr(message, "alternatives", [])
    html = next((str(content) for content, kind in alternatives if kind == "text/html"), "")
    sender = "" if message.from_email == settings.DEFAULT_FROM_EMAIL else message.from_email
    for to in message.recipients():
        queue_mail(
            to=to,
            subject=str(message.subject),
            body=str(message.body),
            html=html,
            sender=sender,
            language=get_language() or "en",
        )
    return 1 if message.recipients() else 0


def deliver_due(limit: int = 100) -> int:
    """Send what is due, the oldest first; the number sent. What fails is logged and waits.

    Three failures in a row end the round: the server is down, and each try may take EMAIL_TIMEOUT. An address
    that the server refuses is no such failure.
    """
    due = _waiting().filter(next_attempt_at__lte=timezone.now()).order_by("next_attempt_at")
    transport = get_connection(settings.OUTBOX_TRANSPORT)
    sent = failures = 0
    for mail in due[:limit]:
        if failures < FAILURES_IN_A_ROW and _claim(mail):
            error = _deliver(mail, transport)
            sent += error is None
            failures = 0 if error is None or is_final(error) else failures + 1
    return sent


def forget_old() -> int:
    """Remove the rows of messages that were sent or given up 30 days ago."""
    before = timezone.now() - KEPT_FOR
    return OutgoingMail.objects.filter(Q(sent_at__lt=before) | Q(failed_at__lt=before)).delete()[0]


def _waiting() -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(sent_at=None, failed_at=None)


def _claim(mail: OutgoingMail) -> bool:
    """Take a message for this worker: of several that try at once, one changes the row."""
    mine = _waiting().filter(pk=mail.pk, attempts=mail.attempts)
    mail.attempts += 1
    return mine.update(attempts=F("attempts") + 1, next_attempt_at=timezone.now() + CLAIM) == 1


def _deliver(mail: OutgoingMail, transport: BaseEmailBackend) -> Exception | None:
    """What kept the message from going out; None when nothing did."""
    try:
        transport.send_messages([_message(mail)])
    except Exception as error:  # noqa: BLE001 - one bad message or server must not hold up the others, whatever it raises
        _failed(mail, error)
        return error
    OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), body="", html="", last_error="")
    return None


def _message(mail: OutgoingMail) -> EmailMultiAlternatives:
    sender = mail.sender or settings.DEFAULT_FROM_EMAIL
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    identity = f"<gapbridge-{mail.pk}-{mail.created_at:%Y%m%d%H%M%S%f}@{domain}>"
    headers = {"Message-ID": identity, "Content-Language": mail.language}
    message = EmailMultiAlternatives(mail.subject, mail.body, sender, [mail.to], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _failed(mail: OutgoingMail, error: Exception) -> None:
    now = timezone.now()
    log.warning("mail %s failed at attempt %s: %s", mail.pk, mail.attempts, type(error).__name__)
    changes: dict[str, str | datetime] = {
        "last_error": f"{type(error).__name__}: {error}"[:500],
        "next_attempt_at": now + wait_after(mail.attempts),
    }
    given_up = is_final(error) or now - mail.created_at >= GIVE_UP_AFTER
    if given_up:
        changes |= {"failed_at": now, "body": "", "html": ""}
    OutgoingMail.objects.filter(pk=mail.pk).update(**changes)
    if given_up:
        _tell_given_up(mail)


def is_final(error: Exception) -> bool:
    """Whether the server said for good that the address takes no mail: 5xx for each recipient, 4xx for none."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused) or not error.recipients:
        return False
    return all(500 <= answer[0] < 600 for answer in error.recipients.values())


def _tell_given_up(mail: OutgoingMail) -> None:
    for listener in sockets.MAIL_GIVEN_UP:
        try:
            listener(mail)
        except Exception:
            log.exception("what listens to mail that is given up failed on mail %s", mail.pk)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after this many failed attempts: 1, 2, 4 … minutes, at most 6 hours."""
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 16), LONGEST_WAIT)
