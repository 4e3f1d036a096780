"""Who has a seat: groups that were listened to, holders of mandates, organisations that split or merge."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.agree.consultations import letters
from gapbridge.agree.consultations.models import Consultation, Position, Stakeholder
from gapbridge.agree.consultations.queries import LISTENED, same_group, speakers_of
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.listen.assessments.models import Session
from gapbridge.people.models import Organisation, User

from .parts import answering, in_preparation, locked

UNDER_WAY = ("draft", "open")


@transaction.atomic
def invite_groups(
    *, actor: User | None, consultation: Consultation, groups: Collection[Session], mandate: str = ""
) -> list[Stakeholder]:
    """Ask groups again that were listened to; each is the one that was heard in that session.

    A group is its sex, age group and place: it has one seat, however often it was heard.
    """
    consultation = in_preparation(actor, consultation)
    if not groups:
        raise Refused(_("Choose at least one group."), field="groups")
    seats = consultation.stakeholders.exclude(group=None).select_related("group")
    there = {same_group(seat.group) for seat in seats if seat.group}
    new = []
    for group in groups:
        _check_group(consultation, group)
        if same_group(group) not in there:
            there.add(same_group(group))
            new.append(Stakeholder(consultation=consultation, group=group, mandate=mandate))
    for seat in new:
        seat.full_clean()
    added = Stakeholder.objects.bulk_create(new)
    data = {"groups": [seat.group_id for seat in added]}
    journal.record(actor=actor, verb="consultations.invite_groups", target=consultation, data=data)
    return added


def _check_group(consultation: Consultation, group: Session) -> None:
    if group.programme_id != consultation.programme_id:
        raise Refused(_("This group was listened to in another programme."), field="groups")
    if group.withdrawn_at is not None:
        raise Refused(_("This group took its words back: it is not asked on their account."), field="groups")
    if group.state not in LISTENED:
        raise Refused(_("This group has not been listened to yet."), field="groups")


@transaction.atomic
def name_holder(
    *, actor: User | None, stakeholder: Stakeholder, holder: User | None, mandate: str = ""
) -> Stakeholder:
    """Who takes an organisation's position, and by what mandate; None: whoever speaks for it.

    In preparation and while the round is open, then both the new holder and the former one are told.
    """
    consultation = stakeholder.consultation
    permit(actor, "consultations.change_consultation", consultation)
    consultation = locked(consultation)
    if consultation.state not in UNDER_WAY:
        raise Refused(_("This round is closed: who held a mandate stays as it was."))
    seat = (
        Stakeholder.objects.select_for_update(of=("self",))
        .select_related("organisation", "group__place", "holder", "consultation")
        .get(pk=stakeholder.pk)
    )
    if seat.ended_at:
        raise Refused(_("This seat ended during the round: those who follow it are asked themselves."))
    if holder is not None and not speakers_of(seat).filter(pk=holder.pk).exists():
        raise Refused(
            _("Choose somebody who speaks for %(who)s with an account of their own.") % {"who": seat},
            field="holder",
        )
    before = seat.holder
    seat.holder, seat.mandate = holder, mandate.strip()
    seat.full_clean()
    seat.save(update_fields=["holder", "mandate"])
    told = _tell_of_mandate(consultation, seat, holder, before) if holder != before else 0
    data = {
        "seat": seat.pk,
        "holder": holder.pk if holder else None,
        "before": before.pk if before else None,
        "letters": told,
    }
    journal.record(actor=actor, verb="consultations.name_holder", target=consultation, data=data)
    return seat


def _tell_of_mandate(
    consultation: Consultation, seat: Stakeholder, holder: User | None, before: User | None
) -> int:
    """In preparation nobody has been asked yet: the invitation says who holds the mandate."""
    if consultation.state != "open":
        return 0
    event = f"holder-{seat.pk}-{timezone.now():%Y%m%d%H%M%S%f}"
    return letters.tell_holders(seat, event, new=holder, former=before)


# --- organisations that split or merge -----------------------------------------------------------


@transaction.atomic
def replace_seat(
    *, actor: User | None, stakeholder: Stakeholder, organisations: Sequence[Organisation], reason: str
) -> list[Stakeholder]:
    """An organisation has split, or goes on as another: its seat ends, and each that follows is asked anew.

    What it said stays under its old name, marked, and is not counted; nobody inherits a consent. An organisation
    that has a seat already keeps it, with what it said itself.
    """
    return _succeed(actor, [stakeholder], organisations, reason, verb="consultations.replace_seat")


@transaction.atomic
def merge_seats(
    *, actor: User | None, stakeholders: Sequence[Stakeholder], organisation: Organisation, reason: str
) -> Stakeholder:
    """Organisations have become one: their seats end, the one that follows them has one seat and is asked anew.

    Where one of them goes on under its name, its own seat stays.
    """
    ending = [seat for seat in stakeholders if seat.organisation_id != organisation.pk]
    if len({seat.pk for seat in stakeholders}) < 2:
        raise Refused(_("Choose at least two stakeholders that have become one."), field="stakeholders")
    (follower,) = _succeed(actor, ending, [organisation], reason, verb="consultations.merge_seats")
    return follower


def _succeed(
    actor: User | None,
    former: Sequence[Stakeholder],
    organisations: Sequence[Organisation],
    reason: str,
    *,
    verb: str,
) -> list[Stakeholder]:
    consultation = answering(actor, former[0].consultation)
    seats = _ending(consultation, former)
    if not organisations:
        raise Refused(_("Say which organisations follow."), field="organisations")
    if not reason.strip():
        raise Refused(_("Say what became of it."), field="reason")
    _check_followers(seats, organisations)
    followers = [_seat_for(consultation, each) for each in organisations]
    now = timezone.now()
    for seat in seats:
        seat.ended_at, seat.ended_because = now, reason.strip()
        seat.save(update_fields=["ended_at", "ended_because"])
    for follower in followers:
        follower.succeeds.add(*seats)
    told = letters.tell_successors(followers, [(seat, _last_position(seat)) for seat in seats])
    data = {"ended": [each.pk for each in seats], "seats": [each.pk for each in followers], "letters": told}
    journal.record(actor=actor, verb=verb, target=consultation, data=data)
    return followers


def _ending(consultation: Consultation, former: Sequence[Stakeholder]) -> list[Stakeholder]:
    seats = list(
        Stakeholder.objects.select_for_update(of=("self",))
        .filter(pk__in=[each.pk for each in former], consultation=consultation)
        .select_related("organisation", "group__place", "consultation")
    )
    if len(seats) != len({each.pk for each in former}):
        raise Refused(_("Choose stakeholders of one round."), field="stakeholders")
    for seat in seats:
        if seat.organisation_id is None:
            raise Refused(_("A community group neither splits nor merges: invite another group instead."))
        if seat.ended_at:
            raise Refused(_("The seat of %(who)s has ended already.") % {"who": seat})
    return seats


def _check_followers(seats: list[Stakeholder], organisations: Sequence[Organisation]) -> None:
    own = {seat.organisation_id for seat in seats}
    for each in organisations:
        if each.pk in own:
            raise Refused(
                _(
                    "%(who)s can't follow itself. Enter the part that keeps the name as an organisation of its own."
                )
                % {"who": each},
                field="organisations",
            )


def _seat_for(consultation: Consultation, organisation: Organisation) -> Stakeholder:
    seat = consultation.stakeholders.filter(organisation=organisation).first()
    if seat is None:
        return Stakeholder.objects.create(consultation=consultation, organisation=organisation)
    if seat.ended_at:
        raise Refused(
            _("The seat of %(who)s has ended already.") % {"who": organisation}, field="organisations"
        )
    return seat


def _last_position(seat: Stakeholder) -> Position | None:
    return seat.positions.filter(is_current=True, void_because="").first()
