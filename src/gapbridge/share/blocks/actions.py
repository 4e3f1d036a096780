"""What was filled in is kept for the organisation, changed and thrown away. The journal holds no word of it."""

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.people.models import Organisation, User
from gapbridge.share.library.models import Version

from .models import Filled


@transaction.atomic
def keep_filled(
    *, actor: User, version: Version, organisation: Organisation, values: dict[str, str], name: str = ""
) -> Filled:
    permit(actor, "blocks.fill_in", organisation)
    filled = Filled(
        version=version, organisation=organisation, name=name.strip(), made_by=actor, changed_by=actor
    )
    filled.values = values
    filled.save()
    journal.record(actor=actor, verb="blocks.keep_filled", target=filled, data={"version": version.pk})
    return filled


@transaction.atomic
def change_filled(
    *, actor: User, filled: Filled, version: Version, values: dict[str, str], name: str, revision: int
) -> Filled:
    """`version`: the same, or a newer one of the same template. Refuses what rests on an earlier state."""
    filled = Filled.objects.select_for_update().get(pk=filled.pk)
    permit(actor, "blocks.fill_in", filled)
    if filled.revision != revision:
        raise Refused(
            _(
                "Somebody else of your organisation changed it a moment ago. What you typed is below: keep it as "
                "another paper, or open theirs first."
            )
        )
    filled.version, filled.values, filled.name = version, values, name.strip()
    filled.revision, filled.changed_by = filled.revision + 1, actor
    filled.save()
    journal.record(actor=actor, verb="blocks.change_filled", target=filled, data={"version": version.pk})
    return filled


@transaction.atomic
def discard_filled(*, actor: User, filled: Filled) -> None:
    """It names people and nobody needs it any more: nothing of it is left."""
    permit(actor, "blocks.fill_in", filled)
    journal.record(actor=actor, verb="blocks.discard_filled", target=filled)
    filled.delete()
