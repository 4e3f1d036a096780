"""The demonstration's cast in the order of its story."""

from collections.abc import Iterable
from typing import Any

from .models import User

MAIN = {
    "listen": ("protection_officer", "community_member"),
    "agree": ("committee_official", "programme_officer"),
    "act": ("grants_officer", "applicant", "evaluator", "trainer", "logistician", "case_worker"),
    "prove": ("monitoring_officer",),
    "share": ("donor", "administrator"),
}
# They stand for whole groups of organisations in the story; nobody need be them.
FOR_MANY = (
    "cso_office", "branch_office", "third_evaluator", "fourth_evaluator", "fifth_evaluator", "sixth_evaluator",
)  # fmt: skip


def in_order_of_the_story(people: Iterable[User]) -> dict[str, Any]:
    """Whom to be first, one for each role with its stage; then the others, last those who act for many."""
    by_account = {person.account: person for person in people}
    main = [
        (stage, by_account.pop(account))
        for stage, accounts in MAIN.items()
        for account in accounts
        if account in by_account
    ]
    return {"main": main, "others": sorted(by_account.values(), key=lambda each: each.account in FOR_MANY)}
