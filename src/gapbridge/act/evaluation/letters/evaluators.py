"""What evaluators are written about files that they are given or lose: how many, never whose."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.act.evaluation.models import LIVE, Assignment, CallStep, Declaration
from gapbridge.people.models import User

from .post import mail


def tell_evaluators(
    call_step: CallStep,
    given: Mapping[int, int] | None = None,
    back: Mapping[int, int] | None = None,
    *,
    kind: str = Assignment.Kind.FIRST,
    besides: User | None = None,
) -> None:
    """One mail to each evaluator (ids → how many files were given, taken back), but to the one whose own act it was."""
    given, back = given or {}, back or {}
    concerned = {*given, *back} - {besides.pk if besides else 0}
    declared = set(
        Declaration.objects.filter(call=call_step.call_id, user__in=concerned).values_list(
            "user_id", flat=True
        )
    )
    for person in User.objects.filter(pk__in=concerned).order_by("pk"):
        numbers = (given.get(person.pk, 0), back.get(person.pk, 0))
        _tell(person, call_step, numbers, kind, person.pk in declared)


def tell_begun(call_step: CallStep) -> None:
    """What was given before the step began can be read from now on."""
    live = Assignment._base_manager.filter(call_step=call_step, state__in=LIVE).order_by()
    tell_evaluators(call_step, given=by_evaluator(live))


def by_evaluator(assignments: Iterable[Assignment]) -> Counter[int]:
    return Counter(each.evaluator_id for each in assignments)


def _tell(person: User, call_step: CallStep, numbers: tuple[int, int], kind: str, declared: bool) -> None:
    given, back = numbers

    def write() -> tuple[str, str]:
        told = [_given(call_step, given)] if given else []
        told += [_taken_back(call_step, back)] if back else []
        parts = [
            *told,
            *(_how(call_step, kind, declared) if given else []),
            _link(call_step, given, declared),
        ]
        return told[0], "\n\n".join(parts)

    mail(person, write)


def _given(call_step: CallStep, number: int) -> str:
    text = ngettext(
        "%(count)s application of “%(call)s” is given to you.",
        "%(count)s applications of “%(call)s” are given to you.",
        number,
    )
    return text % {"count": number, "call": call_step.call}


def _taken_back(call_step: CallStep, number: int) -> str:
    text = ngettext(
        "%(count)s application of “%(call)s” is no longer yours to evaluate.",
        "%(count)s applications of “%(call)s” are no longer yours to evaluate.",
        number,
    )
    return text % {"count": number, "call": call_step.call}


def _how(call_step: CallStep, kind: str, declared: bool) -> list[str]:
    """As whom, from when and until when, and what comes before."""
    found = []
    if kind != Assignment.Kind.FIRST:
        found.append(f"{Assignment.Kind(kind).label}.")
    if call_step.state == "waiting":
        text = _("“%(call)s”, %(step)s: what is given to you opens when the step begins.")
        found.append(text % {"call": call_step.call, "step": call_step})
    if call_step.scores_due_on and kind != Assignment.Kind.COMPLAINT:
        text = _("Scores are asked for by %(day)s.")
        found.append(text % {"day": date_format(call_step.scores_due_on)})
    if not declared:
        found.append(_("Before you can read anything, declare that you are impartial."))
    return found


def _link(call_step: CallStep, given: int, declared: bool) -> str:
    if given and not declared:
        return settings.SITE_URL + reverse("evaluation:declare", args=[call_step.call_id])
    return settings.SITE_URL + reverse("evaluation:mine")
