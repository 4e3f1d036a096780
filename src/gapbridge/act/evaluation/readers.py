"""To whom applications are open for evaluation, and to whom they are closed: entered in applications.readers."""

from typing import Any

from django.db.models import Q

from gapbridge.act.applications.models import Application
from gapbridge.act.applications.readers import NONE
from gapbridge.people.roles import Role
from gapbridge.programmes.standing import standing

from .models import LIVE, Assignment, Declaration, closed_to

__all__ = ["closed_to", "countable", "judged_by", "open_to"]


def open_to(user: Any) -> Q:
    """Given to this evaluator in a step that has begun, after the declaration of impartiality in its call."""
    programmes = standing(user).programmes_with(Role.EVALUATOR)
    if not programmes:
        return NONE
    own = Assignment._base_manager.filter(
        evaluator_id=user.pk,
        state__in=LIVE,
        call_step__call__intervention__programme_id__in=programmes,
        call_step__call__in=Declaration.objects.filter(user_id=user.pk).values("call_id"),
    )
    begun = own.exclude(call_step__state="waiting").order_by()
    return Q(pk__in=begun.values("application_id"))


def countable(user: Any) -> Any:
    """For sums and counts where the right to the page is checked already: all, drafts too, but what a conflict of
    interest closes to the reader. Only their ids."""
    return Application._base_manager.exclude(closed_to(user)).order_by().values("pk")


def judged_by(user: Any) -> Any:
    """What the reader may see as one who judges: never their own organisation's, which they see as its writers."""
    return Application.objects.visible_to(user).exclude(closed_to(user))
