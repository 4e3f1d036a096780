"""What records there are to count: querysets of the earlier stages' rows, mapped to the common axes.

`known` of a source are the rows whose existence makes a zero a zero: without any, nobody has recorded
anything and the figure is unknown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, NullIf, TruncDate, TruncMonth
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gapbridge.act.grants.models import Grant, inside_of
from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings.models import Meeting
from gapbridge.act.services.models import Record
from gapbridge.act.supplies.models import Handover, HandoverLine
from gapbridge.act.trainings.models import Participant, TrainingSession
from gapbridge.act.trainings.queries import trained_participants
from gapbridge.agree.consultations.models import Agreement
from gapbridge.agree.gaps.models import Gap
from gapbridge.listen.assessments.models import KEEPERS as LISTENERS
from gapbridge.listen.assessments.models import Session
from gapbridge.people.roles import OFFICERS, Role

from .axes import SCHEMES

Expression = Any
# What a cell is known by, and what it is called (None where the axis knows its names itself).
Where = Callable[[Any], tuple[Expression, Expression | None]]
LANGUAGES = ("en", "az", "ru")


@dataclass(frozen=True)
class Source:
    """Rows that can be counted. `visible(user)` is the condition under which a reader sees a row itself."""

    key: str
    label: Any  # what one record is
    rows: Callable[[], QuerySet]
    known: Callable[[], QuerySet]
    axes: Mapping[str, Where]
    visible: Callable[[Any], Q]
    programme: str
    date: str
    intervention: str = ""
    of_people: bool = False
    keepers: frozenset[str] = OFFICERS


# --- where a row stands ----------------------------------------------------------------------------


def plain(path: str) -> Where:
    return lambda _reader: (F(path), None)


def age(path: str) -> dict[str, Where]:
    """The common refinement and both schemes: each scheme's bands are exact sums of the refinement's."""

    def scheme(bands: Mapping[str, tuple[str, ...]]) -> Where:
        cases = [When(**{f"{path}__in": parts}, then=Value(band)) for band, parts in bands.items()]
        return lambda _reader: (Case(*cases, default=Value("unknown"), output_field=CharField()), None)

    return {"age": plain(path), **{key: scheme(bands) for key, bands in SCHEMES.items()}}


def month(path: str) -> Where:
    return lambda _reader: (TruncMonth(path), None)


def named(path: str) -> Expression:
    """A translated name in the reader's language, else in another that has it."""
    language = get_language() or "en"
    order = (
        [language, *(each for each in LANGUAGES if each != language)] if language in LANGUAGES else LANGUAGES
    )
    return Coalesce(
        *(NullIf(F(f"{path}_{each}"), Value("")) for each in order), Value(""), output_field=CharField()
    )


def district(path: str) -> Where:
    """A place, rolled up to its district; itself where it lies in none."""
    return lambda _reader: (
        Coalesce(F(f"{path}__district_id"), F(f"{path}__pk")),
        Case(
            When(**{f"{path}__district__isnull": False}, then=named(f"{path}__district__name")),
            default=named(f"{path}__name"),
            output_field=CharField(),
        ),
    )


def organisation(path: str) -> Where:
    return lambda _reader: (
        F(f"{path}__pk"),
        Coalesce(
            NullIf(F(f"{path}__short_name"), Value("")), named(f"{path}__name"), output_field=CharField()
        ),
    )


def grantee() -> Where:
    """A grant's organisation; where its name is withheld from the reader, grants become one cell without a name."""
    key, name = organisation("application__organisation")(None)

    def where(reader: Any) -> tuple[Expression, Expression]:
        if reader is None:
            return key, name
        named_to = Q(name_withheld=False) | inside_of(reader)
        return (
            Case(When(named_to, then=key), default=None, output_field=IntegerField()),
            Case(When(named_to, then=name), default=Value(""), output_field=CharField()),
        )

    return where


def intervention(path: str) -> Where:
    """Those that the reader may not see become one cell without a name."""
    prefix = f"{path}__" if path else ""
    title = Concat(F(f"{prefix}code"), Value(" "), F(f"{prefix}title"), output_field=CharField())

    def where(reader: Any) -> tuple[Expression, Expression]:
        if reader is None:
            return F(f"{prefix}pk"), title
        seen = Intervention.objects.visible_to(reader).order_by().values("pk")
        condition = {f"{prefix}pk__in": seen}
        return (
            Case(When(**condition, then=F(f"{prefix}pk")), default=None, output_field=IntegerField()),
            Case(When(**condition, then=title), default=Value(""), output_field=CharField()),
        )

    return where


def cases(path: str, table: Mapping[str, str], otherwise: str) -> Where:
    whens = [When(**{path: old}, then=Value(new)) for old, new in table.items()]
    return lambda _reader: (Case(*whens, default=Value(otherwise), output_field=CharField()), None)


# --- the sources -----------------------------------------------------------------------------------


def participants_with_session() -> QuerySet:
    """Who is trained, with the day and the district of the training's last session."""
    sessions = TrainingSession.objects.filter(training=OuterRef("training")).order_by("-held_on", "-pk")
    where, name = district("place")(None)
    return trained_participants().annotate(
        trained_on=Subquery(sessions.values("held_on")[:1]),
        district_id=Subquery(sessions.annotate(district_of=where).values("district_of")[:1]),
        district_name=Subquery(sessions.annotate(name_of=name).values("name_of")[:1]),
    )


def participants_of_kept_registers() -> QuerySet:
    return Participant.objects.filter(
        Q(attendance__isnull=False) | Q(training__sessions__register_kept_at__isnull=False)
    )


def sessions_held() -> QuerySet:
    """One row a session of a training or service, on a day that has come."""
    by_kind = {"training": "training__sessions", "service": "service__sessions"}

    def of(path: str) -> Expression:
        return Case(*(When(kind=kind, then=F(f"{prefix}__{path}")) for kind, prefix in by_kind.items()))

    return (
        Intervention.objects.filter(kind__in=by_kind)
        .annotate(session_id=of("pk"), held_on=of("held_on"), session_title=of("title"))
        .filter(held_on__lte=timezone.localdate())
    )


def _of_session(reader: Any) -> tuple[Expression, Expression]:
    (here, here_name), (there, there_name) = (
        district(f"{kind}__sessions__place")(reader) for kind in ("training", "service")
    )
    return (
        Case(When(kind="training", then=here), default=there),
        Case(When(kind="training", then=here_name), default=there_name, output_field=CharField()),
    )


def gaps_agreed() -> QuerySet:
    agreed = (
        Agreement.objects.filter(gaps=OuterRef("pk"))
        .order_by("closed_at")
        .values(on=TruncDate("closed_at"))[:1]
    )
    return Gap.objects.filter(state__in=["agreed", "being_remedied", "remedied"]).annotate(
        agreed_on=Coalesce(Subquery(agreed), TruncDate("created_at"))
    )


PARTICIPANTS = Source(
    key="participants",
    label=_("a participant who attended the share of a training that counts as trained"),
    rows=participants_with_session,
    known=participants_of_kept_registers,
    axes={
        "sex": plain("sex"),
        **age("age_band"),
        "disability": plain("disability"),
        "place": lambda _reader: (F("district_id"), F("district_name")),
        "intervention": intervention("training__intervention"),
        "organisation": organisation("organisation"),
        "audience": cases("training__for_own_staff", {True: "own"}, "others"),  # type: ignore[dict-item]
        "month": month("trained_on"),
    },
    visible=lambda user: Q(pk__in=Participant.objects.visible_to(user).order_by().values("pk")),
    programme="training__intervention__programme",
    intervention="training__intervention",
    date="trained_on",
    of_people=True,
    keepers=OFFICERS | {Role.TRAINER},
)
SERVICES = Source(
    key="services",
    label=_("a line of a service's register: a person received a service on a day"),
    rows=Record.objects.all,
    known=Record.objects.all,
    axes={
        "sex": plain("person__sex"),
        **age("person__age_band"),
        "disability": plain("person__disability"),
        "status": plain("person__status"),
        "place": district("place"),
        "intervention": intervention("service__intervention"),
        "service": plain("service__kind"),
        "organisation": organisation("provider"),
        "month": month("received_on"),
    },
    visible=lambda user: Q(pk__in=Record.objects.visible_to(user).order_by().values("pk")),
    programme="service__intervention__programme",
    intervention="service__intervention",
    date="received_on",
    of_people=True,
)
HANDOVERS = Source(
    key="handovers",
    label=_("a line of a handover that has taken place"),
    rows=lambda: HandoverLine.objects.filter(handover__state__in=["handed_over", "confirmed"]),
    known=HandoverLine.objects.all,
    axes={
        "place": district("handover__facility__place"),
        "intervention": intervention("handover__procurement__intervention"),
        "organisation": organisation("handover__facility__run_by"),
        "month": month("handover__handed_over_on"),
    },
    visible=lambda user: Q(handover__in=Handover.objects.visible_to(user).order_by().values("pk")),
    programme="handover__procurement__intervention__programme",
    intervention="handover__procurement__intervention",
    date="handover__handed_over_on",
)
GRANTS = Source(
    key="grants",
    label=_("a grant of a decided call"),
    rows=lambda: Grant.objects.filter(application__call__state="decided"),
    known=lambda: Intervention.objects.filter(call__state="decided"),
    axes={
        "intervention": intervention("application__call__intervention"),
        "organisation": grantee(),
        "month": month("awarded_on"),
    },
    visible=lambda user: Q(pk__in=Grant.objects.visible_to(user).order_by().values("pk")),
    programme="application__call__intervention__programme",
    intervention="application__call__intervention",
    date="awarded_on",
)
SESSIONS = Source(
    key="sessions",
    label=_("a session of a training or a service on a day that has come"),
    rows=sessions_held,
    known=lambda: Intervention.objects.filter(kind__in=["training", "service"]),
    axes={"place": _of_session, "intervention": intervention(""), "month": month("held_on")},
    visible=lambda user: Q(pk__in=Intervention.objects.visible_to(user).order_by().values("pk")),
    programme="programme",
    intervention="pk",
    date="held_on",
)
MEETINGS = Source(
    key="meetings",
    label=_("a round table, bilateral meeting or study tour that is completed"),
    rows=lambda: Meeting.objects.filter(intervention__state="completed"),
    known=Meeting.objects.all,
    axes={
        "place": district("place"),
        "intervention": intervention("intervention"),
        "month": month("intervention__starts_on"),
    },
    visible=lambda user: Q(pk__in=Meeting.objects.visible_to(user).order_by().values("pk")),
    programme="intervention__programme",
    intervention="intervention",
    date="intervention__starts_on",
)
GAPS = Source(
    key="gaps",
    label=_("a gap that was agreed in a consultation, remedied or not"),
    rows=gaps_agreed,
    known=Gap.objects.all,
    axes={"month": month("agreed_on")},
    visible=lambda user: Q(pk__in=Gap.objects.visible_to(user).order_by().values("pk")),
    programme="programme",
    date="agreed_on",
)
STATUS_OF_GROUP = {
    "refugees": "refugee",
    "asylum_seekers": "asylum_seeker",
    "internally_displaced": "idp",
    "returnees": "returnee",
    "host_community": "host",
    "stateless": "stateless",
}
LISTENING = Source(
    key="listening",
    label=_("an interview or focus group that was held"),
    rows=lambda: Session.objects.filter(state__in=["held", "coded"]),
    known=lambda: Session.objects.exclude(state="cancelled"),
    axes={
        "sex": cases("sex", {"female": "female", "male": "male", "other": "other"}, "unknown"),
        "status": cases("population__key", STATUS_OF_GROUP, "unknown"),
        "place": district("place"),
        "month": month("held_on"),
    },
    visible=lambda user: Q(pk__in=Session.objects.visible_to(user).order_by().values("pk")),
    programme="assessment__programme",
    date="held_on",
    of_people=True,
    keepers=LISTENERS,
)
SOURCES = (PARTICIPANTS, SERVICES, HANDOVERS, GRANTS, SESSIONS, MEETINGS, GAPS, LISTENING)
