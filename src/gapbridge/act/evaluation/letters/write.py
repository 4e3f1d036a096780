"""The letters' words, in the language that is spoken now (the application's)."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation import results
from gapbridge.act.evaluation.complaining import last_day
from gapbridge.act.evaluation.models import Award, CallStep, Letter, StepResult
from gapbridge.act.evaluation.results import money_said, points_said
from gapbridge.act.procedures.models import Step

from .blocks import Block, facts, heading, par, title
from .feedback import feedback

Kind = Letter.Kind


def blocks_of(
    application: Application, kind: str, call_step: CallStep | None, answer: str = ""
) -> list[Block]:
    """`answer`: what the office says to a complaint, or why money was given from the reserve list."""
    return [
        title(_title(application, kind)),
        *_facts(application),
        *BODIES[kind](application, call_step, answer),
        *(feedback(application, call_step) if call_step is not None else ()),
        *_complaint_way(application, kind),
    ]


def _title(application: Application, kind: str) -> str:
    return TITLES[kind]() % {"number": application.number}


def _facts(application: Application) -> Iterator[Block]:
    yield facts(
        [_("Applicant"), str(application.organisation)],
        [_("Project"), application.title],
        [_("Call"), str(application.call)],
        [_("Lot"), str(application.lot)],
    )


def _passed(application: Application, call_step: CallStep | None, answer: str) -> Iterator[Block]:
    if call_step is not None and call_step.step.kind == Step.Kind.OPENING:
        yield par(_("Your application arrived complete and goes on to be evaluated."))
    else:
        yield par(_("Your application goes on to the next step of the evaluation."))
    yield par(_("You need not do anything now."))


def _invited(application: Application, call_step: CallStep | None, answer: str) -> Iterator[Block]:
    call = application.call
    yield par(_("Your concept note was selected. You are invited to send a full application."))
    if call.full_closes_at:
        ends = timezone.localtime(call.full_closes_at, ZoneInfo(call.time_zone))
        yield par(
            _("It is received until %(moment)s (%(zone)s).")
            % {"moment": date_format(ends, "DATETIME_FORMAT"), "zone": call.time_zone}
        )
    yield par(
        _(
            "What you asked for, %(amount)s %(currency)s, may change by at most %(percent)s percent; what the call's"
            " rules keep fixed may not change."
        )
        % {
            "amount": money_said(application.amount),
            "currency": call.currency,
            "percent": call.procedure.amount_margin_percent,
        }
    )


def _not_passed(application: Application, call_step: CallStep | None, answer: str) -> Iterator[Block]:
    yield par(_("We thank you for your application. It ends with this step, for this reason:"))
    yield par(_because(application, call_step))


def _because(application: Application, call_step: CallStep | None) -> str:
    found = StepResult.objects.filter(application=application, call_step=call_step, replaced_at=None).first()
    return results.said(found.because) if found else application.decision


def _awarded(application: Application, call_step: CallStep | None, answer: str) -> Iterator[Block]:
    award = Award.objects.get(application=application)
    yield par(
        _("Your application was awarded a grant of %(amount)s %(currency)s.")
        % {"amount": money_said(award.amount), "currency": application.call.currency}
    )
    if application.amount is not None and award.amount != application.amount:
        yield par(_("You asked for %(amount)s.") % {"amount": money_said(application.amount)})
    if award.reason:
        yield par(award.reason)
    yield par(_("The programme's office will write to you about the agreement."))
    yield from _own_points(application, call_step)


def _reserve(application: Application, call_step: CallStep | None, answer: str) -> Iterator[Block]:
    yield par(
        _(
            "Your application is on the reserve list. It is awarded a grant if money becomes free; you will be told"
            " at once."
        )
    )
    if answer:
        yield par(answer)
    yield from _own_points(application, call_step)


def _declined(application: Application, call_step: CallStep | None, answer: str) -> Iterator[Block]:
    yield par(_("We thank you for your application. The committee did not select it, for this reason:"))
    yield par(answer or application.decision)
    yield from _own_points(application, call_step)


def _own_points(application: Application, call_step: CallStep | None) -> Iterator[Block]:
    result = StepResult.objects.filter(application=application, call_step=call_step, replaced_at=None).first()
    if result is None or result.points is None:
        return
    rows = [[_("Your points"), points_said(result.points)]]
    least = call_step.step.least_points if call_step else None
    if least is not None:
        rows.append([_("Points to pass"), points_said(least)])
    lowest = lowest_awarded(application)
    if lowest is not None:
        rows.append([_("Lowest points with a grant in this lot"), points_said(lowest)])
    yield facts(*rows)


def lowest_awarded(application: Application) -> Decimal | None:
    return Award.objects.filter(application__lot_id=application.lot_id).aggregate(least=Min("line__points"))[
        "least"
    ]


def _complaint(application: Application, call_step: CallStep | None, answer: str) -> Iterator[Block]:
    yield par(_("You complained about the evaluation of your application. This is the answer:"))
    yield par(answer)


def _complaint_way(application: Application, kind: str) -> Iterator[Block]:
    if kind not in (Kind.NOT_PASSED, Kind.DECLINED, Kind.RESERVE):
        return
    until = last_day(application.call, timezone.now())
    yield heading(_("If you think that the evaluation went wrong"))
    yield par(
        _(
            "You can complain until the end of %(day)s, on the page of this letter. Say what went wrong: the file is"
            " then looked at anew, and if you are right it is evaluated by somebody else."
        )
        % {"day": date_format(until)}
    )


BODIES: dict[str, Callable[[Application, CallStep | None, str], Iterator[Block]]] = {
    Kind.PASSED: _passed,
    Kind.INVITED: _invited,
    Kind.NOT_PASSED: _not_passed,
    Kind.AWARDED: _awarded,
    Kind.RESERVE: _reserve,
    Kind.DECLINED: _declined,
    Kind.COMPLAINT: _complaint,
}
TITLES: dict[str, Callable[[], str]] = {
    Kind.PASSED: lambda: _("Application %(number)s goes on to the next step"),
    Kind.INVITED: lambda: _("Application %(number)s: you are invited to send a full application"),
    Kind.NOT_PASSED: lambda: _("Application %(number)s was not selected"),
    Kind.AWARDED: lambda: _("Application %(number)s is awarded a grant"),
    Kind.RESERVE: lambda: _("Application %(number)s is on the reserve list"),
    Kind.DECLINED: lambda: _("Application %(number)s was not selected"),
    Kind.COMPLAINT: lambda: _("Application %(number)s: answer to your complaint"),
}
