"""What the office answers, and how texts change while a round is open."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.agree.consultations import letters
from gapbridge.agree.consultations.changes import changeable, changed
from gapbridge.agree.consultations.errors import TextsChanged
from gapbridge.agree.consultations.models import Answer, Comment, Consultation, Item, Position, Version
from gapbridge.agree.consultations.queries import DAYS_TO_READ, days_left
from gapbridge.base import journal
from gapbridge.base.errors import Refused
from gapbridge.people.models import User

from .parts import answering

LONGEST_TITLE = 200  # characters, of a gap and of a measure


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
    ids = sorted({each.pk for each in comments})
    Comment.objects.filter(pk__in=ids).update(answer=made)
    told = letters.tell_answered(made, authored(ids))
    data = {"answer": made.pk, "comments": ids, "outcome": outcome, "letters": told}
    journal.record(actor=actor, verb="consultations.answer_comments", target=consultation, data=data)
    return made


def authored(ids: Sequence[int]) -> list[Comment]:
    """Comments with whoever made them."""
    return list(
        Comment.objects.filter(pk__in=ids)
        .select_related("made_by", "link", "stakeholder__organisation", "stakeholder__group__place")
        .order_by("pk")
    )


@transaction.atomic
def answer_objection(*, actor: User | None, position: Position, answer: str) -> Position:
    """Only to an objection that still stands."""
    consultation = answering(actor, position.stakeholder.consultation)
    position = (
        Position.objects.select_for_update(of=("self",))
        .select_related("stakeholder__organisation", "stakeholder__group__place", "taken_by", "link")
        .get(pk=position.pk)
    )
    if position.stand != Position.Stand.OBJECT or not position.is_current:
        raise Refused(_("This objection no longer stands: a newer position has replaced it."))
    if not answer.strip():
        raise Refused(_("Write an answer."), field="answer")
    position.answer, position.answered_at = answer.strip(), timezone.now()
    position.save(update_fields=["answer", "answered_at"])
    data = {"position": position.pk, "letters": letters.tell_objector(position)}
    journal.record(actor=actor, verb="consultations.answer_objection", target=consultation, data=data)
    return position


@transaction.atomic
def revise_item(*, actor: User | None, item: Item, number: int, because: str, **changes: Any) -> Version:
    """Change the text that is asked about. `changes` are words (`title`, `text`, for a gap `remedy`) and for a measure
    `due_on` (a date), `cost` (a Decimal), `responsible` (an organisation); the last three may be None.

    `number` is the version that the writer had before them: TextsChanged when there is a newer one. From now on
    positions are on an earlier text until they are renewed, so everybody is told, and nothing is changed in the last
    days of a round. The gap or measure itself takes the words over when the round closes.
    """
    consultation = answering(actor, item.consultation)
    _check_time_to_read(consultation)
    item = Item.objects.select_for_update(of=("self",)).select_related("gap", "measure").get(pk=item.pk)
    latest = item.versions.order_by("-number")[0]
    if latest.number != number:
        raise TextsChanged(
            _("Somebody changed this text a moment ago. Bring both texts together, then save.")
        )
    if unknown := changes.keys() - set(changeable(item)):
        raise TypeError(f"an item has no {', '.join(sorted(unknown))} that could be changed")
    if not because.strip():
        raise Refused(_("Say why."), field="because")
    text = changed(item, changes)
    _check_changed(item, text)
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
    data = {
        "item": item.pk,
        "version": version.number,
        "sha256": text["sha256"],
        "letters": letters.tell_texts_changed(consultation),
    }
    journal.record(actor=actor, verb="consultations.revise_item", target=consultation, data=data)
    return version


def _check_time_to_read(consultation: Consultation) -> None:
    left = days_left(consultation)
    if left is not None and left < DAYS_TO_READ:
        raise Refused(
            ngettext(
                "Whoever is asked needs %(days)s day to read a changed text. Move the closing date first.",
                "Whoever is asked needs %(days)s days to read a changed text. Move the closing date first.",
                DAYS_TO_READ,
            )
            % {"days": DAYS_TO_READ}
        )


def _check_changed(item: Item, text: dict[str, Any]) -> None:
    for name in ("title", "text"):
        if not text[name] and item.text[name]:
            raise Refused(_("This can't be left empty."), field=name)
    if len(text["title"]) > LONGEST_TITLE:
        raise Refused(_("The title is too long: at most 200 characters."), field="title")
    if text.get("cost", "").startswith("-"):
        raise Refused(_("A cost is not negative."), field="cost")
    begins = item.measure.starts_on if item.measure else None
    if begins and text.get("due_on") and text["due_on"] < begins.isoformat():
        raise Refused(_("The measure would end before it begins."), field="due_on")
    if text == item.text:
        raise Refused(_("Nothing was changed."), field="text")
