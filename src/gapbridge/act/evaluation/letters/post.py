"""Letters are kept first, then a mail says that one is there: to all staff of the applicant, each in their language."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation.models import (
    CallStep,
    Clarification,
    CommitteeMember,
    Complaint,
    Letter,
    Proposal,
)
from gapbridge.base.outbox import queue_mail
from gapbridge.people.models import User
from gapbridge.people.queries import staff_of

from .blocks import as_text
from .write import blocks_of


def send(application: Application, kind: str, call_step: CallStep | None = None, answer: str = "") -> Letter:
    with translation.override(application.language):
        blocks = blocks_of(application, kind, call_step, answer)
        text = as_text(blocks)
    letter = Letter.objects.create(
        application=application,
        call_step=call_step,
        kind=kind,
        language=application.language,
        text=text,
        content=blocks,
        sent_at=timezone.now(),
    )
    _tell(letter)
    return letter


def _tell(letter: Letter) -> None:
    application = letter.application
    for person in staff_of([application.organisation_id]):
        mail(
            person,
            lambda: (
                _("A letter about your application %(number)s") % {"number": application.number},
                _(
                    "The programme's office has written to you about your application “%(title)s”.\n\n"
                    "Read the letter here:\n%(url)s"
                )
                % {"title": application.title, "url": _address(letter)},
            ),
            f"evaluation.letter:{letter.pk}:{person.pk}",
        )


def tell_asked(clarification: Clarification) -> None:
    application = clarification.application
    for person in staff_of([application.organisation_id]):
        mail(
            person,
            lambda: (
                _("Please clarify your application %(number)s") % {"number": application.number},
                _(
                    "The programme's office asks something about your application “%(title)s”:\n\n%(question)s\n\n"
                    "Please answer by the end of %(day)s, here:\n%(url)s"
                )
                % {
                    "title": application.title,
                    "question": clarification.question,
                    "day": date_format(clarification.due_on),
                    "url": _address(clarification),
                },
            ),
            f"evaluation.clarification:{clarification.pk}:{person.pk}",
        )


def tell_named(members: list[CommitteeMember]) -> None:
    for seat in members:
        _tell_named(seat)


def _tell_named(seat: CommitteeMember) -> None:
    mail(
        seat.user,
        lambda: (
            _("You are named to a committee"),
            _(
                "You sit in the committee of the call “%(call)s” (%(part)s). Before you can read anything, please"
                " declare that you are impartial:\n%(url)s"
            )
            % {
                "call": seat.call,
                "part": seat.get_part_display(),
                "url": _site(reverse("evaluation:call", args=[seat.call_id])),
            },
        ),
        f"evaluation.committee:{seat.pk}",
    )


def tell_vote(proposal: Proposal) -> None:
    for seat in proposal.call.committee.exclude(part="secretary").select_related("user"):
        mail(
            seat.user,
            lambda: (
                _("A proposal waits for your vote"),
                _(
                    "The committee of the call “%(call)s” votes on who gets a grant. Please vote here:\n%(url)s"
                )
                % {"call": proposal.call, "url": _address(proposal)},
            ),
            f"evaluation.vote:{proposal.pk}:{seat.pk}",
        )


def tell_filed(complaint: Complaint) -> None:
    """The staff that filed it has it in writing; the office sees it among what waits."""
    for person in staff_of([complaint.application.organisation_id]):
        mail(
            person,
            lambda: (
                _("Your complaint about application %(number)s was received")
                % {"number": complaint.application.number},
                _("It was received on %(moment)s. The answer will stand here:\n%(url)s")
                % {
                    "moment": date_format(timezone.localtime(complaint.filed_at), "DATETIME_FORMAT"),
                    "url": _address(complaint),
                },
            ),
            f"evaluation.complaint:{complaint.pk}:{person.pk}",
        )


def mail(person: User, write: Callable[[], tuple[str, str]], key: str | None = None) -> None:
    """Subject and body in the person's language; with a key, once for each."""
    with translation.override(person.language):
        subject, body = write()
        queue_mail(
            to=person.email,
            subject=" ".join(subject.split()),
            body=body,
            language=person.language,
            key=key,
        )


def _address(obj: Any) -> str:
    return _site(obj.get_absolute_url())


def _site(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
