"""What an organisation's file holds, and what is missing in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gapbridge.act.profiles.models import Accounts, BankAccount, Document, Officer, PastProject, Profile
from gapbridge.base.models import StoredFile
from gapbridge.people.models import Organisation

POLICIES = (Document.Kind.SAFEGUARDING, Document.Kind.ANTI_FRAUD)


def profile_of(organisation: Organisation) -> Profile:
    """The organisation's file; an empty one is opened when it is first needed."""
    profile, _made = Profile.objects.get_or_create(organisation=organisation)
    profile.organisation = organisation
    return profile


def income_of(organisation: Organisation, years: Collection[int] | None = None) -> dict[int, Decimal | None]:
    """Year → income in the currency of that year's accounts; None for a year that is not in the file.

    Without `years`: those that are there.
    """
    rows = Accounts.objects.filter(profile_id=organisation.pk)
    if years is not None:
        rows = rows.filter(year__in=list(years))
    known: dict[int, Decimal | None] = dict(rows.values_list("year", "income"))
    return known if years is None else {year: known.get(year) for year in years}


def valid_documents(organisation: Organisation, on: date | None = None) -> set[str]:
    """Kinds of which the file holds a document that is valid on the day (by default today)."""
    valid = Document.objects.valid(on or localdate()).filter(organisation=organisation)
    return set(valid.order_by().values_list("kind", flat=True))


class Part(NamedTuple):
    """One part of the file: whether it is there, and what it is needed for."""

    key: str
    label: str
    done: bool
    url: str


def needed_for(key: str) -> str:
    """What a part of the file is needed for."""
    return {
        "registration": _("Every call asks how long an organisation is registered, and where."),
        "contact": _("Letters and agreements go there."),
        "mission": _("Evaluators read it first."),
        "statutes": _("The check before the first grant asks for them."),
        "certificate": _("The check before the first grant asks for it."),
        "officers": _("They are held against sanctions lists before money is paid, and nothing else."),
        "bank": _("Without it a grant can't be paid. Few people see it, and each look is recorded."),
        "accounts": _("Many calls allow a share of last year's income and no more."),
        "tax": _("The agreement asks for it."),
        "projects": _("Evaluators score experience by it."),
        "policies": _("Without them a check is passed with conditions at best."),
    }.get(key, "")


def completeness(organisation: Organisation) -> list[Part]:
    """The parts of the file in the order in which they are best filled in: (key, label, done, url)."""
    profile = profile_of(organisation)
    kinds = valid_documents(organisation)
    last_year = localdate().year - 1
    accounts = Accounts.objects.filter(profile=profile, year__gte=last_year - 1)
    done = {
        "registration": bool(organisation.registration_number and organisation.registered_on),
        "contact": bool(profile.legal_address and (profile.phone or profile.email)),
        "mission": bool(profile.mission),
        "statutes": Document.Kind.STATUTES in kinds,
        "certificate": Document.Kind.REGISTRATION in kinds,
        "officers": Officer.objects.current().filter(profile=profile).exists(),
        "bank": BankAccount.objects.filter(profile=profile, ended_at=None).exists(),
        "accounts": accounts.exists(),
        "tax": bool(profile.tax_number),
        "projects": PastProject.objects.filter(profile=profile).exists(),
        "policies": kinds.issuperset(POLICIES),
    }
    return [Part(key, label, done[key], url) for key, label, url in _parts(organisation)]


def _parts(organisation: Organisation) -> list[tuple[str, str, str]]:
    def at(name: str) -> str:
        return reverse(f"profiles:{name}", args=[organisation.pk])

    def document(kind: str) -> str:
        return f"{at('new_document')}?kind={kind}"

    kinds = Document.Kind
    return [
        ("registration", _("Registration"), reverse("people:edit_organisation", args=[organisation.pk])),
        ("contact", _("Address and telephone"), at("edit")),
        ("mission", _("What the organisation is for"), at("edit")),
        ("statutes", _("Statutes"), document(kinds.STATUTES)),
        ("certificate", _("Certificate of registration"), document(kinds.REGISTRATION)),
        ("officers", _("Board and director"), at("new_officer")),
        ("bank", _("Bank account"), at("new_bank_account")),
        ("accounts", _("Accounts of the last years"), at("new_accounts")),
        ("tax", _("Tax number"), at("edit")),
        ("projects", _("Past projects"), at("new_project")),
        ("policies", _("Policies against abuse and fraud"), document(kinds.SAFEGUARDING)),
    ]


@dataclass(frozen=True)
class Paper:
    """A document or a year's accounts with its files."""

    row: Any
    files: list[StoredFile]


def with_files(rows: list[Any]) -> list[Paper]:
    """Each row with the files kept for it, in one query for all."""
    if not rows:
        return []
    stored = StoredFile.objects.filter(
        owner_type=rows[0]._meta.label_lower, owner_id__in=[row.pk for row in rows]
    )
    by_owner: dict[int, list[StoredFile]] = {}
    for each in stored.order_by("uploaded_at", "pk"):
        by_owner.setdefault(each.owner_id, []).append(each)
    return [Paper(row, by_owner.get(row.pk, [])) for row in rows]
