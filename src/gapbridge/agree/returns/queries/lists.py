"""Lists: the gaps to bring back to the people, and all answers."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.quality import Check
from gapbridge.agree.plans.models import Report
from gapbridge.agree.plans.queries import verified_reports
from gapbridge.agree.returns.models import Proof, Return
from gapbridge.base import wordings
from gapbridge.base.models import StoredFile
from gapbridge.listen.feedback.models import Feedback
from gapbridge.people.roles import Role
from gapbridge.programmes.standing import standing

from .groups import Circle, circle_of, readable_sessions
from .since import REMEDY, asked, began, latest, measures_done, raised, some_not_asked

RETURNING = (REMEDY, "remedied")  # the states in which groups are asked
SHOWN_IN = ("agreed", *RETURNING)
SOON = timedelta(days=14)


def gaps_to_return(user: Any) -> QuerySet[Any]:
    """Gaps whose remedy began, with how many groups raised them and how many were asked since."""
    return (
        Gap.objects.visible_to(user)
        .filter(state__in=RETURNING)
        .select_related("programme")
        .annotate(began=began(), said_title=wordings.in_readers_language(Gap, "title"))
        .annotate(raised=raised(), asked=asked())
        .order_by("programme", "state", "code")
    )


def to_ask_now(gaps: QuerySet[Any]) -> QuerySet[Any]:
    """Those of which everything planned is done, and a group has not been asked since. They have `began`."""
    return gaps.filter(measures_done(), some_not_asked(), state=REMEDY)


def answers_for(user: Any) -> QuerySet[Any]:
    """All answers this reader may know of; who gave them where `may_read`. Never the words."""
    readable = readable_sessions(user).filter(pk=OuterRef("session"))
    return (
        Return.objects.visible_to(user)
        .select_related("gap__programme", "session__place")
        .annotate(may_read=Exists(readable), is_latest=latest())
        .defer("said", "reason")
        .order_by("-asked_on", "-pk")
    )


def promised(answers: QuerySet[Any]) -> QuerySet[Any]:
    """Groups to whom somebody promised to come back within two weeks or before, and nobody has."""
    horizon = timezone.localdate() + SOON
    return answers.filter(latest(), again_on__lte=horizon, gap__state__in=RETURNING)


def tended_by(user: Any) -> list[int]:
    """The programmes in which this person goes back to the people."""
    return standing(user).programmes_with(
        Role.PROTECTION_OFFICER, Role.PROGRAMME_OFFICER, Role.MONITORING_OFFICER
    )


def remedied_gaps(feedback: Feedback, user: Any) -> QuerySet[Gap]:
    """The gaps that a message of the community could say are back."""
    return Gap.objects.visible_to(user).filter(programme=feedback.programme_id, state="remedied")


@dataclass(frozen=True)
class Shown:
    """A proof as the reader may have it: the file or the report only where they are open to the reader."""

    proof: Proof
    file: StoredFile | None
    report: Report | None


def proofs_of(gap: Gap, user: Any) -> list[Shown]:
    """What a proof is and shows is for everyone who sees the gap; files for those with a part in the programme."""
    inside = gap.programme_id in standing(user).programmes
    readable = Report.objects.visible_to(user).filter(pk=OuterRef("report"))
    rows: Any = gap.proofs.select_related("file", "report__measure").annotate(may_read=Exists(readable))
    return [Shown(row, row.file if inside else None, row.report if row.may_read else None) for row in rows]


def reports_to_choose(gap: Gap, user: Any) -> QuerySet[Report]:
    """Verified reports of the gap's measures that are no proof yet."""
    found = verified_reports(gap).filter(pk__in=Report.objects.visible_to(user).values("pk"))
    return found.exclude(proofs__gap=gap).select_related("measure").order_by("-until", "-pk")


def may_read_file(user: Any, stored: StoredFile) -> bool:
    proofs = Proof.objects.visible_to(user).filter(file=stored, gap__programme__in=standing(user).programmes)
    return proofs.exists()


def community_told(gap: Gap) -> Check:
    """A line of the gap's checklist: every group that raised it was asked again since the remedy began."""
    label = _("The community was told what came of it")
    if gap.state not in RETURNING:
        return Check(label, None, _("The remedy has not begun"))
    return _told(label, circle_of(gap))


def _told(label: str, circle: Circle) -> Check:
    if not circle.groups:
        return Check(label, None, _("No group can be asked"))
    number = len(circle.asked)
    note = ngettext(
        "%(asked)s of %(number)s group was asked again",
        "%(asked)s of %(number)s groups were asked again",
        len(circle.groups),
    )
    return Check(label, number == len(circle.groups), note % {"asked": number, "number": len(circle.groups)})


def latest_promises(user: Any) -> QuerySet[Any]:
    own = Q(gap__programme__in=tended_by(user))
    return promised(answers_for(user).filter(own)).order_by("again_on", "pk")
