"""What pages of listening read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gapbridge.base.sockets import Waiting
from gapbridge.people.models import Membership, User
from gapbridge.people.roles import Role
from gapbridge.programmes.models import Clause, Topic
from gapbridge.programmes.standing import standing

from .models import KEEPERS, AgeGroup, Assessment, Consent, Session, Sex, Statement

SMALLEST_CELL = 5  # fewer people than this are never shown in public
AGES = (AgeGroup.CHILDREN, AgeGroup.ADOLESCENTS, AgeGroup.ADULTS, AgeGroup.OLDER_ADULTS)
# The groups that the participatory assessment tool listens to separately.
GROUPS = {
    (Sex.FEMALE, AgeGroup.CHILDREN): gettext_lazy("Girls, 10–13"),
    (Sex.FEMALE, AgeGroup.ADOLESCENTS): gettext_lazy("Adolescent girls, 14–17"),
    (Sex.FEMALE, AgeGroup.ADULTS): gettext_lazy("Women, 18–40"),
    (Sex.FEMALE, AgeGroup.OLDER_ADULTS): gettext_lazy("Women over 40"),
    (Sex.MALE, AgeGroup.CHILDREN): gettext_lazy("Boys, 10–13"),
    (Sex.MALE, AgeGroup.ADOLESCENTS): gettext_lazy("Adolescent boys, 14–17"),
    (Sex.MALE, AgeGroup.ADULTS): gettext_lazy("Men, 18–40"),
    (Sex.MALE, AgeGroup.OLDER_ADULTS): gettext_lazy("Men over 40"),
}
ONE_PERSON = {
    (Sex.FEMALE, AgeGroup.CHILDREN): gettext_lazy("Girl, 10–13"),
    (Sex.FEMALE, AgeGroup.ADOLESCENTS): gettext_lazy("Adolescent girl, 14–17"),
    (Sex.FEMALE, AgeGroup.ADULTS): gettext_lazy("Woman, 18–40"),
    (Sex.FEMALE, AgeGroup.OLDER_ADULTS): gettext_lazy("Woman over 40"),
    (Sex.MALE, AgeGroup.CHILDREN): gettext_lazy("Boy, 10–13"),
    (Sex.MALE, AgeGroup.ADOLESCENTS): gettext_lazy("Adolescent boy, 14–17"),
    (Sex.MALE, AgeGroup.ADULTS): gettext_lazy("Man, 18–40"),
    (Sex.MALE, AgeGroup.OLDER_ADULTS): gettext_lazy("Man over 40"),
}
OTHER_GROUPS = {
    Sex.FEMALE: gettext_lazy("Women and girls"),
    Sex.MALE: gettext_lazy("Men and boys"),
    Sex.MIXED: gettext_lazy("Mixed group"),
    Sex.OTHER: gettext_lazy("People of another sex"),
}


def is_keeper(user: Any, obj: Any) -> bool:
    """Whether the reader sees exact numbers and notes."""
    return standing(user).holds(*KEEPERS, programme=obj.programme_id)


# --- who was listened to -------------------------------------------------------------------------


def group_of(session: Session) -> str:
    """ "Women, 18–40"; for an interview "Woman, 18–40"."""
    key = (Sex(session.sex), AgeGroup(session.age_group))
    alone = session.kind == Session.Kind.INTERVIEW and session.participants == 1
    if key in GROUPS:
        return str((ONE_PERSON if alone else GROUPS)[key])
    return _("%(who)s, %(age)s") % {"who": OTHER_GROUPS[key[0]], "age": key[1].label}


def speaker(statement: Statement) -> str:
    """Whose words these are, without a name: "Woman, 18–40, Oğuz"."""
    session = statement.session
    return _("%(who)s, %(place)s") % {"who": group_of(session), "place": session.place}


def people_shown(people: int | None, keeper: bool) -> int | None:
    """The number of people as this reader may see it: None stands for fewer than five."""
    return None if people is not None and 0 < people < SMALLEST_CELL and not keeper else people


# --- coverage ------------------------------------------------------------------------------------


@dataclass
class Cell:
    """One listening group of an assessment. `people` were heard; None when too few to be shown."""

    sex: Sex
    age: AgeGroup
    planned: int = 0
    held: int = 0
    people: int | None = 0
    url: str = ""

    @property
    def label(self) -> Any:
        return GROUPS.get((self.sex, self.age), "")


@dataclass(frozen=True)
class Coverage:
    """`rows`: one a listening age, each with a cell for every one of `sexes`."""

    sexes: list[Sex]
    rows: list[tuple[AgeGroup, list[Cell]]]

    @property
    def cells(self) -> list[Cell]:
        return [cell for _age, cells in self.rows for cell in cells]

    @property
    def groups(self) -> list[Cell]:
        """The eight groups that are to be heard separately."""
        return [cell for cell in self.cells if (cell.sex, cell.age) in GROUPS]

    @property
    def heard(self) -> int:
        return sum(cell.held > 0 for cell in self.groups)

    @property
    def missing(self) -> list[Cell]:
        return [cell for cell in self.groups if not cell.held]

    @property
    def warning(self) -> str:
        """Which of the eight groups nobody has listened to yet, or ""."""
        if not self.missing:
            return ""
        said = ngettext(
            "%(heard)s of the eight groups has been heard. Not heard yet: %(missing)s.",
            "%(heard)s of the eight groups have been heard. Not heard yet: %(missing)s.",
            self.heard,
        )
        return said % {"heard": self.heard, "missing": "; ".join(str(cell.label) for cell in self.missing)}

    @property
    def sessions_held(self) -> int:
        return sum(cell.held for cell in self.cells)

    @property
    def people(self) -> int:
        """People heard, without the groups too small to be shown."""
        return sum(cell.people or 0 for cell in self.cells)

    @property
    def is_partial(self) -> bool:
        return any(cell.people is None for cell in self.cells)


def coverage_of(assessment: Assessment, user: Any) -> Coverage:
    """Sessions planned and held by sex and listening age. One query."""
    counts = (
        assessment.sessions.exclude(state="cancelled")
        .order_by()
        .values("sex", "age_group")
        .annotate(
            planned=Count("pk", filter=Q(state="planned")),
            held=Count("pk", filter=Q(state__in=["held", "coded"])),
            people=Sum("participants", filter=Q(state__in=["held", "coded"]), default=0),
        )
    )
    keeper = is_keeper(user, assessment)
    found = {(Sex(row["sex"]), AgeGroup(row["age_group"])): dict(row) for row in counts}
    sexes = [sex for sex in Sex if sex in {Sex.FEMALE, Sex.MALE} or any(sex == key[0] for key in found)]
    ages = [age for age in AgeGroup if age in AGES or any(age == key[1] for key in found)]
    return Coverage(
        sexes,
        [
            (age, [_cell(assessment, sex, age, found.get((sex, age)), keeper) for sex in sexes])
            for age in ages
        ],
    )


def _cell(assessment: Assessment, sex: Sex, age: AgeGroup, row: dict[str, Any] | None, keeper: bool) -> Cell:
    if row is None:
        return Cell(sex, age)
    asked = urlencode({"assessment": str(assessment.pk), "sex": str(sex.value), "age_group": str(age.value)})
    url = f"{reverse('assessments:statements')}?{asked}" if row["held"] else ""
    return Cell(sex, age, row["planned"], row["held"], people_shown(row["people"], keeper), url)


# --- lists ---------------------------------------------------------------------------------------


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
    """Visible statements with all that a quotation of them shows; the newest session first."""
    statements = Statement.objects.visible_to(user).select_related("session__place", "session__assessment")
    return statements.prefetch_related(
        "topics", Prefetch("clauses", Clause.objects.select_related("framework"))
    ).order_by("-session__held_on", "session_id", "number")


def statements_in(session: Session, user: Any) -> list[Statement]:
    return list(statements_for(user).filter(session=session).order_by("number"))


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
        to_code=Count("sessions", filter=Q(sessions__state="held"))
    )
    for assessment in under_way.filter(to_code__gt=0):
        label = ngettext(
            "%(number)s session to code: %(assessment)s",
            "%(number)s sessions to code: %(assessment)s",
            assessment.to_code,
        ) % {"number": assessment.to_code, "assessment": assessment}
        yield Waiting(label, assessment.get_absolute_url(), assessment.to_code, stage="listen")
