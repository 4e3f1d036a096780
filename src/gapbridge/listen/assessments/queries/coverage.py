"""Who was listened to: groups by sex and listening age, and whom nobody has heard yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gapbridge.listen.assessments.models import KEEPERS, AgeGroup, Assessment, Session, Sex, Statement
from gapbridge.programmes.standing import standing

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
        return _warn_of([str(cell.label) for cell in self.missing])

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


def coverage_warning(assessments: Iterable[Assessment]) -> str:
    """Which of the eight groups nobody has listened to in any of these assessments, or "". One query."""
    held = Session.objects.filter(assessment__in=assessments, state__in=["held", "coded"])
    heard = set(held.order_by().values_list("sex", "age_group").distinct())
    return _warn_of([str(label) for group, label in GROUPS.items() if group not in heard])


def _warn_of(missing: list[str]) -> str:
    if not missing:
        return ""
    heard = len(GROUPS) - len(missing)
    said = ngettext(
        "%(heard)s of the eight groups has been heard. Not heard yet: %(missing)s.",
        "%(heard)s of the eight groups have been heard. Not heard yet: %(missing)s.",
        heard,
    )
    return said % {"heard": heard, "missing": "; ".join(missing)}
