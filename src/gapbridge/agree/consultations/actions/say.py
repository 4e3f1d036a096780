"""What stakeholders say while a round is open: positions and comments."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.agree.consultations import link_letters
from gapbridge.agree.consultations.errors import TextsChanged
from gapbridge.agree.consultations.models import (
    Comment,
    Consultation,
    Item,
    Link,
    Position,
    Stakeholder,
    Version,
)
from gapbridge.agree.consultations.texts import sentences_of
from gapbridge.base import journal
from gapbridge.base.errors import Refused
from gapbridge.people.models import User

from .parts import check_open, locked, seated

Stand = Position.Stand


@transaction.atomic
def take_position(
    *,
    actor: User | None,
    stakeholder: Stakeholder,
    stand: str,
    reason: str = "",
    condition: str = "",
    language: str = "en",
    edition: int | None = None,
    link: Link | None = None,
    received_at: datetime | None = None,
) -> Position:
    """Say where a stakeholder stands; what it said before is kept. Open on both dates and between.

    By account (`actor`) or by personal link (`link`, then `actor` is None); Forbidden to others. Everything but
    "agree" needs a reason. `edition` is the one that the speaker had before them: TextsChanged when it is not the last.
    """
    consultation = locked(stakeholder.consultation)
    seat = seated(actor, link, stakeholder, for_position=True)
    check_open(consultation, received_at)
    _check_edition(consultation, edition)
    check_said(stand, reason)
    position = Position(
        stakeholder=seat,
        stand=stand,
        reason=reason.strip(),
        condition=condition.strip(),
        language=language,
        edition=consultation.edition,
        taken_by=actor,
        link=link,
        taken_at=received_at or timezone.now(),
        confirmed_at=timezone.now(),
    )
    replace_position(position)
    data = {"position": position.pk, "seat": seat.pk, "stand": stand, "edition": position.edition}
    if link:
        data["link"] = link.pk
        link_letters.acknowledge(position)
    journal.record(actor=actor, verb="consultations.take_position", target=consultation, data=data)
    return position


@transaction.atomic
def renew_position(
    *,
    actor: User | None,
    position: Position,
    edition: int,
    link: Link | None = None,
    received_at: datetime | None = None,
) -> Position:
    """The same position, now on the texts as they were changed. Refused for one that no longer stands."""
    position = Position.objects.select_related("stakeholder__consultation").get(pk=position.pk)
    if not position.is_current:
        raise Refused(_("This position was replaced by a newer one."))
    said = {name: getattr(position, name) for name in ("stand", "reason", "condition", "language")}
    return take_position(
        actor=actor,
        stakeholder=position.stakeholder,
        edition=edition,
        link=link,
        received_at=received_at,
        **said,
    )


def replace_position(position: Position) -> None:
    """A step of an action that has locked the round: from now on this one is the seat's current position."""
    position.stakeholder.positions.filter(is_current=True).exclude(pk=position.pk).update(is_current=False)
    position.is_current = True
    position.full_clean()
    position.save()


def stand_again(seat: Stakeholder) -> Position | None:
    """A step of an action that voided positions: the latest one that was confirmed and not voided stands again."""
    seat.positions.filter(is_current=True).update(is_current=False)
    valid = seat.positions.filter(void_because="").order_by("-pk")
    former = valid.exclude(confirmed_at=None).first() or valid.first()
    if former:
        former.is_current = True
        former.save(update_fields=["is_current"])
    return former


# --- what a meeting's secretary wrote down -------------------------------------------------------


@transaction.atomic
def confirm_position(
    *, actor: User | None, position: Position, link: Link | None = None, received_at: datetime | None = None
) -> Position:
    """The delegation says: this is our position. Possible until the round is closed, as it was said in time.

    Refused for one that was confirmed or contested already, or that a later position took the place of.
    """
    position, consultation = _written(actor, position, link)
    position.confirmed_at = received_at or timezone.now()
    position.confirmed_link = link
    replace_position(position)
    if link:
        link_letters.acknowledge(position, through=link)
    data = {"position": position.pk, "seat": position.stakeholder_id, "link": link and link.pk}
    journal.record(actor=actor, verb="consultations.confirm_position", target=consultation, data=data)
    return position


@transaction.atomic
def contest_position(
    *, actor: User | None, position: Position, reason: str, link: Link | None = None
) -> Position:
    """The delegation says: that is not what we said. It is kept, never counted; what stood before stands again."""
    if not reason.strip():
        raise Refused(_("Say what is not right."), field="reason")
    position, consultation = _written(actor, position, link)
    position.void_because = reason.strip()
    position.is_current = False
    position.save(update_fields=["void_because", "is_current"])
    stand_again(position.stakeholder)
    data = {"position": position.pk, "seat": position.stakeholder_id, "link": link and link.pk}
    journal.record(actor=actor, verb="consultations.contest_position", target=consultation, data=data)
    return position


def _written(actor: User | None, position: Position, link: Link | None) -> tuple[Position, Consultation]:
    """The position and its round, locked, if the delegation may still say something to it."""
    found = Position.objects.select_related("stakeholder__consultation").get(pk=position.pk)
    consultation = locked(found.stakeholder.consultation)
    seat = seated(actor, link, found.stakeholder, for_position=True)
    if consultation.state != "open":
        raise Refused(_("This round is closed: what was written down stays as it is."))
    found = Position.objects.select_for_update(of=("self",)).get(pk=found.pk)
    found.stakeholder = seat
    if found.hearing_id is None or found.confirmed_at or found.void_because:
        raise Refused(_("Somebody has answered this already."))
    if seat.positions.filter(pk__gt=found.pk, void_because="").exists():
        raise Refused(_("A newer position took the place of this one."))
    return found, consultation


def _check_edition(consultation: Consultation, edition: int | None) -> None:
    if edition is not None and edition != consultation.edition:
        raise TextsChanged(
            _(
                "The texts have changed since you opened this page. Look at what is new, then send your position."
            )
        )


def check_said(stand: str, reason: str) -> None:
    if stand not in Stand.values:
        raise Refused(_("Choose a position."), field="stand")
    if stand != Stand.AGREE and not reason.strip():
        raise Refused(_("Say why: a reason is needed for everything but “agree”."), field="reason")


# --- comments ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spot:
    """A sentence of an item's text: `field` and where it begins, in code points."""

    field: str
    start: int


@transaction.atomic
def add_comment(
    *,
    actor: User | None,
    item: Item,
    stakeholder: Stakeholder,
    text: str,
    language: str = "en",
    version: int | None = None,
    spot: Spot | None = None,
    link: Link | None = None,
    received_at: datetime | None = None,
) -> Comment:
    """On an item as a whole, or on the sentence at `spot`.

    `version` is the number of the text that the writer had before them: TextsChanged when there is a newer one.
    """
    consultation = locked(item.consultation)
    seat = seated(actor, link, stakeholder, for_position=False)
    check_open(consultation, received_at)
    latest = item.versions.order_by("-number")[0]
    if version is not None and version != latest.number:
        raise TextsChanged(
            _("The text was changed while you were writing. Look at what is new; your comment is still here.")
        )
    comment = Comment(
        item=item,
        version=latest,
        stakeholder=seat,
        text=text,
        language=language,
        made_by=actor,
        link=link,
        made_at=received_at or timezone.now(),
    )
    if spot:
        comment.field, comment.start, comment.quote = spot.field, spot.start, sentence_at(latest, spot)
    comment.full_clean()
    comment.save()
    data = {"comment": comment.pk, "item": item.pk, "seat": seat.pk}
    if link:
        data["link"] = link.pk
    journal.record(actor=actor, verb="consultations.comment", target=consultation, data=data)
    return comment


def sentence_at(version: Version, spot: Spot) -> str:
    for each in sentences_of(version.text):
        if (each.field, each.start) == (spot.field, spot.start):
            return each.text
    raise Refused(_("Choose a sentence of the text."), field="spot")
