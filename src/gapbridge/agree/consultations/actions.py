"""Everything that is done in a consultation, from its preparation to the agreement that closes it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.agree.gaps import actions as gap_steps
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans import actions as plan_steps
from gapbridge.agree.plans.models import Measure
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Programme

from . import letters
from .lifecycle import CONSULTATION
from .models import Agreement, Comment, Consultation, Item, Position, Stakeholder
from .queries import ASKABLE, items_of, round_of, stakeholders_of, unanswered_comments
from .record import CLOSED, frozen, record_of, sha256
from .rules import speaks_for
from .tally import Tally, tally

FIELDS = frozenset({"title", "intro", "language", "opens_on", "closes_on", "rule", "quorum"})
AGREED_BEFORE = {"agreed", "being_remedied", "remedied", "under_way", "done"}
Stand = Position.Stand


# --- preparing -----------------------------------------------------------------------------------


@transaction.atomic
def create_consultation(
    *,
    actor: User | None,
    programme: Programme,
    title: str,
    opens_on: date,
    closes_on: date,
    intro: str = "",
    language: str = "en",
    rule: str = Consultation.Rule.CONSENT,
    quorum: int = 50,
) -> Consultation:
    permit(actor, "consultations.add_consultation", programme)
    if programme.state == "closed":
        raise Refused(_("This programme is closed: nothing is added to it."))
    consultation = Consultation(
        programme=programme,
        title=title,
        intro=intro,
        language=language,
        opens_on=opens_on,
        closes_on=closes_on,
        rule=rule,
        quorum=quorum,
    )
    _save(consultation)
    journal.record(actor=actor, verb="consultations.create", target=consultation)
    return consultation


@transaction.atomic
def change_consultation(*, actor: User | None, consultation: Consultation, **fields: Any) -> Consultation:
    """`fields` are those of FIELDS; what is left out stays. Refused once the round is open."""
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"a consultation has no {', '.join(sorted(unknown))} that could be changed")
    consultation = _in_preparation(actor, consultation)
    for name, value in fields.items():
        setattr(consultation, name, value)
    _save(consultation)
    journal.record(
        actor=actor, verb="consultations.change", target=consultation, data={"fields": sorted(fields)}
    )
    return consultation


@transaction.atomic
def add_items(
    *,
    actor: User | None,
    consultation: Consultation,
    gaps: Collection[Gap] = (),
    measures: Collection[Measure] = (),
) -> list[Item]:
    """Gaps and measures of the same programme that are not begun; those already there stay."""
    consultation = _in_preparation(actor, consultation)
    if not gaps and not measures:
        raise Refused(_("Choose at least one gap or measure."))
    subjects: list[Gap | Measure] = [*gaps, *measures]
    for each in subjects:
        if each.programme_id != consultation.programme_id:
            raise Refused(_("%(what)s is of another programme.") % {"what": each})
        if each.state not in ASKABLE:
            raise Refused(_("%(what)s is past consultation.") % {"what": each})
    there = list(consultation.items.all())
    there_gaps, there_measures = {each.gap_id for each in there}, {each.measure_id for each in there}
    new = [Item(consultation=consultation, gap=gap) for gap in gaps if gap.pk not in there_gaps]
    new += [
        Item(consultation=consultation, measure=each) for each in measures if each.pk not in there_measures
    ]
    added = Item.objects.bulk_create(new)
    data = {"gaps": [gap.pk for gap in gaps], "measures": [measure.pk for measure in measures]}
    journal.record(actor=actor, verb="consultations.add_items", target=consultation, data=data)
    return added


@transaction.atomic
def remove_item(*, actor: User | None, item: Item) -> Consultation:
    consultation = _in_preparation(actor, item.consultation)
    data = {"gap": item.gap_id, "measure": item.measure_id}
    item.delete()
    journal.record(actor=actor, verb="consultations.remove_item", target=consultation, data=data)
    return consultation


@transaction.atomic
def invite(
    *,
    actor: User | None,
    consultation: Consultation,
    organisations: Collection[Organisation],
    mandate: str = "",
) -> list[Stakeholder]:
    """Put organisations on the list; they are told when the round opens. Those already there stay."""
    consultation = _in_preparation(actor, consultation)
    if not organisations:
        raise Refused(_("Choose at least one organisation."), field="organisations")
    there = set(consultation.stakeholders.values_list("organisation_id", flat=True))
    new = [
        Stakeholder(consultation=consultation, organisation=each, mandate=mandate)
        for each in organisations
        if each.pk not in there
    ]
    for stakeholder in new:
        stakeholder.full_clean()
    added = Stakeholder.objects.bulk_create(new)
    data = {"organisations": [each.organisation_id for each in added]}
    journal.record(actor=actor, verb="consultations.invite", target=consultation, data=data)
    return added


@transaction.atomic
def uninvite(*, actor: User | None, stakeholder: Stakeholder) -> Consultation:
    consultation = _in_preparation(actor, stakeholder.consultation)
    data = {"organisation": stakeholder.organisation_id}
    stakeholder.delete()
    journal.record(actor=actor, verb="consultations.uninvite", target=consultation, data=data)
    return consultation


# --- opening -------------------------------------------------------------------------------------


@transaction.atomic
def open_consultation(*, actor: User | None, consultation: Consultation) -> Consultation:
    """Fix the texts, put draft gaps into consultation, write to the invited.

    Refused without items or stakeholders, with a closing date in the past, with a gap that lacks
    evidence, cause or clause, and with anything that another open round asks about.
    """
    permit(actor, "consultations.change_consultation", consultation)
    items = items_of(consultation)
    if consultation.state == "draft":
        _check_prepared(consultation, items)
    CONSULTATION.move(consultation, "open", actor=actor)
    for item in items:
        if item.gap and item.gap.state == "draft":
            gap_steps.submit(actor=actor, gap=item.gap)
        item.text = frozen(item)
    Item.objects.bulk_update(items, ["text"])
    told = letters.tell_invited(consultation)
    journal.record(
        actor=actor,
        verb="consultations.open",
        target=consultation,
        data={
            "gaps": [item.gap_id for item in items if item.gap_id],
            "measures": [item.measure_id for item in items if item.measure_id],
            "texts": [item.text["sha256"] for item in items],
            "letters": told,
        },
    )
    return consultation


def _check_prepared(consultation: Consultation, items: list[Item]) -> None:
    if not items:
        raise Refused(_("Say first what is asked: add at least one gap or measure."))
    if not consultation.stakeholders.exists():
        raise Refused(_("Invite at least one organisation first."))
    if consultation.closes_on < timezone.localdate():
        raise Refused(_("The closing date is past. Choose a later one first."))
    for item in items:
        if item.gap and item.gap.state == "draft" and (lacking := gap_steps.what_lacks(item.gap)):
            raise Refused(lacking)
        subject = item.gap or item.measure
        if subject.state not in ASKABLE:  # type: ignore[union-attr]
            raise Refused(_("%(what)s is past consultation. Take it off the list.") % {"what": subject})
        if other := round_of(subject):
            raise Refused(
                _("%(what)s is already asked about in “%(round)s”.") % {"what": subject, "round": other}
            )


# --- answering -----------------------------------------------------------------------------------


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
    consultation = _locked(consultation)
    stakeholder = _spoken_for(actor, consultation, organisation)
    _check_open(consultation)
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
    consultation = _locked(item.consultation)
    stakeholder = _spoken_for(actor, consultation, organisation)
    _check_open(consultation)
    comment = Comment(item=item, stakeholder=stakeholder, text=text, language=language, made_by=actor)
    comment.full_clean()
    comment.save()
    data = {"comment": comment.pk, "item": item.pk, "organisation": organisation.pk}
    journal.record(actor=actor, verb="consultations.comment", target=consultation, data=data)
    return comment


@transaction.atomic
def answer_comment(*, actor: User | None, comment: Comment, outcome: str, answer: str) -> Comment:
    consultation = _answering(actor, comment.item.consultation)
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
    consultation = _answering(actor, position.stakeholder.consultation)
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


# --- closing -------------------------------------------------------------------------------------


@transaction.atomic
def close_with_agreement(*, actor: User, consultation: Consultation, reason: str) -> Agreement:
    """Write down what was agreed, for good; `reason` is the outcome in a few sentences.

    Refused before the closing date while somebody invited has taken no position, with comments
    unanswered, with quorum missed, and where the decision rule does not hold.
    """
    permit(actor, "consultations.change_consultation", consultation)
    _locked(consultation)
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
    for item in items:
        if frozen(item) != item.text:
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
    gaps = [item.gap for item in items_of(consultation) if item.gap and item.gap.state == "in_consultation"]
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


# --- small parts ---------------------------------------------------------------------------------


def _save(consultation: Consultation) -> None:
    if consultation.opens_on and consultation.closes_on and consultation.closes_on < consultation.opens_on:
        raise Refused(_("It closes before it opens. Check both dates."), field="closes_on")
    consultation.full_clean()
    consultation.save()


def _locked(consultation: Consultation) -> Consultation:
    return Consultation.objects.select_for_update().get(pk=consultation.pk)


def _in_preparation(actor: User | None, consultation: Consultation) -> Consultation:
    permit(actor, "consultations.change_consultation", consultation)
    consultation = _locked(consultation)
    if consultation.state != "draft":
        raise Refused(_("This round is open or closed: what is asked, and who is asked, stays as it is."))
    return consultation


def _answering(actor: User | None, consultation: Consultation) -> Consultation:
    permit(actor, "consultations.change_consultation", consultation)
    consultation = _locked(consultation)
    if consultation.state != "open":
        raise Refused(_("This round is not open: nothing more is answered."))
    return consultation


def _spoken_for(actor: User, consultation: Consultation, organisation: Organisation) -> Stakeholder:
    """The organisation's place at the table, locked; Forbidden without one, or when another speaks for it."""
    stakeholder = consultation.stakeholders.select_for_update().filter(organisation=organisation).first()
    if stakeholder is None or organisation.pk not in speaks_for(actor):
        raise Forbidden(f"{actor.pk} does not speak for {organisation.pk} in consultation {consultation.pk}")
    return stakeholder


def _check_open(consultation: Consultation) -> None:
    today = timezone.localdate()
    if consultation.state != "open" or today > consultation.closes_on:
        raise Refused(_("This round is not open: no positions or comments are taken."))
    if today < consultation.opens_on:
        raise Refused(
            _("Positions and comments are taken from %(day)s on.")
            % {"day": date_format(consultation.opens_on)}
        )
