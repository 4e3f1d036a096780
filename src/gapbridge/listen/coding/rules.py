from typing import Any

import rules

from gapbridge.listen.assessments.models import Session
from gapbridge.programmes.rules import is_protection_officer

rules.add_perm("coding.change_themes", is_protection_officer)


def may_code(user: Any, session: Session) -> bool:
    """Whether this person may mark excerpts here, now."""
    return (
        session.state in {"held", "coded"}
        and session.withdrawn_at is None
        and session.assessment.state in {"planned", "collecting"}
        and user.has_perm("assessments.add_statement", session)
    )
