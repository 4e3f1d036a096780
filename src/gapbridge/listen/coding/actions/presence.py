from django.utils import timezone

from gapbridge.base.access import permit
from gapbridge.listen.assessments.models import Session
from gapbridge.listen.coding.models import Presence
from gapbridge.people.models import User


def be_here(*, actor: User, session: Session, paragraph: int) -> None:
    """Say where this coder is. It changes nothing and is forgotten in half a minute: no journal entry."""
    permit(actor, "assessments.add_statement", session)
    Presence.objects.update_or_create(
        session=session, user=actor, defaults={"paragraph": paragraph, "seen_at": timezone.now()}
    )
