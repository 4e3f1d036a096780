"""What the office answers, and how texts change while a round is open."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.agree.consultations.errors import TextsChanged
from gapbridge.agree.consultations.models import Answer, Comment, Item, Position, Version
from gapbridge.agree.consultations.texts import GAP_FIELDS, MEASURE_FIELDS, sealed
from gapbridge.base import journal
from gapbridge.base.errors import Refused
from gapbridge.people.models import User

from .parts import answering


@transaction.atomic
def answer_comments(
    *,
    actor: User | None,
    comments: Sequence[Comment],
    outcome: str,
    answer: str,
    language: str = "en",
    version: Version | None = None,
) -> Answer:
    """One answer to a comment, or to several of one round at once; `version` is the text that was changed for it."""
    if not comments:
        raise Refused(_("Choose at least one comment."), field="comments")
    consultation = answering(actor, comments[0].item.consultation)
    if any(each.item.consultation_id != consultation.pk for each in comments):
        raise Refused(_("Choose comments of one round."), field="comments")
    if outcome not in Answer.Outcome.values:
        raise Refused(_("Say whether it is taken up."), field="outcome")
    if not answer.strip():
        raise Refused(_("Write an answer."), field="answer")
    if version is not None and version.item.consultation_id != consultation.pk:
        raise Refused(_("Choose a text of this round."), field="version")
    made = Answer.objects.create(
        consultation=consultation,
        outcome=outcome,
        text=answer.strip(),
        language=language,
        version=version,
        answered_by=actor,
        answered_at=timezone.now(),
    )
    ids = [each.pk for each in comments]
    Comment.objects.filter(pk__in=ids).update(answer=made)
    data = {"answer": made.pk, "comments": ids, "outcome": outcome}
    journal.record(actor=actor, verb="consultations.answer_comments", target=consultation, data=data)
    return made


@transaction.atomic
def answer_objection(*, actor: User | None, position: Position, answer: str) -> Position:
    """Only to an objection that still stands."""
    consultation = answering(actor, position.stakeholder.consultation)
    position = Position.objects.select_for_update().get(pk=position.pk)
    if position.stand != Position.Stand.OBJECT or not position.is_current:
        raise Refused(_("This objection no longer stands: a newer position has replaced it."))
    if not answer.strip():
        raise Refused(_("Write an answer."), field="answer")
    position.answer, position.answered_at = answer.strip(), timezone.now()
    position.save(update_fields=["answer", "answered_at"])
    data = {"position": position.pk}
    journal.record(actor=actor, verb="consultations.answer_objection", target=consultation, data=data)
    return position


@transaction.atomic
def revise_item(*, actor: User | None, item: Item, number: int, because: str, **changes: str) -> Version:
    """Change the text that is asked about. `changes` are of `title`, `text`, and for a gap `remedy`.

    `number` is the version that the writer had before them: TextsChanged when there is a newer one. From now on
    positions are on an earlier text until they are renewed, so everybody is told. The gap or measure itself takes
    the words over when the round closes.
    """
    consultation = answering(actor, item.consultation)
    item = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    latest = item.versions.order_by("-number")[0]
    if latest.number != number:
        raise TextsChanged(
            _("Somebody changed this text a moment ago. Bring both texts together, then save.")
        )
    if unknown := changes.keys() - (GAP_FIELDS if item.gap_id else MEASURE_FIELDS).keys():
        raise TypeError(f"an item has no {', '.join(sorted(unknown))} that could be changed")
    if not because.strip():
        raise Refused(_("Say why."), field="because")
    text = sealed({**item.text, **{name: value.strip() for name, value in changes.items()}})
    for name in ("title", "text"):
        if not text[name] and item.text[name]:
            raise Refused(_("This can't be left empty."), field=name)
    if text == item.text:
        raise Refused(_("Nothing was changed."), field="text")
    consultation.edition += 1
    consultation.save(update_fields=["edition"])
    version = Version.objects.create(
        item=item,
        number=number + 1,
        edition=consultation.edition,
        text=text,
        because=because.strip(),
        made_by=actor,
        made_at=timezone.now(),
    )
    item.text = text
    item.save(update_fields=["text"])
    data = {"item": item.pk, "version": version.number, "sha256": text["sha256"]}
    journal.record(actor=actor, verb="consultations.revise_item", target=consultation, data=data)
    return version
