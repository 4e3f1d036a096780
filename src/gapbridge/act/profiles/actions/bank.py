"""Where money is sent. Numbers are encrypted, and an officer's look leaves an entry with its reason."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.profiles import iban as numbers
from gapbridge.act.profiles.models import BankAccount, Document
from gapbridge.act.profiles.queries import profile_of
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.fields import keyed_hash
from gapbridge.base.uploads import CheckedUpload
from gapbridge.people.models import Organisation, User

from .documents import write_document

KEEP = "profiles.keep_bank_details"
LONGEST_REASON = 300


@transaction.atomic
def add_bank_account(
    *,
    actor: User | None,
    organisation: Organisation,
    holder: str,
    bank: str,
    iban: str,
    currency: str = "AZN",
    letter: CheckedUpload | None = None,
) -> BankAccount:
    """Keep an account. Refuses a number that is no IBAN, and one that is in use here already."""
    permit(actor, KEEP, organisation)
    number = checked_iban(iban)
    account = BankAccount(
        profile=profile_of(organisation), holder=holder.strip(), bank=bank.strip(), currency=currency.upper()
    )
    account.iban, account.iban_hash = number, keyed_hash(number, "profiles.iban")
    account.full_clean()
    same = BankAccount.objects.filter(
        profile=account.profile, iban_hash=account.iban_hash, ended_at=None, currency=account.currency
    )
    if same.exists():
        raise Refused(_("This account is in the file already."), field="iban")
    if letter is not None:
        account.letter = _letter(organisation, letter, actor)
    account.save()
    _note(actor, "add_bank_account", account, confirmed=account.confirmed)
    return account


@transaction.atomic
def confirm_bank_account(*, actor: User | None, account: BankAccount, letter: CheckedUpload) -> BankAccount:
    """Add the letter in which the bank says whose account it is."""
    organisation = account.profile.organisation
    permit(actor, KEEP, organisation)
    if account.ended_at is not None:
        raise Refused(_("This account is not in use any more."))
    account.letter = _letter(organisation, letter, actor)
    account.save(update_fields=["letter"])
    _note(actor, "confirm_bank_account", account)
    return account


@transaction.atomic
def end_bank_account(*, actor: User | None, account: BankAccount) -> BankAccount:
    """The account is used no more. It stays, so that what was paid to it can be explained."""
    permit(actor, KEEP, account.profile.organisation)
    if account.ended_at is not None:
        raise Refused(_("This account is not in use any more."))
    account.ended_at = timezone.now()
    account.save(update_fields=["ended_at"])
    _note(actor, "end_bank_account", account)
    return account


@transaction.atomic
def look_at_bank_details(*, actor: User, organisation: Organisation, reason: str = "") -> list[BankAccount]:
    """The accounts in use with their numbers. An officer's look leaves an entry, and is refused without a reason."""
    permit(actor, "profiles.see_bank_details", organisation)
    if not actor.has_perm(KEEP, organisation):
        if not reason.strip():
            raise Refused(_("Say why you need to know."), field="reason")
        journal.record(
            actor=actor,
            verb="profiles.look_at_bank_details",
            target=organisation,
            data={"reason": reason.strip()[:LONGEST_REASON]},
        )
    return list(BankAccount.objects.filter(profile_id=organisation.pk, ended_at=None))


def checked_iban(text: str) -> str:
    """The number in its plain form; raises Refused that says what is wrong with it."""
    number = numbers.plain(text)
    if fault := numbers.fault_of(number):
        raise Refused(_fault(fault, number), field="iban")
    return number


def _fault(fault: str, number: str) -> str:
    if fault == "shape":
        return _(
            "An IBAN begins with two letters and two digits, such as AZ21. Copy it from the bank's paper."
        )
    if fault == "country":
        return _("No IBAN begins with %(country)s. Copy it from the bank's paper.") % {"country": number[:2]}
    if fault == "length":
        return _(
            "An IBAN that begins with %(country)s has %(right)s signs; this one has %(found)s. "
            "Copy it from the bank's paper."
        ) % {"country": number[:2], "right": numbers.LENGTHS[number[:2]], "found": len(number)}
    return _("The check digits of this IBAN are wrong: a sign is mistyped or two are swapped.")


def _letter(organisation: Organisation, upload: CheckedUpload, actor: User | None) -> Document:
    return write_document(organisation, upload, actor, {"kind": Document.Kind.BANK_LETTER})


def _note(actor: User | None, verb: str, account: BankAccount, **data: Any) -> None:
    data = {"account": account.pk, **data}
    journal.record(actor=actor, verb=f"profiles.{verb}", target=account.profile.organisation, data=data)
