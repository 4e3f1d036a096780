"""Closing a round: the rule, the quorum, the agreement."""

from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.agree.consultations import letters
from gapbridge.agree.consultations.changes import values_of
from gapbridge.agree.consultations.closing import obstacles
from gapbridge.agree.consultations.lifecycle import CONSULTATION
from gapbridge.agree.consultations.models import Agreement, Consultation, Item, Stakeholder
from gapbridge.agree.consultations.proof import signing
from gapbridge.agree.consultations.proof.holding import CLOSED, PUBLISHED, hash_of_record
from gapbridge.agree.consultations.proof.record import moment, record_of
from gapbridge.agree.consultations.queries import items_of, stakeholders_of
from gapbridge.agree.consultations.tally import Tally, tally
from gapbridge.agree.consultations.texts import frozen
from gapbridge.agree.gaps import actions as gap_steps
from gapbridge.agree.plans import actions as plan_steps
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User

from .documents import make_documents
from .parts import locked

AGREED_BEFORE = {"agreed", "being_remedied", "remedied", "under_way", "done"}


@transaction.atomic
def close_with_agreement(
    *, actor: User, consultation: Consultation, reason: str, review_on: date | None = None
) -> Agreement:
    """Write down what was agreed, for good; `reason` is the outcome in a few sentences.

    Refused before the closing date while somebody invited has taken no position, with comments unanswered, with
    quorum missed, where the decision rule does not hold, and with a day of review that isn't later.
    The signed documents are made once this is committed.
    """
    permit(actor, "consultations.change_consultation", consultation)
    locked(consultation)
    consultation.refresh_from_db()
    items, stakeholders = items_of(consultation), stakeholders_of(consultation)
    counted = tally(consultation, stakeholders)
    if consultation.state == "open":
        _check_closable(consultation, items, stakeholders, counted, reason, review_on)
    consultation._change_reason = reason  # type: ignore[attr-defined]
    CONSULTATION.move(consultation, "close", actor=actor)
    outcome: dict[str, Any] = {"statement": reason, "review_on": review_on, "closed_at": timezone.now()}
    supersedes = _superseded(consultation, items)
    record = record_of(
        consultation, items, stakeholders, counted, closed_by=actor.pk, supersedes=supersedes, **outcome
    )
    found = hash_of_record(record)
    agreement = Agreement.objects.create(
        consultation=consultation,
        record=record,
        record_hash=found,
        signature=signing.sign(found),
        public_key=signing.public_key(),
        closed_by=actor,
        supersedes=supersedes,
        **outcome,
    )
    gaps, measures = _agree(agreement, items)
    data = {
        "agreement": agreement.pk,
        "hash": agreement.record_hash,
        "key": signing.fingerprint(),
        "gaps": gaps,
        "measures": measures,
        "invited": counted.invited,
        "taken": counted.taken,
    }
    letters.tell_closed(consultation, reason, agreement)
    journal.record(actor=actor, verb=CLOSED, target=consultation, data=data)
    transaction.on_commit(partial(make_documents, agreement.pk), robust=True)
    return agreement


def _check_closable(
    consultation: Consultation,
    items: list[Item],
    stakeholders: list[Stakeholder],
    counted: Tally,
    reason: str,
    review_on: date | None,
) -> None:
    if not reason.strip():
        raise Refused(_("Say what was agreed."), field="reason")
    if review_on and review_on <= timezone.localdate():
        raise Refused(_("The review comes after the agreement. Choose a later day."), field="review_on")
    if found := obstacles(consultation, items, stakeholders, counted):
        raise Refused(" ".join(each.text for each in found))


def _agree(agreement: Agreement, items: list[Item]) -> tuple[list[int], list[int]]:
    """Move what was not agreed before, tie all to the agreement; the ids of its gaps and measures."""
    take_over(items)
    gaps = [item.gap for item in items if item.gap]
    measures = [item.measure for item in items if item.measure]
    for gap in gaps:
        if gap.state not in AGREED_BEFORE:
            gap_steps.agree(gap=gap)
    for measure in measures:
        if measure.state not in AGREED_BEFORE:
            plan_steps.agree(measure=measure)
    plan_steps.settle(measures)
    agreement.gaps.set(gaps)
    agreement.measures.set(measures)
    return [gap.pk for gap in gaps], [measure.pk for measure in measures]


def take_over(items: list[Item]) -> None:
    """Gaps and measures take over the words that the round has changed."""
    for item in items:
        if item.text["sha256"] == frozen(item)["sha256"]:
            continue
        if item.gap:
            gap_steps.rewrite(gap=item.gap, **values_of(item))
        elif item.measure:
            plan_steps.rewrite(measure=item.measure, **values_of(item))


def _superseded(consultation: Consultation, items: list[Item]) -> Agreement | None:
    """The latest earlier agreement all of whose items were asked about again."""
    gaps, measures = {item.gap_id for item in items}, {item.measure_id for item in items}
    earlier = Agreement.objects.filter(consultation__programme=consultation.programme_id).order_by(
        "-closed_at"
    )
    for agreement in earlier.prefetch_related("gaps", "measures"):
        old_gaps = {gap.pk for gap in agreement.gaps.all()}
        old_measures = {measure.pk for measure in agreement.measures.all()}
        if old_gaps <= gaps and old_measures <= measures:
            return agreement
    return None


@transaction.atomic
def close_without_agreement(*, actor: User | None, consultation: Consultation, reason: str) -> Consultation:
    """The gaps go back to draft, to be changed and asked about again."""
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    consultation._change_reason = reason  # type: ignore[attr-defined]
    CONSULTATION.move(consultation, "fail", actor=actor)
    items = items_of(consultation)
    drafts = [each for each in items if each.gap and each.gap.state == "in_consultation"]
    take_over(drafts)
    plan_steps.release([each.measure for each in items if each.measure], reason)
    gaps = [each.gap for each in drafts if each.gap]
    for gap in gaps:
        gap_steps.give_back(actor=actor, gap=gap, reason=reason)
    letters.tell_closed(consultation, reason)
    journal.record(
        actor=actor,
        verb="consultations.close_without_agreement",
        target=consultation,
        data={"gaps": [gap.pk for gap in gaps]},
    )
    return consultation


@transaction.atomic
def publish_agreement(*, actor: User | None, agreement: Agreement) -> Agreement:
    """Everyone reads it from now on, positions and dissent included."""
    permit(actor, "consultations.publish_agreement", agreement)
    if agreement.published_at is not None:
        raise Refused(_("It is public already."))
    agreement.published_at = timezone.now()
    agreement.save(update_fields=["published_at"])
    data = {"at": moment(agreement.published_at)}
    journal.record(actor=actor, verb=PUBLISHED, target=agreement, data=data)
    return agreement
