from dataclasses import dataclass
from typing import Any

from gapbridge.base.memo import remembered
from gapbridge.base.sockets import Waiting
from gapbridge.people.roles import Role
from gapbridge.programmes.standing import standing

from .models import FrozenFigure, Update
from .parts import evidence_of


@dataclass(frozen=True)
class Standing:
    """A published figure against what the records say today, for the same period."""

    unchanged: bool
    frozen_records: int | None
    records_now: int | None


def standing_of(figure: FrozenFigure) -> Standing:
    """Whether the records that were counted are still the same ones."""
    update = figure.block.update
    now = remembered(
        ("evidence", update.pk, figure.indicator_id),
        lambda: evidence_of(update, figure.indicator),
        programmes=[update.programme_id],
    )
    return Standing(now == figure.evidence, figure.evidence.get("records"), now.get("records"))


def neighbours(update: Update) -> dict[str, Update | None]:
    """The version this one replaces and the one that replaces it, when that is published."""
    later = Update.objects.filter(replaces=update).exclude(state="draft").first()
    return {"replaces": update.replaces, "replaced_by": later}


def drafts_waiting(user: Any) -> list[Waiting]:
    """Drafts of updates whose period is over, for who can finish or publish them."""
    programmes = standing(user).programmes_with(Role.PROGRAMME_OFFICER, Role.MONITORING_OFFICER)
    drafts = Update.objects.filter(programme_id__in=programmes, state="draft").select_related("programme")
    return [
        Waiting(
            label=f"{update.title} ({update.get_state_display()})",
            url=update.get_absolute_url(),
            stage="share",
        )
        for update in drafts
    ]
