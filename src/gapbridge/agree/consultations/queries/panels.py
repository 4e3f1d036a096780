"""Rounds on the pages of what they asked about."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gapbridge.agree.consultations.models import Agreement, Consultation
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.quality import Check
from gapbridge.agree.plans.models import Measure


@dataclass(frozen=True)
class Round:
    consultation: Consultation
    agreement: Agreement | None


def rounds_of(subject: Gap | Measure, user: Any) -> list[Round]:
    """The rounds that asked about it, as far as the reader may see them; of the agreements the latest first."""
    about = {"items__gap": subject} if isinstance(subject, Gap) else {"items__measure": subject}
    consultations = list(Consultation.objects.visible_to(user).filter(**about).order_by("-opens_on"))
    seen = Agreement.objects.visible_to(user).filter(consultation__in=consultations).defer("record")
    agreements = {agreement.consultation_id: agreement for agreement in seen}
    rounds = [Round(each, agreements.get(each.pk)) for each in consultations]
    return sorted(rounds, key=_latest_first, reverse=True)


def _latest_first(found: Round) -> tuple[bool, float]:
    """To sort by: what is not closed yet comes before all, then the moment of the agreement."""
    agreement = found.agreement
    return agreement is None, agreement.closed_at.timestamp() if agreement else 0


def dissent_shown(gap: Gap) -> Check:
    """A line of the gap's checklist: an agreement writes every position down, dissent included."""
    label = _("Dissent shown")
    if gap.agreements.exists():
        return Check(label, True, _("Every position stands in the agreement"))
    return Check(label, None, _("Nothing has been agreed yet"))
