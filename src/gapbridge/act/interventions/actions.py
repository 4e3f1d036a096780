"""Writes. `write_intervention` and `edit_intervention` leave no entry: a kind's own action makes the one."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.agree.plans.models import Measure
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme

from .kinds import held_back, lack_of
from .lifecycle import INTERVENTION
from .models import Intervention

LISTS = ("measures", "topics", "places", "populations", "partners")
UNAGREED = {"proposed", "dropped"}


@transaction.atomic
def create_intervention(*, actor: User | None, programme: Programme, kind: str, **facts: Any) -> Intervention:
    """Plan an intervention that needs no record of its own. Shape of `facts`: README.md."""
    intervention = write_intervention(actor=actor, programme=programme, kind=kind, **facts)
    journal.record(
        actor=actor, verb="interventions.create_intervention", target=intervention, data={"kind": kind}
    )
    return intervention


@transaction.atomic
def change_intervention(*, actor: User | None, intervention: Intervention, **facts: Any) -> Intervention:
    """Change the facts that are named, leave the others."""
    edit_intervention(actor=actor, intervention=intervention, **facts)
    journal.record(
        actor=actor,
        verb="interventions.change_intervention",
        target=intervention,
        data={"changed": sorted(facts)},
    )
    return intervention


def write_intervention(*, actor: User | None, programme: Programme, kind: str, **facts: Any) -> Intervention:
    """Make the row without a journal entry: for a kind's own action, inside its transaction."""
    permit(actor, f"interventions.add_{kind}", programme)
    if programme.state == "closed":
        raise Refused(_("The programme is closed: nothing new is added to it."))
    return _write(Intervention(programme=programme, kind=kind), facts)


def edit_intervention(*, actor: User | None, intervention: Intervention, **facts: Any) -> Intervention:
    """Change the row without a journal entry: for a kind's own action, inside its transaction."""
    permit(actor, "interventions.change_intervention", intervention)
    return _write(intervention, facts)


def _write(intervention: Intervention, facts: dict[str, Any]) -> Intervention:
    lists = {name: list(facts.pop(name)) for name in LISTS if name in facts}
    for name, value in facts.items():
        setattr(intervention, name, value)
    intervention.code = (intervention.code or "").strip()
    _check(intervention, lists.get("measures", ()))
    # Only what was named: somebody may have moved its state meanwhile.
    intervention.save(update_fields=sorted({*facts, "code"}) if intervention.pk else None)
    for name, chosen in lists.items():
        getattr(intervention, name).set(chosen)
    return intervention


def _check(intervention: Intervention, measures: Iterable[Measure]) -> None:
    """Raise ValidationError for a field, Refused for what fields say only together."""
    intervention.clean_fields()
    if intervention.ends_on < intervention.starts_on:
        raise Refused(_("It can't end before it starts."), field="ends_on")
    programme_id = intervention.programme_id
    rivals = Intervention.objects.filter(programme_id=programme_id, code__iexact=intervention.code)
    if rivals.exclude(pk=intervention.pk).exists():
        raise Refused(_("Another intervention of this programme has this code."), field="code")
    if intervention.budget_line and intervention.budget_line.programme_id != programme_id:
        raise Refused(_("This budget line belongs to another programme."), field="budget_line")
    foreign = [measure.code for measure in measures if measure.programme_id != programme_id]
    if foreign:
        raise Refused(
            _("These measures belong to another programme: %(codes)s.") % {"codes": ", ".join(foreign)},
            field="measures",
        )


@transaction.atomic
def start_intervention(*, actor: User | None, intervention: Intervention) -> Intervention:
    """Say that it has begun. Refuses while a measure it carries out is not agreed; changes no measure."""
    permit(actor, "interventions.change_intervention", intervention)
    loose = intervention.measures.filter(state__in=UNAGREED).values_list("code", flat=True)
    if loose:
        raise Refused(
            _("It can't start: these measures are not agreed: %(codes)s.") % {"codes": ", ".join(loose)}
        )
    INTERVENTION.move(intervention, "start", actor=actor)
    journal.record(actor=actor, verb="interventions.start_intervention", target=intervention)
    return intervention


@transaction.atomic
def complete_intervention(*, actor: User | None, intervention: Intervention) -> Intervention:
    """Say that all is done. Refuses before its last day, and while its kind's record lacks what belongs to it."""
    permit(actor, "interventions.change_intervention", intervention)
    if intervention.ends_on > timezone.localdate():
        raise Refused(
            _("It ends on %(date)s. Change the last day first if it is over earlier.")
            % {"date": date_format(intervention.ends_on)}
        )
    if lack := lack_of(intervention):
        raise Refused(lack)
    INTERVENTION.move(intervention, "complete", actor=actor)
    journal.record(actor=actor, verb="interventions.complete_intervention", target=intervention)
    return intervention


@transaction.atomic
def cancel_intervention(*, actor: User | None, intervention: Intervention, reason: str) -> Intervention:
    """Give it up, saying why. Its records stay."""
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    INTERVENTION.move(intervention, "cancel", actor=actor)
    intervention.cancelled_because = reason.strip()
    intervention.save(update_fields=["cancelled_because"])
    journal.record(actor=actor, verb="interventions.cancel_intervention", target=intervention)
    return intervention


@transaction.atomic
def publish_intervention(*, actor: User | None, intervention: Intervention) -> Intervention:
    """Show it to everybody. Refuses while the programme itself is in preparation, or a kind's app holds it back."""
    permit(actor, "interventions.publish_intervention", intervention)
    if intervention.published_at:
        raise Refused(_("It is published already."))
    if intervention.programme.state == "draft":
        raise Refused(_("The programme is still in preparation. Start it first."))
    if reason := held_back(intervention):
        raise Refused(reason)
    intervention.published_at = timezone.now()
    intervention.save(update_fields=["published_at"])
    journal.record(actor=actor, verb="interventions.publish_intervention", target=intervention)
    return intervention


@transaction.atomic
def unpublish_intervention(*, actor: User | None, intervention: Intervention) -> Intervention:
    """Take it off the public site; who works in the programme still sees it."""
    permit(actor, "interventions.publish_intervention", intervention)
    if not intervention.published_at:
        raise Refused(_("It is not published."))
    intervention.published_at = None
    intervention.save(update_fields=["published_at"])
    journal.record(actor=actor, verb="interventions.unpublish_intervention", target=intervention)
    return intervention
