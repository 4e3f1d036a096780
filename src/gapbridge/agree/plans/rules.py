"""Who may do what with plans, measures, their money and reports."""

from collections.abc import Callable
from typing import Any

import rules

from gapbridge.people.roles import OFFICERS, Role
from gapbridge.programmes.rules import is_programme_officer, is_protection_officer, programme_id_of
from gapbridge.programmes.standing import standing

# In these roles a person acts for an organisation that is responsible for a measure.
ACTING = (Role.OFFICIAL, Role.CSO_STAFF, Role.PROGRAMME_OFFICER)

# Later apps say here what keeps a measure as it is: `hold(measure)` gives the reason, or "" for none.
HOLDS: list[Callable[[Any], str]] = []
# Told of each measure that is carried over, with the row that goes on in its place: `heir(old, new)`.
HEIRS: list[Callable[[Any, Any], None]] = []


@rules.predicate
def acts_for_responsible(user: Any, measure: Any = None) -> bool:
    return measure is not None and standing(user).acts_for(measure.responsible_id, *ACTING)


@rules.predicate
def acts_for_reporter(user: Any, report: Any = None) -> bool:
    return report is not None and standing(user).acts_for(report.organisation_id, *ACTING)


@rules.predicate
def has_a_part(user: Any, obj: Any = None) -> bool:
    """Any role in the object's programme."""
    return bool(standing(user).roles_in.get(programme_id_of(obj) or 0))


@rules.predicate
def has_reported(user: Any, report: Any = None) -> bool:
    """Has written any version of the report, or speaks for the organisation whose report it is."""
    if report is None:
        return False
    others = standing(user).roles_for.get(report.organisation_id, frozenset()) - OFFICERS
    return bool(others) or report.by_id == user.pk or report.history.filter(by=user.pk).exists()


@rules.predicate
def is_shown_finished(user: Any, measure: Any = None) -> bool:
    """A verified report says so and shows it (as queries.shown_finished): before that no button offers to end it."""
    if measure is None:
        return False
    return measure.reports.filter(state="verified", stands="finished", evidence__isnull=False).exists()


rules.add_perm("plans.add_plan", is_protection_officer)
rules.add_perm("plans.change_plan", is_protection_officer)
rules.add_perm("plans.add_measure", is_protection_officer)
rules.add_perm("plans.change_measure", is_protection_officer)
rules.add_perm("plans.progress_measure", is_programme_officer | acts_for_responsible)
rules.add_perm("plans.change_funding", is_protection_officer)
rules.add_perm("plans.finish_measure", is_protection_officer & is_shown_finished)
rules.add_perm("plans.see_money", has_a_part)
# No button agrees: an agreement does, on behalf of everybody who took part in it.
rules.add_perm("plans.agree_measure", rules.always_deny)
rules.add_perm("plans.agree_plan", rules.always_deny)
rules.add_perm("plans.report_progress", is_protection_officer | acts_for_responsible)
rules.add_perm("plans.change_report", is_protection_officer | acts_for_reporter)
# Four eyes: another officer than the one who reported, and nobody who speaks for whom the report is about.
rules.add_perm("plans.verify_report", is_protection_officer & ~has_reported)


def hold_on(measure: Any) -> str:
    return next((reason for hold in HOLDS if (reason := hold(measure))), "")
