"""Who may run a grant, and who reports on it."""

from typing import Any

import rules

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation.models import closed_to
from gapbridge.people.roles import Role
from gapbridge.programmes.rules import holds
from gapbridge.programmes.rules import is_grants_officer as holds_grants
from gapbridge.programmes.rules import is_monitoring_officer as holds_monitoring
from gapbridge.programmes.standing import standing

from .models import INSIDERS, Grant, Payment


def grant_of(obj: Any) -> Grant | None:
    """The grant that a row belongs to, through its report, visit, instalment or agreement."""
    while obj is not None and not isinstance(obj, Grant):
        obj = next(
            (
                getattr(obj, name)
                for name in ("grant", "report", "visit", "instalment", "agreement")
                if hasattr(obj, name)
            ),
            None,
        )
    return obj


@rules.predicate
def is_grantee(user: Any, obj: Any = None) -> bool:
    """Staff of the organisation that was given the grant."""
    grant = grant_of(obj)
    return grant is not None and standing(user).acts_for(grant.application.organisation_id, Role.CSO_STAFF)


@rules.predicate
def is_another_than_who_noted_it(user: Any, payment: Any = None) -> bool:
    return isinstance(payment, Payment) and payment.made_by_id != user.pk


@rules.predicate
def is_impartial(user: Any, obj: Any = None) -> bool:
    """No conflict of interest about the grant's application; of a programme as such there is none."""
    grant = grant_of(obj)
    if grant is None:
        return True
    return not Application._base_manager.filter(closed_to(user), pk=grant.application_id).exists()


is_insider = holds(*INSIDERS) & is_impartial
is_grants_officer = holds_grants & is_impartial
is_monitoring_officer = holds_monitoring & is_impartial
is_donor = holds(Role.DONOR) & is_impartial

rules.add_perm("grants.change_grant", is_grants_officer)
rules.add_perm("grants.confirm_payment", is_grants_officer & is_another_than_who_noted_it)
rules.add_perm("grants.see_inside", is_insider | is_grantee)
rules.add_perm("grants.visit_grant", is_monitoring_officer | is_grants_officer)
rules.add_perm("grants.report_on_grant", is_grantee)
rules.add_perm("grants.write_report", is_grantee)
rules.add_perm("grants.judge_report", is_grants_officer)
rules.add_perm("grants.ask_for_change", is_grantee | is_grants_officer)
rules.add_perm("grants.judge_change", is_grants_officer)
rules.add_perm("grants.see_ledger", is_insider)
rules.add_perm("grants.hand_over_audit_file", is_grants_officer | is_donor)
