"""The audit file is handed over."""

from django.db import transaction
from django.utils import timezone

from gapbridge.act.grants.models import Grant, Handover
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.people.models import User

from .common import said


@transaction.atomic
def hand_over_audit_file(*, actor: User, grant: Grant, purpose: str, files: int) -> Handover:
    """Note who takes the audit file, for whom and why. It is made as it is sent and kept nowhere: nothing expires."""
    permit(actor, "grants.hand_over_audit_file", grant)
    handover = Handover.objects.create(
        grant=grant, made_by=actor, made_at=timezone.now(), purpose=said(purpose, "purpose"), files=files
    )
    journal.record(
        actor=actor,
        verb="grants.hand_over_audit_file",
        target=grant,
        data={"handover": handover.pk, "files": files},
    )
    return handover
