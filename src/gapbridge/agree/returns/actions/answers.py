"""What a group said when it was asked again. Never changed: a later answer takes the place of the one before."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.agree.gaps.actions import reopen_gap
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.returns.models import NO_REASON, Return
from gapbridge.agree.returns.queries import DENIED, began_at, latest, voices_standing
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.listen.assessments.anonymity import refuse_identity
from gapbridge.listen.assessments.models import Session
from gapbridge.people.models import User

from .parts import lock

COUNTED = ("women", "men", "girls", "boys")


@transaction.atomic
def record_return(
    *,
    actor: User | None,
    gap: Gap,
    session: Session,
    outcome: str,
    asked_on: date,
    how: str,
    said: str = "",
    language: str = "az",
    reason: str = "",
    women: int | None = None,
    men: int | None = None,
    girls: int | None = None,
    boys: int | None = None,
    people: int | None = None,
    again_on: date | None = None,
    confirmed: Collection[str] = (),
) -> Return:
    """Write down what the group of this session says now; `confirmed` are words that are no names.

    Refused before the remedy began, for a group whose voices the gap does not rest on or that took its words
    back, for texts by which somebody could be recognised, without words, or without the reason why the group could
    not be asked.
    """
    gap = lock(actor, "returns.record_return", gap)
    if not voices_standing(gap).filter(statement__session=session).exists():
        raise Refused(_("This group did not raise the gap, or took its words back."))
    answer = Return(
        gap=gap,
        session=session,
        outcome=outcome,
        asked_on=asked_on,
        how=how,
        said=said.strip(),
        language=language,
        reason=reason.strip(),
        women=women,
        men=men,
        girls=girls,
        boys=boys,
        people=people,
        again_on=again_on,
        recorded_by=actor,
    )
    _check_texts(answer)
    for field in ("said", "reason"):
        refuse_identity(getattr(answer, field), field, programme_id=gap.programme_id, confirmed=confirmed)
    _check_days(answer)
    _check_people(answer)
    answer.full_clean()
    answer.save()
    data = {"answer": answer.pk, "session": session.pk, "outcome": answer.outcome}
    journal.record(actor=actor, verb="returns.record_return", target=gap, data=data)
    return answer


@transaction.atomic
def reopen_after(*, actor: User | None, answer: Return) -> Gap:
    """The gap is being remedied again, because a group that raised it says so. The journal's entry is reopen_gap's.

    Refused for an answer that says otherwise, or that a later one took the place of.
    """
    permit(actor, "returns.reopen_gap", answer.gap)
    if answer.outcome not in DENIED:
        raise Refused(_("This group does not say that the gap is back."))
    if not Return.objects.filter(latest(), pk=answer.pk).exists():
        raise Refused(_("The group has been asked again since: its latest answer counts."))
    reason = _("A group that raised it was asked again and said: %(outcome)s.") % {
        "outcome": answer.get_outcome_display()
    }
    return reopen_gap(actor=actor, gap=answer.gap, reason=reason)


def _check_texts(answer: Return) -> None:
    if answer.outcome == Return.Outcome.UNREACHABLE:
        if not answer.reason:
            raise Refused(NO_REASON, field="reason")
        if answer.said:
            raise Refused(
                _("A group that could not be asked has said nothing: choose what it says."), field="outcome"
            )
        return
    if not answer.said:
        raise Refused(_("Write down what the group said, in its own words."), field="said")
    if answer.reason:
        raise Refused(
            _("This is only for a group that could not be asked. Leave it empty, or choose that above."),
            field="reason",
        )


def _check_days(answer: Return) -> None:
    today = timezone.localdate()
    if answer.asked_on > today:
        raise Refused(_("This day lies in the future."), field="asked_on")
    started = began_at(answer.gap)
    if started and answer.asked_on < (first := timezone.localdate(started)):
        raise Refused(
            _("The remedy began on %(day)s: what counts is what people say since then.")
            % {"day": date_format(first, "SHORT_DATE_FORMAT")},
            field="asked_on",
        )
    if answer.again_on and answer.again_on <= answer.asked_on:
        raise Refused(_("Choose a day after the one on which they were asked."), field="again_on")


def _check_people(answer: Return) -> None:
    known = [each for each in (getattr(answer, name) for name in COUNTED) if each is not None]
    if answer.people is not None and known and answer.people < sum(known):
        raise Refused(
            _("Women, men, girls and boys are more than the people in all. Mend one of the numbers."),
            field="people",
        )
    if answer.outcome == Return.Outcome.UNREACHABLE and any([answer.people, *known]):
        raise Refused(_("Nobody was asked: leave the numbers of people empty."), field="people")
