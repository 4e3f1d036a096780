"""What is settled before listening: how many sessions with whom, which teams go out, and what they ask."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.listen.assessments import guide
from gapbridge.listen.assessments.models import AgeGroup, Assessment, GuideQuestion, PlanCell, Sex, Team
from gapbridge.listen.assessments.queries import GROUPS, MOST_WANTED, CellKey, key_of
from gapbridge.people.models import User
from gapbridge.programmes.models import PopulationGroup

from .writing import lock, refuse_unless_listening, write

TEAM_FIELDS = {"name", "members", "spoken"}
QUESTION_FIELDS = {f"{part}_{language}" for part in ("theme", "text") for language in ("en", "az", "ru")}
# Of a diverse group at least one session with women and one with men is held in a place.
ADULTS = ((Sex.FEMALE, AgeGroup.ADULTS), (Sex.MALE, AgeGroup.ADULTS))


def _open(actor: User | None, assessment: Assessment) -> None:
    permit(actor, "assessments.change_assessment", assessment)
    lock(assessment)
    refuse_unless_listening(assessment)


# --- the plan of sessions ------------------------------------------------------------------------


@transaction.atomic
def set_plan(*, actor: User | None, assessment: Assessment, cells: Mapping[CellKey, int]) -> Assessment:
    """How many sessions are wanted in each of these cells; 0 takes a cell out, others stay as they are."""
    _open(actor, assessment)
    for key, wanted in cells.items():
        _check_cell(key, wanted)
    there = {key_of(cell): cell for cell in assessment.cells.all()}
    gone = [there[key].pk for key, wanted in cells.items() if key in there and not wanted]
    PlanCell.objects.filter(pk__in=gone).delete()
    _want(assessment, there, {key: wanted for key, wanted in cells.items() if wanted})
    journal.record(actor=actor, verb="assessments.set_plan", target=assessment, data={"cells": len(cells)})
    return assessment


@transaction.atomic
def spread_plan(
    *, actor: User | None, assessment: Assessment, diversity: Iterable[PopulationGroup] = ()
) -> int:
    """One session with each of the eight groups in each place, and with women and men of each diversity.

    Cells that want sessions already keep their number. Returns how many cells were added.
    """
    _open(actor, assessment)
    places = list(assessment.places.values_list("pk", flat=True))
    if not places:
        raise Refused(_("Choose the places of the assessment first."))
    keys = {CellKey(place, None, *group) for place in places for group in GROUPS}
    keys |= {CellKey(place, group.pk, *who) for place in places for group in diversity for who in ADULTS}
    there = {key_of(cell): cell for cell in assessment.cells.all()}
    added = keys - there.keys()
    _want(assessment, there, dict.fromkeys(sorted(added, key=str), 1))
    journal.record(actor=actor, verb="assessments.spread_plan", target=assessment, data={"cells": len(added)})
    return len(added)


def _want(assessment: Assessment, there: dict[CellKey, PlanCell], wanted: dict[CellKey, int]) -> None:
    changed = [there[key] for key, number in wanted.items() if key in there and there[key].wanted != number]
    for cell in changed:
        cell.wanted = wanted[key_of(cell)]
    PlanCell.objects.bulk_update(changed, ["wanted"])
    PlanCell.objects.bulk_create(
        PlanCell(
            assessment=assessment,
            place_id=key.place,
            diversity_id=key.diversity,
            sex=key.sex,
            age_group=key.age,
            wanted=number,
        )
        for key, number in wanted.items()
        if key not in there
    )


def _check_cell(key: CellKey, wanted: int) -> None:
    if (key.sex, key.age) not in GROUPS:
        raise Refused(_("The plan counts the eight groups of sex and age only."))
    if not 0 <= wanted <= MOST_WANTED:
        raise Refused(
            _("Plan between 0 and %(most)s sessions with a group.") % {"most": MOST_WANTED}, field=key.name
        )


# --- teams ---------------------------------------------------------------------------------------


@transaction.atomic
def add_team(*, actor: User | None, assessment: Assessment, **fields: Any) -> Team:
    _open(actor, assessment)
    team = Team(assessment=assessment)
    write(team, fields, TEAM_FIELDS, check=_check_team)
    journal.record(actor=actor, verb="assessments.add_team", target=team)
    return team


@transaction.atomic
def change_team(*, actor: User | None, team: Team, **fields: Any) -> Team:
    _open(actor, team.assessment)
    write(team, fields, TEAM_FIELDS, check=_check_team)
    journal.record(actor=actor, verb="assessments.change_team", target=team, data={"fields": sorted(fields)})
    return team


@transaction.atomic
def remove_team(*, actor: User | None, team: Team) -> Assessment:
    """Its sessions stay, without a team."""
    assessment, gone = team.assessment, team.pk
    _open(actor, assessment)
    team.delete()
    journal.record(actor=actor, verb="assessments.remove_team", target=assessment, data={"team": gone})
    return assessment


def _check_team(team: Team) -> None:
    if team.assessment.teams.filter(name=team.name).exclude(pk=team.pk).exists():
        raise Refused(_("Another team of this assessment has this name."), field="name")


# --- the guide -----------------------------------------------------------------------------------


@transaction.atomic
def add_question(*, actor: User | None, assessment: Assessment, **fields: Any) -> GuideQuestion:
    """A question at the end of the guide, in one language at least (theme_en, text_en, theme_az …)."""
    _open(actor, assessment)
    question = GuideQuestion(assessment=assessment, position=_last_position(assessment) + 1)
    _write_question(question, fields)
    journal.record(actor=actor, verb="assessments.add_question", target=question)
    return question


@transaction.atomic
def change_question(*, actor: User | None, question: GuideQuestion, **fields: Any) -> GuideQuestion:
    _open(actor, question.assessment)
    _write_question(question, fields)
    journal.record(
        actor=actor, verb="assessments.change_question", target=question, data={"fields": sorted(fields)}
    )
    return question


@transaction.atomic
def move_question(*, actor: User | None, question: GuideQuestion, up: bool) -> GuideQuestion:
    """Exchange a question's place with its neighbour's; at the end of the row nothing changes."""
    assessment = question.assessment
    _open(actor, assessment)
    order = list(assessment.questions.order_by("position", "pk"))
    here = next(number for number, each in enumerate(order) if each.pk == question.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    for position, each in enumerate(order, start=1):
        each.position = position
    GuideQuestion.objects.bulk_update(order, ["position"])
    journal.record(
        actor=actor,
        verb="assessments.move_question",
        target=assessment,
        data={"question": question.pk, "up": up},
    )
    return question


@transaction.atomic
def remove_question(*, actor: User | None, question: GuideQuestion) -> Assessment:
    assessment, gone = question.assessment, question.pk
    _open(actor, assessment)
    question.delete()
    journal.record(
        actor=actor, verb="assessments.remove_question", target=assessment, data={"question": gone}
    )
    return assessment


@transaction.atomic
def take_guide(*, actor: User | None, assessment: Assessment) -> int:
    """Add the method's own questions that are not in the guide yet; returns how many."""
    _open(actor, assessment)
    there = set(assessment.questions.values_list("text_en", flat=True))
    first = _last_position(assessment) + 1
    missing = [question for question in guide.questions() if question["text_en"] not in there]
    if not missing:
        raise Refused(_("All questions of the method are in the guide already."))
    GuideQuestion.objects.bulk_create(
        GuideQuestion(assessment=assessment, position=position, **texts)
        for position, texts in enumerate(missing, start=first)
    )
    journal.record(
        actor=actor, verb="assessments.take_guide", target=assessment, data={"questions": len(missing)}
    )
    return len(missing)


def _last_position(assessment: Assessment) -> int:
    return assessment.questions.aggregate(last=Max("position"))["last"] or 0


def _write_question(question: GuideQuestion, fields: dict[str, Any]) -> None:
    for part, said in (("text", _("Write the question.")), ("theme", _("Name its theme."))):
        names = [f"{part}_{language}" for language in ("en", "az", "ru")]
        if not any((fields.get(name, getattr(question, name)) or "").strip() for name in names):
            raise Refused(said, field=names[0])
    write(question, fields, QUESTION_FIELDS, check=lambda _question: None)
