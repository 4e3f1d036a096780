"""Who may read the files of a grant."""

from typing import Any

from gapbridge.act.grants.models import Agreement
from gapbridge.base.models import StoredFile


def may_read_agreement(user: Any, stored: StoredFile) -> bool:
    return Agreement.objects.visible_to(user).filter(pk=stored.owner_id, signed_copy=stored).exists()


def may_read_receipt(user: Any, stored: StoredFile) -> bool:
    """A receipt of a report that was not sent is the grantee's alone."""
    from .lists import expenses_for

    return expenses_for(user).filter(pk=stored.owner_id, file=stored).exists()
