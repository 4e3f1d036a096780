"""The organisations' own files: what each applicant keeps about itself, and the office's check of it."""

from datetime import date
from decimal import Decimal
from typing import Any

from gapbridge.act.profiles import actions as profiles
from gapbridge.demo.bridge.tale import Tale
from gapbridge.demo.clock import telling

from .words import APPLICANTS, example_page

TOLD = date(2022, 5, 9)
DOCUMENTS = (("statutes", "Statutes"), ("registration", "Extract of the register"))


def tell(tale: Tale) -> None:
    """Whoever applies has a file with two years of accounts; the registered documents are those of the first ones."""
    statutes = [(kind, example_page(title)) for kind, title in DOCUMENTS]
    with telling(TOLD):
        for number in range(1, APPLICANTS + 11):
            _file(tale, number, f"cso_{number:02}", statutes)


def _file(tale: Tale, number: int, key: str, documents: list[Any]) -> None:
    actor, organisation = tale.speaker_of(key), tale.org(key)
    profiles.change_profile(
        actor=actor,
        organisation=organisation,
        legal_address=f"{number} Example Street, {organisation.city or 'Barda'}",
        email=f"{key}@example.org",
        staff=2 + number % 7,
        volunteers=5 + number % 23,
    )
    for year, more in ((2020, 0), (2021, 4000)):
        income = Decimal(14_000 + 1_000 * (number % 9) + more)
        profiles.keep_accounts(
            actor=actor, organisation=organisation, year=year, income=income, expenditure=income - 500,
            currency="EUR", audited=number % 3 == 0,
        )  # fmt: skip
    for kind, upload in documents:
        profiles.add_document(
            actor=actor, organisation=organisation, kind=kind, upload=upload, issued_on=date(2019, 3, 4)
        )
