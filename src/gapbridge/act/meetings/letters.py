"""What owners of follow-ups are written, each person in their own language.

The outbox forgets its keys after a month; which letters went out is kept with the follow-up.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.base.outbox import queue_mail
from gapbridge.people.models import Membership, User
from gapbridge.people.roles import OFFICERS, Role

from .models import FollowUp, FollowUpQuerySet

DAYS_BEFORE = 7
WHO_ANSWERS = OFFICERS | {Role.OFFICIAL, Role.DONOR, Role.CSO_STAFF}
# Nobody is sent to a page that is not there for them: the owner sees it once the meeting is under way.
SEEN = FollowUpQuerySet.shared & ~Q(meeting__intervention__state="cancelled")


def due() -> FollowUpQuerySet:
    """Open follow-ups of which their owner is to be told, reminded or called."""
    today = timezone.localdate()
    soon = Q(reminded_on=None, due_on__gte=today, due_on__lte=today + timedelta(days=DAYS_BEFORE))
    late = Q(called_overdue_on=None, due_on__lt=today)
    return FollowUp.objects.open().filter(SEEN).filter(Q(told_on=None) | soon | late)


def tell_owner(follow_up: FollowUp, but: User | None = None) -> int:
    """Tell the owner's people that it is theirs, but not `but`, who wrote it; once, and when it can be seen."""
    waits = FollowUp.objects.open().filter(SEEN, pk=follow_up.pk, told_on=None)
    if not waits.exists():
        return 0
    return _send(follow_up, "told", but)


def write_what_is_due(follow_up: FollowUp) -> int:
    """The one letter that fits today, the most pressing. How many were queued."""
    today = timezone.localdate()
    if follow_up.is_overdue and not follow_up.called_overdue_on:
        return _send(follow_up, "overdue")
    soon = follow_up.due_on and follow_up.due_on <= today + timedelta(days=DAYS_BEFORE)
    if soon and follow_up.told_on and not follow_up.reminded_on:
        return _send(follow_up, "soon")
    return _send(follow_up, "told")


# Each letter answers for those it makes needless: who hears that it is overdue need not hear that it will be.
MARKS = {
    "told": ("told_on",),
    "soon": ("told_on", "reminded_on"),
    "overdue": ("told_on", "reminded_on", "called_overdue_on"),
}


def _send(follow_up: FollowUp, letter: str, but: User | None = None) -> int:
    readers = [each for each in owners(follow_up) if but is None or each.pk != but.pk]
    for reader in readers:
        with translation.override(reader.language):
            subject, body = _words(follow_up, letter)
            queue_mail(
                to=reader.email,
                subject=subject,
                body=body,
                language=reader.language,
                key=f"follow-up-{letter}:{follow_up.pk}:{follow_up.owner_id}:{follow_up.due_on}:{reader.pk}",
            )
    today = timezone.localdate()
    marks = [name for name in MARKS[letter] if getattr(follow_up, name) is None]
    if letter == "told" and follow_up.due_on and follow_up.due_on <= today + timedelta(days=DAYS_BEFORE):
        marks.append("reminded_on")
    for name in marks:
        setattr(follow_up, name, today)
    follow_up.save(update_fields=marks)
    return len(readers)


def owners(follow_up: FollowUp) -> list[User]:
    """Who answers for the organisation that is to do it."""
    members = Membership.objects.current().filter(organisation_id=follow_up.owner_id, role__in=WHO_ANSWERS)
    return list(User.objects.filter(pk__in=members.values("user"), is_active=True).order_by("pk"))


def _words(follow_up: FollowUp, letter: str) -> tuple[str, str]:
    """(subject, body) in the language of the moment."""
    day = date_format(follow_up.due_on) if follow_up.due_on else ""
    facts = {
        "meeting": " ".join(follow_up.meeting.intervention.title.split()),
        "held": date_format(follow_up.meeting.intervention.starts_on),
        "organisation": follow_up.owner.name,
        "day": day,
        "url": settings.SITE_URL + follow_up.get_absolute_url(),
    }
    subject, opening = OPENINGS[letter](bool(day))
    closing = _("On its page you can say that it is done, or why it will not be:\n%(url)s")
    return subject % facts, f"{opening % facts}\n\n{follow_up.text}\n\n{closing % facts}"


def _told(has_day: bool) -> tuple[str, str]:
    opening = (
        _(
            "In the meeting “%(meeting)s” of %(held)s something was noted that %(organisation)s is to do"
            " by %(day)s:"
        )
        if has_day
        else _("In the meeting “%(meeting)s” of %(held)s something was noted that %(organisation)s is to do:")
    )
    return _("From the meeting of %(held)s: something is yours to do"), opening


def _soon(has_day: bool) -> tuple[str, str]:
    return _("By %(day)s: what follows from the meeting of %(held)s"), _(
        "What %(organisation)s is to do after the meeting “%(meeting)s” is due by %(day)s:"
    )


def _overdue(has_day: bool) -> tuple[str, str]:
    return _("Overdue since %(day)s: what follows from the meeting of %(held)s"), _(
        "What %(organisation)s is to do after the meeting “%(meeting)s” was due by %(day)s and is still open:"
    )


OPENINGS = {"told": _told, "soon": _soon, "overdue": _overdue}
