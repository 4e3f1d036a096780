from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import Organisation, User
from gapbridge.people.roles import Role

from .lifecycle import PROGRAMME
from .models import BudgetLine, Clause, Partner, Programme
from .standing import standing

LINKS = ("places", "populations", "topics", "frameworks")


@transaction.atomic
def create_programme(*, actor: User | None, lead: Organisation, **fields: Any) -> Programme:
    """A programme in preparation, led by an organisation that the actor administers.

    CSOs register themselves, so that they take part in programmes but lead none.
    """
    permit(actor, "programmes.add_programme")
    if not Organisation.objects.filter(pk=lead.pk).offices().exists():
        raise Refused(
            _("A civil society organisation or community group can't lead a programme."), field="lead"
        )
    if actor is not None and not standing(actor).acts_for(lead.pk, Role.ADMINISTRATOR):
        raise Refused(_("Choose an organisation that you administer."), field="lead")
    links = {name: fields.pop(name) for name in LINKS if name in fields}
    programme = Programme(**fields)
    _check_dates(programme.starts_on, programme.ends_on)
    programme.save()
    for name, values in links.items():
        getattr(programme, name).set(values)
    Partner.objects.create(programme=programme, organisation=lead, role=Partner.Role.LEAD)
    journal.record(actor=actor, verb="programmes.create", target=programme)
    return programme


@transaction.atomic
def change_programme(*, actor: User | None, programme: Programme, **fields: Any) -> Programme:
    permit(actor, "programmes.change_programme", programme)
    for name in LINKS:
        if name in fields:
            getattr(programme, name).set(fields.pop(name))
    for name, value in fields.items():
        setattr(programme, name, value)
    _check_dates(programme.starts_on, programme.ends_on)
    programme.save()
    journal.record(actor=actor, verb="programmes.change", target=programme, data={"fields": sorted(fields)})
    return programme


def _check_dates(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused(_("The end can't be before the start."), field="ends_on")


@transaction.atomic
def start_programme(*, actor: User | None, programme: Programme) -> Programme:
    PROGRAMME.move(programme, "start", actor=actor)
    journal.record(actor=actor, verb="programmes.start", target=programme)
    return programme


@transaction.atomic
def close_programme(*, actor: User | None, programme: Programme, reason: str) -> Programme:
    PROGRAMME.move(programme, "close", actor=actor)
    journal.record(actor=actor, verb="programmes.close", target=programme, data={"reason": reason})
    return programme


@transaction.atomic
def add_partner(
    *, actor: User | None, programme: Programme, organisation: Organisation, role: str
) -> Partner:
    permit(actor, "programmes.change_programme", programme)
    partner, created = Partner.objects.get_or_create(
        programme=programme, organisation=organisation, role=role
    )
    if not created:
        raise Refused(_("This organisation already has this part in the programme."), field="organisation")
    journal.record(
        actor=actor,
        verb="programmes.add_partner",
        target=programme,
        data={"partner": partner.pk, "role": role},
    )
    return partner


@transaction.atomic
def remove_partner(*, actor: User | None, partner: Partner) -> Programme:
    """Refuses the last organisation that leads."""
    programme = partner.programme
    permit(actor, "programmes.change_programme", programme)
    leads = programme.partners.filter(role=Partner.Role.LEAD).exclude(pk=partner.pk)
    if partner.role == Partner.Role.LEAD and not leads.exists():
        raise Refused(_("A programme keeps at least one organisation that leads it."))
    data = {"organisation": partner.organisation_id, "role": partner.role}
    partner.delete()
    journal.record(actor=actor, verb="programmes.remove_partner", target=programme, data=data)
    return programme


@transaction.atomic
def set_budget_line(
    *, actor: User | None, programme: Programme, code: str, title: str, amount: Decimal
) -> BudgetLine:
    """Add a budget line, or change the one with this code. Refuses a negative amount."""
    permit(actor, "programmes.change_programme", programme)
    if amount < 0:
        raise Refused(_("An amount can't be negative."), field="amount")
    line, _created = BudgetLine.objects.update_or_create(
        programme=programme, code=code, defaults={"title": title, "amount": amount}
    )
    journal.record(actor=actor, verb="programmes.set_budget_line", target=programme, data={"line": line.pk})
    return line


@transaction.atomic
def change_clause(*, actor: User | None, clause: Clause, **texts: str) -> Clause:
    """Edit the reference texts of a framework's clause in its languages."""
    permit(actor, "programmes.change_clause")
    for name, value in texts.items():
        setattr(clause, name, value)
    clause.save()
    journal.record(
        actor=actor, verb="programmes.change_clause", target=clause, data={"fields": sorted(texts)}
    )
    return clause
