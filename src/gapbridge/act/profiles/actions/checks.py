"""Due diligence: a check is begun from the checklist, answered, and decided by one officer."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.profiles.lifecycle import CHECK
from gapbridge.act.profiles.models import CheckAnswer, DueDiligence
from gapbridge.act.profiles.queries import profile_of
from gapbridge.act.profiles.queries.questions import asked_in
from gapbridge.act.profiles.queries.standing import obstacles
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused, WrongState
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Programme

VALID_FOR = timedelta(days=365)  # where the officer says nothing else
LONGEST = timedelta(days=3 * 365)
NOTE = 1000  # characters


@transaction.atomic
def start_check(*, actor: User | None, organisation: Organisation, programme: Programme) -> DueDiligence:
    """Begin a check with the questions of the newest checklist. Refuses while one is under way."""
    permit(actor, "profiles.start_check", programme)
    permit(actor, "profiles.check", organisation)
    profile_of(organisation)
    if DueDiligence.objects.filter(organisation=organisation, programme=programme, state="draft").exists():
        raise Refused(
            _("A check of this organisation is under way in this programme already."), field="programme"
        )
    newest = asked_in(programme)
    check = DueDiligence.objects.create(
        organisation=organisation, programme=programme, checklist=newest.version, checked_by=actor
    )
    CheckAnswer.objects.bulk_create(
        CheckAnswer(
            check_of=check,
            question=each.key,
            texts=each.texts,
            essential=each.essential,
            position=position,
        )
        for position, each in enumerate(newest.questions)
    )
    _note(actor, "start_check", check, checklist=newest.version)
    return check


@transaction.atomic
def answer_check(
    *, actor: User | None, check: DueDiligence, answers: Mapping[str, str | tuple[str, str]]
) -> DueDiligence:
    """Answer some questions: key → answer (CheckAnswer.Answer, or "" to take it back), or (answer, note).

    Refuses a "no" without a note, an unknown question, and a check that is decided.
    """
    permit(actor, "profiles.decide_check", check)
    if DueDiligence.objects.select_for_update().get(pk=check.pk).state != "draft":
        raise WrongState(_("This check is decided; its answers stay as they are."))
    rows = {row.question: row for row in check.answers.all()}
    changed = []
    for key, given in answers.items():
        if key not in rows:
            raise Refused(_("The checklist has no such question."))
        answer, note = (given, rows[key].note) if isinstance(given, str) else given
        changed.append(_answered(rows[key], answer, note.strip()))
    CheckAnswer.objects.bulk_update(changed, ["answer", "note"])
    _note(actor, "answer_check", check, answers=len(changed))
    return check


def _answered(row: CheckAnswer, answer: str, note: str) -> CheckAnswer:
    if answer and answer not in CheckAnswer.Answer.values:
        raise Refused(_("Choose one of the answers."), field=row.question)
    if answer == CheckAnswer.Answer.NO and not note:
        raise Refused(_("Say in the note what is missing or wrong."), field=f"{row.question}_note")
    if len(note) > NOTE:
        raise Refused(_("At most %(most)s characters.") % {"most": NOTE}, field=f"{row.question}_note")
    row.answer, row.note = answer, note
    return row


@transaction.atomic
def pass_check(
    *, actor: User | None, check: DueDiligence, valid_until: date | None = None, reason: str = ""
) -> DueDiligence:
    """The organisation may receive money. Refuses what `obstacles` names."""
    return _decide(actor, check, "pass_check", valid_until, reason=reason)


@transaction.atomic
def pass_with_conditions(
    *,
    actor: User | None,
    check: DueDiligence,
    reason: str,
    conditions: str = "",
    valid_until: date | None = None,
) -> DueDiligence:
    """As `pass_check`, on conditions that the organisation reads; `reason` are they where they aren't given apart."""
    return _decide(
        actor, check, "pass_with_conditions", valid_until, reason=reason, conditions=conditions or reason
    )


@transaction.atomic
def fail_check(*, actor: User | None, check: DueDiligence, reason: str) -> DueDiligence:
    """The organisation may receive no money until another check is passed. The reason stays inside."""
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    return _decide(actor, check, "fail_check", None, reason=reason)


def _decide(
    actor: User | None, check: DueDiligence, name: str, valid_until: date | None, **texts: str
) -> DueDiligence:
    permit(actor, "profiles.decide_check", check)
    DueDiligence.objects.select_for_update().get(pk=check.pk)  # its answers stay as they are meanwhile
    if name != "fail_check":
        valid_until = _validity(valid_until)
        if hindrances := obstacles(check, with_conditions=name == "pass_with_conditions"):
            raise Refused(hindrances[0])
        if not texts.get("conditions", "-").strip():
            raise Refused(_("Write the conditions."), field="conditions")
    CHECK.move(check, name, actor=actor)
    check.valid_until = valid_until
    for field, text in texts.items():
        setattr(check, field, text.strip())
    check.checked_by, check.decided_at = actor, timezone.now()
    check.full_clean()
    check.save()
    _note(actor, name, check, valid_until=check.valid_until)
    return check


def _validity(valid_until: date | None) -> date:
    today = timezone.localdate()
    valid_until = valid_until or today + VALID_FOR
    if not today <= valid_until <= today + LONGEST:
        raise Refused(_("A check is valid from today on, and for three years at most."), field="valid_until")
    return valid_until


def _note(actor: User | None, verb: str, check: DueDiligence, **data: Any) -> None:
    journal.record(
        actor=actor,
        verb=f"profiles.{verb}",
        target=check,
        data={"organisation": check.organisation_id, **data},
    )
