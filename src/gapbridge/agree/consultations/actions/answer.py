"""What stakeholders say while a round is open, and what is answered."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.agree.consultations.models import Comment, Consultation, Item, Position
from gapbridge.base import journal
from gapbridge.base.errors import Refused
from gapbridge.people.models import Organisation, User

from .parts import answering, check_open, locked, spoken_for

Stand = Position.Stand


@transaction.atomic
def take_position(
    *,
    actor: User,
    consultation: Consultation,
    organisation: Organisation,
    stand: str,
    reason: str = "",
    condition: str = "",
    language: str = "en",
) -> Position:
    """Say where an invited organisation stands; what it said before is kept. Open on both dates and between.

    Forbidden to whoever does not speak for it. Everything but "agree" needs a reason.
    """
    consultation = locked(consultation)
    stakeholder = spoken_for(actor, consultation, organisation)
    check_open(consultation)
    if stand not in Stand.values:
        raise Refused(_("Choose a position."), field="stand")
    if stand != Stand.AGREE and not reason.strip():
        raise Refused(_("Say why: a reason is needed for everything but “agree”."), field="reason")
    stakeholder.positions.filter(is_current=True).update(is_current=False)
    position = Position(
        stakeholder=stakeholder,
        stand=stand,
        reason=reason,
        condition=condition,
        language=language,
        taken_by=actor,
    )
    position.full_clean()
    position.save()
    data = {"position": position.pk, "organisation": organisation.pk, "stand": stand}
    journal.record(actor=actor, verb="consultations.take_position", target=consultation, data=data)
    return position


@transaction.atomic
def add_comment(
    *, actor: User, item: Item, organisation: Organisation, text: str, language: str = "en"
) -> Comment:
    consultation = locked(item.consultation)
    stakeholder = spoken_for(actor, consultation, organisation)
    check_open(consultation)
    comment = Comment(item=item, stakeholder=stakeholder, text=text, language=language, made_by=actor)
    comment.full_clean()
    comment.save()
    data = {"comment": comment.pk, "item": item.pk, "organisation": organisation.pk}
    journal.record(actor=actor, verb="consultations.comment", target=consultation, data=data)
    return comment


@transaction.atomic
def answer_comment(*, actor: User | None, comment: Comment, outcome: str, answer: str) -> Comment:
    consultation = answering(actor, comment.item.consultation)
    if outcome not in Comment.Outcome.values:
        raise Refused(_("Say whether it is taken up."), field="outcome")
    if not answer.strip():
        raise Refused(_("Write an answer."), field="answer")
    comment.outcome, comment.answer, comment.answered_at = outcome, answer, timezone.now()
    comment.save(update_fields=["outcome", "answer", "answered_at"])
    data = {"comment": comment.pk, "outcome": outcome}
    journal.record(actor=actor, verb="consultations.answer_comment", target=consultation, data=data)
    return comment


@transaction.atomic
def answer_objection(*, actor: User | None, position: Position, answer: str) -> Position:
    """Only to an objection that still stands."""
    consultation = answering(actor, position.stakeholder.consultation)
    position = Position.objects.select_for_update().get(pk=position.pk)
    if position.stand != Stand.OBJECT or not position.is_current:
        raise Refused(_("This objection no longer stands: a newer position has replaced it."))
    if not answer.strip():
        raise Refused(_("Write an answer."), field="answer")
    position.answer = answer
    position.save(update_fields=["answer"])
    journal.record(
        actor=actor,
        verb="consultations.answer_objection",
        target=consultation,
        data={"position": position.pk},
    )
    return position
