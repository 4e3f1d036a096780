"""What pages of listening list, and what their forms let choose from."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import ngettext

from gapbridge.base.sockets import Waiting
from gapbridge.listen.assessments.models import Assessment, Consent, Session, Statement, Team, Theme
from gapbridge.people.models import Membership, User
from gapbridge.people.roles import Role
from gapbridge.programmes.models import Clause, Topic
from gapbridge.programmes.standing import standing


def assessments_for(user: Any) -> QuerySet[Assessment]:
    """Visible assessments with `sessions_held` (how many sessions took place)."""
    held = Count("sessions", filter=Q(sessions__state__in=["held", "coded"]), distinct=True)
    return Assessment.objects.visible_to(user).select_related("programme").annotate(sessions_held=held)


def sessions_of(assessment: Assessment, user: Any) -> QuerySet[Session]:
    """The sessions this reader sees, with `voices` (how many statements)."""
    sessions = Session.objects.visible_to(user).filter(assessment=assessment)
    return sessions.select_related("place", "assessment").annotate(
        voices=Count("statements", filter=Q(statements__for_comparison=False))
    )


def statements_for(user: Any) -> QuerySet[Statement]:
    """Visible statements with all that a quotation of them shows; the newest session first.

    Those whose words were taken back are left out: keepers see on each one's page that it was there.
    """
    standing_yet = Statement.objects.visible_to(user).filter(session__withdrawn_at=None)
    statements = standing_yet.select_related("session__place", "session__assessment")
    return statements.prefetch_related(
        "topics", Prefetch("clauses", Clause.objects.select_related("framework"))
    ).order_by("-session__held_on", "session_id", "number")


def statements_in(session: Session, user: Any) -> list[Statement]:
    voices = statements_for(user).filter(session=session).prefetch_related("themes")
    return list(voices.order_by("number"))


def loosened_in(session: Session) -> int:
    """How many voices have no place in the notes."""
    return session.statements.filter(start=None).count() if session.withdrawn_at is None else 0


def marks_in(session: Session) -> int:
    """How many voices were marked, whether or not their words are still kept."""
    return session.statements.count()


def teams_of(assessment: Assessment) -> list[Team]:
    return list(assessment.teams.prefetch_related("members"))


def consents_of(session: Session) -> list[Consent]:
    """Newest first; the first is the one that counts."""
    return list(session.consents.select_related("taken_by").order_by("-pk"))


def clauses_to_choose(programme: Any) -> QuerySet[Clause]:
    """The clauses of the programme's frameworks (of all, while it has named none), in their order."""
    frameworks = list(programme.frameworks.values_list("pk", flat=True))
    clauses = Clause.objects.filter(framework__in=frameworks) if frameworks else Clause.objects.all()
    return clauses.select_related("framework").order_by("framework__kind", "framework_id", "position")


def topics_to_choose(programme: Any) -> QuerySet[Topic]:
    """The programme's topics, or all while it has named none."""
    topics = Topic.objects.filter(programmes=programme)
    return topics if topics.exists() else Topic.objects.all()


def themes_to_choose(programme: Any, statement: Statement | None = None) -> QuerySet[Theme]:
    """The programme's own codes, without those retired, but for what this statement bears already."""
    themes = Theme.objects.filter(programme=programme)
    offered = Q(retired_at=None)
    if statement is not None and statement.pk:
        offered |= Q(pk__in=statement.themes.values("pk"))
    return themes.filter(offered)


def facilitators_to_choose(programme: Any) -> QuerySet[User]:
    """People of the organisations that carry the programme out."""
    carrying_out = Q(organisation__partnerships__programme=programme) & Q(
        organisation__partnerships__role__in=["lead", "implementing"]
    )
    return User.objects.filter(
        pk__in=Membership.objects.current().filter(carrying_out).values("user_id"), is_active=True
    ).order_by("name", "pk")


# --- waiting -------------------------------------------------------------------------------------


def waiting_for(user: Any) -> Iterable[Waiting]:
    """Assessments under way in which sessions were held and are to be coded."""
    mine = standing(user).programmes_with(Role.PROTECTION_OFFICER, Role.PROGRAMME_OFFICER)
    if not mine:
        return
    under_way = Assessment.objects.filter(programme__in=mine, state="collecting").annotate(
        to_code=Count("sessions", filter=Q(sessions__state="held", sessions__withdrawn_at=None))
    )
    for assessment in under_way.filter(to_code__gt=0):
        label = ngettext(
            "%(number)s session to code: %(assessment)s",
            "%(number)s sessions to code: %(assessment)s",
            assessment.to_code,
        ) % {"number": assessment.to_code, "assessment": assessment}
        yield Waiting(label, assessment.get_absolute_url(), assessment.to_code, stage="listen")
