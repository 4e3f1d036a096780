"""Closing a round: the rule, the quorum, the agreement."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.agree.consultations.lifecycle import CONSULTATION
from gapbridge.agree.consultations.models import Agreement, Consultation, Item, Version
from gapbridge.agree.consultations.queries import (
    items_of,
    last_moment,
    stakeholders_of,
    unanswered_comments,
)
from gapbridge.agree.consultations.record import CLOSED, record_of
from gapbridge.agree.consultations.tally import Tally, tally
from gapbridge.agree.consultations.texts import GAP_FIELDS, MEASURE_FIELDS, frozen, sha256
from gapbridge.agree.gaps import actions as gap_steps
from gapbridge.agree.plans import actions as plan_steps
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User

from .parts import locked

# After the last moment: what the server had received by then, and what waits its turn, is taken in first.
GRACE = timedelta(minutes=10)
AGREED_BEFORE = {"agreed", "being_remedied", "remedied", "under_way", "done"}


@transaction.atomic
def close_with_agreement(*, actor: User, consultation: Consultation, reason: str) -> Agreement:
    """Write down what was agreed, for good; `reason` is the outcome in a few sentences.

    Refused before the closing date while somebody invited has taken no position, with comments
    unanswered, with quorum missed, and where the decision rule does not hold.
    """
    permit(actor, "consultations.change_consultation", consultation)
    locked(consultation)
    consultation.refresh_from_db()
    items, stakeholders = items_of(consultation), stakeholders_of(consultation)
    counted = tally(consultation, stakeholders)
    if consultation.state == "open":
        _check_closable(consultation, items, counted, reason)
    consultation._change_reason = reason  # type: ignore[attr-defined]
    CONSULTATION.move(consultation, "close", actor=actor)
    closed_at = timezone.now()
    record = record_of(
        consultation, items, stakeholders, counted, statement=reason, closed_at=closed_at, closed_by=actor.pk
    )
    agreement = Agreement.objects.create(
        consultation=consultation,
        statement=reason,
        record=record,
        record_hash=sha256(record),
        signature="",
        public_key="",
        closed_at=closed_at,
        closed_by=actor,
        supersedes=_superseded(consultation, items),
    )
    gaps, measures = _agree(agreement, items)
    data = {
        "agreement": agreement.pk,
        "hash": agreement.record_hash,
        "gaps": gaps,
        "measures": measures,
        "invited": counted.invited,
        "taken": counted.taken,
    }
    journal.record(actor=actor, verb=CLOSED, target=consultation, data=data)
    return agreement


def _check_closable(consultation: Consultation, items: list[Item], counted: Tally, reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say what was agreed."), field="reason")
    if counted.missing and timezone.localdate() <= consultation.closes_on:
        raise Refused(
            _(
                "Positions can be taken until %(day)s, and not everybody has taken one. Close it after that day."
            )
            % {"day": date_format(consultation.closes_on)}
        )
    if counted.missing and timezone.now() < last_moment(consultation) + GRACE:
        raise Refused(
            _("What arrived in the last minute is still being taken in. Close the round in a few minutes.")
        )
    if waiting := unanswered_comments(consultation).count():
        raise Refused(
            ngettext(
                "%(number)s comment has no answer yet. Answer it first.",
                "%(number)s comments have no answer yet. Answer them first.",
                waiting,
            )
            % {"number": waiting}
        )
    if not counted.has_quorum:
        raise Refused(
            _("Quorum is missed: %(taken)s of %(invited)s took a position, %(needed)s are needed.")
            % {"taken": counted.taken, "invited": counted.invited, "needed": counted.needed}
        )
    if not counted.rule_holds:
        raise Refused(_broken_rule(consultation))
    first = {each.item_id: each.text for each in Version.objects.filter(item__in=items, number=1)}
    for item in items:
        if frozen(item) != first[item.pk]:
            raise Refused(
                _("%(what)s has changed since the round opened. Close without an agreement and ask again.")
                % {"what": item}
            )


def _broken_rule(consultation: Consultation) -> str:
    if consultation.rule == Consultation.Rule.CONSENSUS:
        return _("Somebody objects, and this round decides by consensus.")
    return _("An objection has no answer yet. Answer it first.")


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
    agreement.gaps.set(gaps)
    agreement.measures.set(measures)
    return [gap.pk for gap in gaps], [measure.pk for measure in measures]


def take_over(items: list[Item]) -> None:
    """Gaps and measures take over the words that the round has changed."""
    for item in items:
        if item.gap and item.text["sha256"] != frozen(item)["sha256"]:
            gap_steps.rewrite(gap=item.gap, **{own: item.text[name] for name, own in GAP_FIELDS.items()})
        elif item.measure and item.text["sha256"] != frozen(item)["sha256"]:
            plan_steps.rewrite(
                measure=item.measure, **{own: item.text[name] for name, own in MEASURE_FIELDS.items()}
            )


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
    drafts = [each for each in items_of(consultation) if each.gap and each.gap.state == "in_consultation"]
    take_over(drafts)
    gaps = [each.gap for each in drafts if each.gap]
    for gap in gaps:
        gap_steps.give_back(actor=actor, gap=gap, reason=reason)
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
    journal.record(actor=actor, verb="consultations.publish_agreement", target=agreement)
    return agreement
