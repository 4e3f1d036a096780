"""What the evaluators gave and wrote, without their names: section by section, then their words."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation.models import Assignment, CallStep, StepResult
from gapbridge.act.evaluation.results import in_languages, in_words, points_said
from gapbridge.act.procedures.models import HIGHEST, Section

from .blocks import Block, heading, par, said, table


def feedback(application: Application, call_step: CallStep) -> Iterator[Block]:
    """Nothing where nothing was scored."""
    given = list(
        Assignment.objects.filter(application=application, call_step=call_step, state="scored")
        .prefetch_related("scores__question")
        .order_by("pk")
    )
    result = StepResult.objects.filter(application=application, call_step=call_step, replaced_at=None).first()
    if not given or result is None:
        return
    sections = list(call_step.step.sections.prefetch_related("questions"))
    yield heading(_("Points"))
    yield _points(sections, given, result)
    left_out = [n for n, each in enumerate(given, start=1) if each.pk not in result.counted]
    if left_out:
        yield par(_left_out_said(left_out))
    yield heading(_("What the evaluators wrote"))
    for number, each in enumerate(given, start=1):
        yield from _comments(sections, each, number)


def _left_out_said(numbers: list[int]) -> str:
    names = ", ".join(_("Evaluator %(number)s") % {"number": number} for number in numbers)
    return _("These scores do not count, because others lie closer together: %(names)s.") % {"names": names}


def _points(sections: list[Section], given: list[Assignment], result: StepResult) -> Block:
    people = [_("Evaluator %(number)s") % {"number": n} for n, _each in enumerate(given, start=1)]
    rows = [
        [
            in_words(in_languages(section, "title")),
            points_said(_out_of(section)),
            *(points_said(_in_section(each, section)) for each in given),
            points_said(result.sections.get(str(section.pk))),
        ]
        for section in sections
    ]
    whole = [
        _("All together"),
        points_said(sum((_out_of(each) for each in sections), Decimal(0))),
        *(points_said(each.points) for each in given),
        points_said(result.points),
    ]
    head = [_("Section"), _("Out of"), *people, _("Counts")]
    return table(_("Points by section"), head, [*rows, whole], numeric=range(1, len(head)))


def _out_of(section: Section) -> Decimal:
    return sum((HIGHEST * each.weight for each in section.questions.all()), Decimal(0))


def _in_section(given: Assignment, section: Section) -> Decimal:
    mine = (each for each in given.scores.all() if each.question.section_id == section.pk)
    return sum((each.value * each.question.weight for each in mine), Decimal(0))


def _comments(sections: list[Section], given: Assignment, number: int) -> Iterator[Block]:
    who = _("Evaluator %(number)s") % {"number": number}
    words = {each.question_id: each.comment for each in given.scores.all() if each.comment}
    for section in sections:
        for question in section.questions.all():
            if question.pk in words:
                yield said(f"{who} · {in_words(in_languages(question, 'text'))}", words[question.pk])
    if given.comment:
        yield said(f"{who} · {_('The whole')}", given.comment)
