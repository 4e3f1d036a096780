"""Preparing a consultation, up to its opening, which fixes the texts."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.agree.consultations import letters
from gapbridge.agree.consultations.lifecycle import CONSULTATION
from gapbridge.agree.consultations.models import Consultation, Item, QuorumOfKind, Stakeholder, Version
from gapbridge.agree.consultations.queries import (
    ASKABLE,
    items_of,
    kinds_asked,
    round_of,
)
from gapbridge.agree.consultations.texts import frozen
from gapbridge.agree.gaps import actions as gap_steps
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans import actions as plan_steps
from gapbridge.agree.plans.models import Measure
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Programme

from .parts import answering, in_preparation, save

FIELDS = frozenset({"title", "intro", "language", "opens_on", "closes_on", "rule", "quorum"})


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
    save(consultation)
    journal.record(actor=actor, verb="consultations.create", target=consultation)
    return consultation


@transaction.atomic
def change_consultation(*, actor: User | None, consultation: Consultation, **fields: Any) -> Consultation:
    """`fields` are those of FIELDS; what is left out stays. Refused once the round is open."""
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"a consultation has no {', '.join(sorted(unknown))} that could be changed")
    consultation = in_preparation(actor, consultation)
    for name, value in fields.items():
        setattr(consultation, name, value)
    save(consultation)
    journal.record(
        actor=actor, verb="consultations.change", target=consultation, data={"fields": sorted(fields)}
    )
    return consultation


@transaction.atomic
def set_quorums(
    *, actor: User | None, consultation: Consultation, quorums: Mapping[str, int | None]
) -> Consultation:
    """Quorum by kind of stakeholder, in percent of the invited of that kind; None: only the quorum of all holds.

    Kinds that are left out stay as they are. Refused for a kind of which nobody is invited, and once the round is open.
    """
    consultation = in_preparation(actor, consultation)
    asked = kinds_asked(consultation)
    for kind, percent in quorums.items():
        if percent is not None and kind not in asked:
            raise Refused(_("Nobody of this kind is invited."), field=kind)
        if percent is not None and not 1 <= percent <= 100:
            raise Refused(_("Give a share from 1 to 100, or leave it empty."), field=kind)
    consultation.quorums.filter(kind__in=quorums).delete()
    QuorumOfKind.objects.bulk_create(
        QuorumOfKind(consultation=consultation, kind=kind, percent=percent)
        for kind, percent in sorted(quorums.items())
        if percent is not None
    )
    data = {"quorums": dict(sorted(quorums.items()))}
    journal.record(actor=actor, verb="consultations.set_quorums", target=consultation, data=data)
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
    consultation = in_preparation(actor, consultation)
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
    consultation = in_preparation(actor, item.consultation)
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
    consultation = in_preparation(actor, consultation)
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
    consultation = in_preparation(actor, stakeholder.consultation)
    data = {"organisation": stakeholder.organisation_id, "group": stakeholder.group_id}
    stakeholder.delete()
    consultation.quorums.exclude(kind__in=kinds_asked(consultation)).delete()
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
    plan_steps.take_up([item.measure for item in items if item.measure])
    _first_edition(actor, consultation, items)
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


def _first_edition(actor: User | None, consultation: Consultation, items: list[Item]) -> None:
    consultation.edition = 1
    consultation.save(update_fields=["edition"])
    Item.objects.bulk_update(items, ["text"])
    now = timezone.now()
    Version.objects.bulk_create(
        Version(item=each, number=1, edition=1, text=each.text, made_by=actor, made_at=now) for each in items
    )


def _check_prepared(consultation: Consultation, items: list[Item]) -> None:
    if not items:
        raise Refused(_("Say first what is asked: add at least one gap or measure."))
    if not consultation.stakeholders.exists():
        raise Refused(_("Invite at least one organisation or group first."))
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


# --- while it is open ----------------------------------------------------------------------------


@transaction.atomic
def extend_consultation(
    *, actor: User | None, consultation: Consultation, closes_on: date, reason: str
) -> Consultation:
    """Give everybody more time; all are told. Only to a later day, also when the last one has just passed."""
    consultation = answering(actor, consultation)
    before = consultation.closes_on
    if closes_on <= before:
        raise Refused(_("A round is only made longer: choose a later day."), field="closes_on")
    if closes_on < timezone.localdate():
        raise Refused(_("This day is past. Choose a later one."), field="closes_on")
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    consultation.closes_on = closes_on
    consultation._change_reason = reason.strip()  # type: ignore[attr-defined]
    save(consultation)
    data = {
        "from": before.isoformat(),
        "to": closes_on.isoformat(),
        "letters": letters.tell_moved(consultation, reason.strip()),
    }
    journal.record(actor=actor, verb="consultations.extend", target=consultation, data=data)
    return consultation
