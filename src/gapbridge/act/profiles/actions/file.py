"""What an organisation writes into its own file: itself, its officers, accounts and past projects."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gapbridge.act.profiles.models import Accounts, Officer, PastProject, Profile
from gapbridge.act.profiles.names import hash_of, key_of
from gapbridge.act.profiles.queries import profile_of
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.fields import keyed_hash
from gapbridge.base.folding import words_of
from gapbridge.base.uploads import CheckedUpload, store
from gapbridge.people.models import Organisation, User

KEEP = "profiles.keep_file"
FACTS = frozenset(
    {
        "legal_address",
        "postal_address",
        "phone",
        "email",
        "tax_number",
        "mission",
        "language",
        "staff",
        "volunteers",
    }
)
PERSON = frozenset({"name", "position", "since", "until"})
PROJECT = frozenset(
    {
        "title",
        "donor",
        "amount",
        "currency",
        "starts_on",
        "ends_on",
        "place",
        "theme",
        "description",
        "language",
    }
)


@transaction.atomic
def change_profile(*, actor: User | None, organisation: Organisation, **facts: Any) -> Profile:
    """Change what is named (see FACTS), leave the rest."""
    permit(actor, KEEP, organisation)
    profile = profile_of(organisation)
    put(profile, facts, FACTS)
    profile.address_hash = address_hash(profile.legal_address)
    profile.full_clean()
    profile.save()
    _note(actor, "change_profile", organisation, fields=sorted(facts))
    return profile


def address_hash(address: str) -> str:
    """The same for an address however it is spaced, capitalised and punctuated; "" without one."""
    words = words_of(address)
    return keyed_hash(" ".join(words), "profiles.address") if words else ""


def put(row: Any, facts: dict[str, Any], known: Collection[str]) -> None:
    """Set attributes; ValueError for a name that is none of the known ones."""
    if unknown := facts.keys() - set(known):
        raise ValueError(f"no such facts: {', '.join(sorted(unknown))}")
    for name, value in facts.items():
        setattr(row, name, value)


def _note(actor: User | None, verb: str, organisation: Organisation, **data: Any) -> None:
    journal.record(actor=actor, verb=f"profiles.{verb}", target=organisation, data=data)


# --- officers ------------------------------------------------------------------------------------


@transaction.atomic
def add_officer(
    *,
    actor: User | None,
    organisation: Organisation,
    name: str,
    position: str,
    since: date | None = None,
    until: date | None = None,
) -> Officer:
    """Name a member of the board or a director. Refuses one who stands there already."""
    permit(actor, KEEP, organisation)
    officer = Officer(profile=profile_of(organisation))
    _write_officer(officer, {"name": name, "position": position, "since": since, "until": until})
    _note(actor, "add_officer", organisation, officer=officer.pk)
    return officer


@transaction.atomic
def change_officer(*, actor: User | None, officer: Officer, **facts: Any) -> Officer:
    """Change what is named of name, position, since and until. A new name has to be screened again."""
    organisation = officer.profile.organisation
    permit(actor, KEEP, organisation)
    _write_officer(officer, facts)
    _note(actor, "change_officer", organisation, officer=officer.pk, fields=sorted(facts))
    return officer


@transaction.atomic
def end_officer(*, actor: User | None, officer: Officer, until: date | None = None) -> Officer:
    """The person has left; by default today."""
    organisation = officer.profile.organisation
    permit(actor, KEEP, organisation)
    until = until or localdate()
    if until > localdate():
        raise Refused(_("This day has not come yet."), field="until")
    _write_officer(officer, {"until": until})
    _note(actor, "end_officer", organisation, officer=officer.pk)
    return officer


def _write_officer(officer: Officer, facts: dict[str, Any]) -> None:
    put(officer, facts, PERSON)
    officer.name = " ".join(officer.name.split())
    if not key_of(officer.name):
        raise Refused(_("Enter the name."), field="name")
    if officer.since and officer.since > localdate():
        raise Refused(_("This day has not come yet."), field="since")
    if officer.since and officer.until and officer.until < officer.since:
        raise Refused(_("The end comes before the beginning."), field="until")
    officer.name_hash = hash_of(officer.name)
    officer.full_clean()
    same = Officer.objects.current().filter(
        profile_id=officer.profile_id, name_hash=officer.name_hash, position=officer.position
    )
    if officer.until is None and same.exclude(pk=officer.pk).exists():
        raise Refused(_("This person stands here already."), field="name")
    officer.save()


# --- accounts and past projects ------------------------------------------------------------------


@transaction.atomic
def keep_accounts(
    *,
    actor: User | None,
    organisation: Organisation,
    year: int,
    income: Decimal,
    expenditure: Decimal,
    currency: str = "AZN",
    audited: bool = False,
    file: CheckedUpload | None = None,
) -> Accounts:
    """What came in and went out in a year: entered, or corrected where the year is there already."""
    permit(actor, KEEP, organisation)
    if year > localdate().year:
        raise Refused(_("This year has not come yet."), field="year")
    profile = profile_of(organisation)
    accounts = Accounts.objects.filter(profile=profile, year=year).first() or Accounts(
        profile=profile, year=year
    )
    accounts.income, accounts.expenditure = income, expenditure
    accounts.currency, accounts.audited = currency.upper(), audited
    accounts.full_clean()
    accounts.save()
    if file is not None:
        store(file, actor=actor, owner=accounts, sealed=True)
    _note(actor, "keep_accounts", organisation, year=year, file=file is not None)
    return accounts


@transaction.atomic
def add_past_project(*, actor: User | None, organisation: Organisation, **facts: Any) -> PastProject:
    """Describe a project that the organisation carried out (see PROJECT)."""
    permit(actor, KEEP, organisation)
    project = PastProject(profile=profile_of(organisation))
    _write_project(project, facts)
    _note(actor, "add_past_project", organisation, project=project.pk)
    return project


@transaction.atomic
def change_past_project(*, actor: User | None, project: PastProject, **facts: Any) -> PastProject:
    organisation = project.profile.organisation
    permit(actor, KEEP, organisation)
    _write_project(project, facts)
    _note(actor, "change_past_project", organisation, project=project.pk, fields=sorted(facts))
    return project


@transaction.atomic
def remove_past_project(*, actor: User | None, project: PastProject) -> Organisation:
    organisation = project.profile.organisation
    permit(actor, KEEP, organisation)
    _note(actor, "remove_past_project", organisation, project=project.pk)
    project.delete()
    return organisation


def _write_project(project: PastProject, facts: dict[str, Any]) -> None:
    put(project, facts, PROJECT)
    project.currency = project.currency.upper()
    project.full_clean()
    if project.ends_on and project.ends_on < project.starts_on:
        raise Refused(_("The end comes before the beginning."), field="ends_on")
    project.save()
