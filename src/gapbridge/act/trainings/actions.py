"""Writes of trainings: sessions, participants, the register, and looks at names."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.act.interventions.actions import edit_intervention, write_intervention
from gapbridge.act.interventions.models import Intervention
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme

from .models import Attendance, Participant, Training, TrainingSession

OWN_FIELDS = ("hours", "required_share", "for_own_staff")
FACTS = ("name", "capacity", "sex", "age_band", "disability")
BATCH = 1000
MOST_CODES_NAMED = 5


# --- the training ---------------------------------------------------------------------------------


@transaction.atomic
def create_training(*, actor: User | None, programme: Programme, **facts: Any) -> Training:
    """Plan a training: the facts of its intervention, and `hours`, `required_share`, `for_own_staff`."""
    own = _own(facts)
    intervention = write_intervention(
        actor=actor, programme=programme, kind=Intervention.Kind.TRAINING, **facts
    )
    training = Training(intervention=intervention, **own)
    training.full_clean(exclude=["intervention"])
    training.save()
    journal.record(actor=actor, verb="trainings.create_training", target=training)
    return training


@transaction.atomic
def change_training(*, actor: User | None, training: Training, **facts: Any) -> Training:
    permit(actor, "trainings.change_training", training)
    changed = sorted(facts)
    own = _own(facts)
    edit_intervention(actor=actor, intervention=training.intervention, **facts)
    for name, value in own.items():
        setattr(training, name, value)
    training.full_clean(exclude=["intervention"])
    _check_sessions_fit(training)
    training.save()
    journal.record(actor=actor, verb="trainings.change_training", target=training, data={"changed": changed})
    return training


def _check_sessions_fit(training: Training) -> None:
    intervention = training.intervention
    inside = Q(held_on__range=(intervention.starts_on, intervention.ends_on))
    outside = training.sessions.exclude(inside).first()
    if outside:
        raise Refused(
            _("“%(session)s” is on %(day)s, outside these dates. Move the session first.")
            % {"session": outside.title, "day": date_format(outside.held_on)},
            field="ends_on" if outside.held_on > intervention.ends_on else "starts_on",
        )


def _own(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: facts.pop(name) for name in OWN_FIELDS if name in facts}


# --- sessions -------------------------------------------------------------------------------------


@transaction.atomic
def add_session(*, actor: User | None, training: Training, **facts: Any) -> TrainingSession:
    """Refuses a day outside the training's dates."""
    permit(actor, "trainings.change_sessions", training)
    session = _write_session(TrainingSession(training=training), facts)
    journal.record(actor=actor, verb="trainings.add_session", target=training, data={"session": session.pk})
    return session


@transaction.atomic
def change_session(*, actor: User | None, session: TrainingSession, **facts: Any) -> TrainingSession:
    permit(actor, "trainings.change_sessions", session)
    _write_session(session, facts)
    journal.record(
        actor=actor,
        verb="trainings.change_session",
        target=session.training,
        data={"session": session.pk, "changed": sorted(facts)},
    )
    return session


@transaction.atomic
def remove_session(*, actor: User | None, session: TrainingSession) -> None:
    """Take out a session nobody attended. Refuses one with attendance: empty its register first."""
    permit(actor, "trainings.change_sessions", session)
    if session.attendance.exists():
        raise Refused(_("People attended this session. Untick them in the register first."))
    training, pk = session.training, session.pk
    session.delete()
    journal.record(actor=actor, verb="trainings.remove_session", target=training, data={"session": pk})


def _write_session(session: TrainingSession, facts: dict[str, Any]) -> TrainingSession:
    for name, value in facts.items():
        setattr(session, name, value)
    session.full_clean(exclude=["training"])
    intervention = session.training.intervention
    if not intervention.starts_on <= session.held_on <= intervention.ends_on:
        raise Refused(
            _("The training is from %(first)s to %(last)s.")
            % {"first": date_format(intervention.starts_on), "last": date_format(intervention.ends_on)},
            field="held_on",
        )
    if not session.is_held and session.pk and session.attendance.exists():
        raise Refused(_("People attended this session: it can't be in the future."), field="held_on")
    session.save()
    return session


# --- participants ---------------------------------------------------------------------------------


@transaction.atomic
def add_participants(
    *, actor: User | None, training: Training, rows: Iterable[Mapping[str, Any]]
) -> list[Participant]:
    """Add people, all or none.

    A row holds `person_code` and `organisation`, and what is known of `name`, `capacity`, `sex`, `age_band`,
    `disability`. Refuses an unknown value, an empty code, and a code that is twice here or there already.
    """
    permit(actor, "trainings.change_participants", training)
    fresh = [_participant(training, row) for row in rows]
    _check_codes(training, [each.person_code for each in fresh])
    made = Participant.objects.bulk_create(fresh, batch_size=BATCH)
    journal.record(
        actor=actor, verb="trainings.add_participants", target=training, data={"participants": len(made)}
    )
    return made


def _participant(training: Training, row: Mapping[str, Any]) -> Participant:
    known = {name: row[name] for name in FACTS if row.get(name)}
    code = str(row.get("person_code") or "").strip()
    participant = Participant(training=training, person_code=code, organisation=row["organisation"], **known)
    participant.clean_fields(exclude=["training", "organisation"])
    return participant


def _check_codes(training: Training, codes: Sequence[str]) -> None:
    twice = [code for code, times in Counter(codes).items() if times > 1]
    if twice:
        raise Refused(
            _("These codes stand here twice: %(codes)s.") % {"codes": _some(twice)}, field="person_code"
        )
    there = set(training.participants.values_list("person_code", flat=True)) & set(codes)
    if there:
        raise Refused(
            _("These codes are in the training already: %(codes)s.") % {"codes": _some(sorted(there))},
            field="person_code",
        )


def _some(codes: Sequence[str]) -> str:
    return ", ".join(codes[:MOST_CODES_NAMED]) + ("…" if len(codes) > MOST_CODES_NAMED else "")


@transaction.atomic
def change_participant(*, actor: User | None, participant: Participant, **facts: Any) -> Participant:
    """Correct what is known of somebody; the name stays as it is unless a new one is given."""
    permit(actor, "trainings.change_participants", participant)
    if not facts.get("name"):
        facts.pop("name", None)
    code = facts.get("person_code", participant.person_code)
    others = participant.training.participants.exclude(pk=participant.pk)
    if others.filter(person_code=code).exists():
        raise Refused(_("Somebody else in this training has this code."), field="person_code")
    for name, value in facts.items():
        setattr(participant, name, value)
    participant.clean_fields()
    participant.save()
    journal.record(
        actor=actor,
        verb="trainings.change_participant",
        target=participant.training,
        data={"participant": participant.pk, "changed": sorted(facts)},
    )
    return participant


@transaction.atomic
def remove_participant(*, actor: User | None, participant: Participant) -> None:
    """Take somebody out of the training, with their attendance."""
    permit(actor, "trainings.change_participants", participant)
    training, pk = participant.training, participant.pk
    participant.delete()
    journal.record(
        actor=actor, verb="trainings.remove_participant", target=training, data={"participant": pk}
    )


@transaction.atomic
def look_at_names(*, actor: User | None, training: Training, reason: str) -> list[tuple[str, str | None]]:
    """(code, name) of every participant, by code; None where no name is held. Each look is journalled."""
    permit(actor, "trainings.look_at_names", training)
    if not reason.strip():
        raise Refused(_("Say why you need the names."), field="reason")
    found = list(training.participants.order_by("person_code").values_list("person_code", "name"))
    journal.record(
        actor=actor,
        verb="trainings.look_at_names",
        target=training,
        data={"reason": reason.strip(), "participants": len(found)},
    )
    return found


# --- the register ---------------------------------------------------------------------------------


@transaction.atomic
def record_attendance(
    *,
    actor: User | None,
    training: Training,
    pairs: Iterable[tuple[int, int]],
    sessions: Sequence[int] | None = None,
    participants: Sequence[int] | None = None,
) -> int:
    """Make the register say exactly this; returns how many are present.

    `pairs` are (session id, participant id) of who was there. `sessions` and `participants` say which part of
    the register this is (by default every session held so far, everybody): what is outside stays as it was.
    Refuses a session in the future and whoever is not of this training.
    """
    permit(actor, "trainings.keep_register", training)
    asked = training.sessions.all() if sessions is None else training.sessions.filter(pk__in=sessions)
    held = {
        session.pk: session
        for session in asked.select_for_update()
        if session.is_held or sessions is not None
    }
    early = [session for session in held.values() if not session.is_held]
    if early:
        raise Refused(
            _("“%(session)s” is on %(day)s: nobody can have been there yet.")
            % {"session": early[0].title, "day": date_format(early[0].held_on)}
        )
    everyone = set(training.participants.values_list("pk", flat=True))
    people = everyone if participants is None else everyone & set(participants)
    present = set(pairs)
    if any(session not in held or person not in people for session, person in present):
        raise Refused(_("Somebody or some session here is not in this register. Reload the page."))
    added, removed = _replace(present, held, None if participants is None else people)
    TrainingSession.objects.filter(pk__in=held).update(register_kept_at=timezone.now())
    journal.record(
        actor=actor,
        verb="trainings.record_attendance",
        target=training,
        data={"sessions": sorted(held), "present": len(present), "added": added, "removed": removed},
    )
    return len(present)


def _replace(
    present: set[tuple[int, int]], sessions: Iterable[int], people: set[int] | None
) -> tuple[int, int]:
    """Bring the rows of a part of the register to `present`; (added, removed)."""
    rows = Attendance.objects.filter(session__in=list(sessions)).values_list(
        "session_id", "participant_id", "pk"
    )
    before = {(session, person): pk for session, person, pk in rows if people is None or person in people}
    gone = [pk for pair, pk in before.items() if pair not in present]
    for start in range(0, len(gone), BATCH):
        Attendance.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    fresh = [
        Attendance(session_id=session, participant_id=person) for session, person in present - before.keys()
    ]
    Attendance.objects.bulk_create(fresh, batch_size=BATCH)
    return len(fresh), len(gone)


def mark_attendance(
    *, actor: User | None, session: TrainingSession, participants: Iterable[Participant]
) -> int:
    """The register of one session: these were there, nobody else."""
    return record_attendance(
        actor=actor,
        training=session.training,
        sessions=[session.pk],
        pairs=[(session.pk, each.pk) for each in participants],
    )
