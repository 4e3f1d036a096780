"""What several pages of this app have in common."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.plans.models import Plan
from gapbridge.base.listing import Column

MEASURE_COLUMNS = (
    Column("code", _("Code"), sort="code", link=True),
    Column("title", _("Measure"), sort="title", link=True),
    Column(
        "gaps", _("Gaps"), value=lambda measure: ", ".join(gap.code for gap in measure.gaps.all()) or None
    ),
    Column("responsible", _("Responsible"), sort="responsible__name"),
    Column("due_on", _("By"), sort="due_on", kind="date"),
    Column("cost", _("Cost"), sort="cost", kind="number"),
    Column("plan", _("Plan"), sort="plan__title"),
    Column("state", _("State"), sort="state", kind="badge"),
)


@dataclass(frozen=True)
class Tab:
    label: Any
    url: str
    is_here: bool


def tab_context(request: HttpRequest, plan: Plan, here: str) -> dict[str, Any]:
    """What every page of a plan shows around its content. `here` is the name of its address."""
    return {
        "plan": plan,
        "stage": "agree",
        "tabs": tabs_of(plan, request.user, here),
        "may_change": plan.state != "closed" and request.user.has_perm("plans.change_plan", plan),
    }


def tabs_of(plan: Plan, user: Any, here: str) -> list[Tab]:
    names = [
        ("plan", _("Overview")),
        ("board", _("Board")),
        ("timeline", _("Timeline")),
        ("matrix", _("Gaps and measures")),
    ]
    if plan.national_plan_id:
        names.append(("national", _("National plan")))
    if user.has_perm("plans.see_money", plan):
        names.append(("money", _("Money")))
    return [Tab(label, reverse(f"plans:{name}", args=[plan.pk]), name == here) for name, label in names]
