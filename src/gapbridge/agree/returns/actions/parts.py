"""Small parts that the verbs share."""

from django.utils.translation import gettext as _

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.returns.queries import RETURNING
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import User


def lock(actor: User | None, perm: str, gap: Gap) -> Gap:
    """The gap as the database has it, locked; refused unless the actor may and its remedy has begun."""
    permit(actor, perm, gap)
    fresh = Gap.objects.select_for_update().get(pk=gap.pk)
    if refusal := why_not_now(fresh):
        raise Refused(refusal)
    return fresh


def why_not_now(gap: Gap) -> str:
    """Why nothing about the remedy is recorded; "" while it is."""
    if gap.state in RETURNING:
        return ""
    return _("Groups are asked again once the remedy has begun. Say first that it has.")
