"""Partners as their pages show them, and what the call allows of them."""

from gapbridge.act.calls.models import Call, EligibilityRule


def most_co_applicants(call: Call) -> int | None:
    """How many co-applicants the call's rules allow; None where they say nothing."""
    rule = call.rules.filter(kind=EligibilityRule.Kind.CO_APPLICANTS).first()
    return rule.value if rule and isinstance(rule.value, int) else None
