"""Reports: planned, written, submitted, asked about, returned or approved."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.act.applications.models import LogframeRow, LogIndicator
from gapbridge.act.grants import letters
from gapbridge.act.grants.lifecycle import REPORT
from gapbridge.act.grants.models import ActivityState, Expense, Grant, IndicatorValue, Question, Report
from gapbridge.act.grants.queries.doubles import unresolved
from gapbridge.act.grants.queries.sampling import drawn
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused, WrongState
from gapbridge.people.models import User

from .common import REPORTING, lock, lock_live, said
from .money import demand

TEXTS = ("summary", "difficulties", "next_steps", "language")
MOST_REPORTS = 20


@transaction.atomic
def plan_reports(*, actor: User, grant: Grant, rows: Iterable[Mapping[str, Any]]) -> list[Report]:
    """Say which reports are due: rows of `kind`, `period_from`, `period_to`, `due_on`, in order.

    Reports that were sent stay; the others are changed in their order, and what is over is removed unless something
    was written into it. The last one is the final report, and there is one.
    """
    permit(actor, "grants.change_grant", grant)
    lock_live(grant)
    wanted = list(rows)
    sent = list(grant.reports.exclude(state="draft"))
    drafts = list(grant.reports.filter(state="draft"))
    _check_plan(sent, wanted)
    number = max((each.number for each in sent), default=0)
    for row in wanted:
        number += 1
        report = drafts.pop(0) if drafts else Report(grant=grant, language=grant.application.language)
        _place(report, number, row)
    for extra in drafts:
        _remove(extra)
    planned = list(grant.reports.order_by("number"))
    journal.record(actor=actor, verb="grants.plan_reports", target=grant, data={"reports": len(planned)})
    return planned


def _check_plan(sent: list[Report], wanted: list[Mapping[str, Any]]) -> None:
    if len(wanted) > MOST_REPORTS:
        raise Refused(_("That are too many reports."), field="rows")
    finals = [row["kind"] == Report.Kind.FINAL for row in wanted]
    if any(report.kind == Report.Kind.FINAL for report in sent):
        if wanted:
            raise Refused(_("The final report was sent: no report comes after it."), field="rows")
        return
    if finals.count(True) != 1 or not finals[-1]:
        raise Refused(_("The last report is the final one, and there is one."), field="rows")


def _place(report: Report, number: int, row: Mapping[str, Any]) -> None:
    for name in ("kind", "period_from", "period_to", "due_on"):
        setattr(report, name, row[name])
    report.number = number
    if report.period_to < report.period_from:
        raise Refused(_("It can't end before it starts."), field="rows")
    if report.due_on < report.period_to:
        raise Refused(_("A report is due after its period, not before."), field="rows")
    report.clean_fields(exclude=["grant"])
    report.save()


def _remove(report: Report) -> None:
    if report.expenses.exists() or report.instalments.exists():
        raise Refused(
            _("“%(report)s” can't be left out: receipts or instalments hang from it.") % {"report": report},
            field="rows",
        )
    report.delete()


# --- writing ---------------------------------------------------------------------------------------------


@transaction.atomic
def write_report(*, actor: User, report: Report, **written: Any) -> Report:
    """Keep what is written so far: `summary`, `difficulties`, `next_steps`, `language`, and by the logframe
    `activities` {row id: (stage, text)} and `values` {indicator id: (value or None, note)}."""
    permit(actor, "grants.write_report", report)
    _lock_unsent(report)
    _write(report, written)
    journal.record(actor=actor, verb="grants.write_report", target=report, data={"changed": sorted(written)})
    return report


def _lock_unsent(report: Report) -> None:
    report.refresh_from_db(from_queryset=Report._base_manager.select_for_update())
    if report.state not in {"draft", "returned"}:
        raise WrongState(_("This report was sent. It can be changed if the office returns it."))


def _write(report: Report, written: Mapping[str, Any]) -> None:
    texts = {name: written[name] for name in TEXTS if name in written}
    for name, text in texts.items():
        setattr(report, name, text.strip())
    if texts:
        report.clean_fields(exclude=["grant"])
        report.save(update_fields=sorted(texts))
    for pk, (stage, text) in written.get("activities", {}).items():
        _write_activity(report, pk, stage, text)
    for pk, (value, note) in written.get("values", {}).items():
        _write_value(report, pk, value, note)


def _write_activity(report: Report, pk: int, stage: str, text: str) -> None:
    rows = LogframeRow.objects.filter(part__application=report.grant.application_id, kind="activity")
    if not rows.filter(pk=pk).exists() or stage not in ActivityState.Stage.values:
        raise Refused(_("This activity is not in the logframe."), field="activities")
    ActivityState.objects.update_or_create(
        report=report, row_id=pk, defaults={"stage": stage, "text": text.strip()}
    )


def _write_value(report: Report, pk: int, value: Decimal | None, note: str) -> None:
    indicators = LogIndicator.objects.filter(row__part__application=report.grant.application_id)
    if not indicators.filter(pk=pk).exists():
        raise Refused(_("This indicator is not in the logframe."), field="values")
    IndicatorValue.objects.update_or_create(
        report=report, indicator_id=pk, defaults={"value": value, "note": note.strip()}
    )


@transaction.atomic
def submit_report(*, actor: User, report: Report, **written: Any) -> Report:
    """Send it, with what is still `written` (as in `write_report`). Refuses one without a text or an activity without
    its state, and before its period is over. The receipts that the office will check are drawn by lot."""
    permit(actor, "grants.write_report", report)
    _lock_unsent(report)
    lock(report.grant, *REPORTING)
    _write(report, written)
    _check_complete(report)
    REPORT.move(report, "submit", actor=actor)
    report.submitted_at, report.submitted_by = timezone.now(), actor
    report.save(update_fields=["submitted_at", "submitted_by"])
    sampled = _draw(report)
    journal.record(
        actor=actor,
        verb="grants.submit_report",
        target=report,
        data={"expenses": report.expenses.count(), "sampled": sampled, "seed": report.sample_seed},
    )
    return report


def _check_complete(report: Report) -> None:
    if report.period_to > timezone.localdate():
        raise Refused(
            _("Its period ends on %(day)s. It can be sent after that.")
            % {"day": date_format(report.period_to)}
        )
    if not report.summary.strip():
        raise Refused(_("Write what was done."), field="summary")
    wanted = LogframeRow.objects.filter(part__application=report.grant.application_id, kind="activity")
    missing = wanted.exclude(pk__in=report.activities.values("row")).count()
    if missing:
        raise Refused(
            _("Say how each activity stands; still without an answer: %(number)s.") % {"number": missing},
            field="activities",
        )


def _draw(report: Report) -> int:
    """Mark the receipts to be checked. The seed is the journal's last hash, which nobody could choose.

    A report that comes again keeps its sample; new receipts are drawn with the same seed.
    """
    report.sample_seed = report.sample_seed or journal.mark().partition(":")[2]
    report.sample_percent = settings.GRANT_SAMPLE_PERCENT
    report.save(update_fields=["sample_seed", "sample_percent"])
    costs = list(report.expenses.values_list("pk", "cost"))
    chosen = drawn(costs, report.sample_seed, report.sample_percent)
    report.expenses.filter(pk__in=chosen).update(is_sampled=True)
    return report.expenses.filter(is_sampled=True).count()


# --- judging ---------------------------------------------------------------------------------------------


@transaction.atomic
def ask_about_report(
    *,
    actor: User,
    report: Report,
    text: str,
    due_on: date | None = None,
    expense: Expense | None = None,
) -> Question:
    """Ask the grantee something about a report that was sent, or about one receipt of it."""
    permit(actor, "grants.judge_report", report)
    if report.state != "submitted":
        raise WrongState(_("Questions are asked while a report is with the office."))
    if expense is not None and expense.report_id != report.pk:
        raise Refused(_("This receipt belongs to another report."), field="expense")
    question = Question.objects.create(
        report=report,
        expense=expense,
        text=said(text, "text"),
        asked_by=actor,
        asked_at=timezone.now(),
        due_on=due_on,
    )
    letters.tell(report.grant, "asked", question.text, about=report)
    journal.record(actor=actor, verb="grants.ask_about_report", target=report, data={"question": question.pk})
    return question


@transaction.atomic
def answer_question(*, actor: User, question: Question, answer: str) -> Question:
    """The grantee's answer; it stands once it is given."""
    permit(actor, "grants.write_report", question)
    question.refresh_from_db(from_queryset=Question._base_manager.select_for_update())
    if question.answered_at:
        raise WrongState(_("This question is answered already."))
    question.answer = said(answer, "answer")
    question.answered_by, question.answered_at = actor, timezone.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    journal.record(
        actor=actor, verb="grants.answer_question", target=question.report, data={"question": question.pk}
    )
    return question


@transaction.atomic
def return_report(*, actor: User, report: Report, reason: str) -> Report:
    """Send it back to be corrected, saying what is wrong."""
    reason = said(reason)
    REPORT.move(report, "return", actor=actor)
    _judged(report, actor, returned_because=reason)
    letters.tell(report.grant, "returned", reason, about=report)
    journal.record(actor=actor, verb="grants.return_report", target=report)
    return report


def _judged(report: Report, actor: User, **facts: Any) -> None:
    facts |= {"judged_at": timezone.now(), "judged_by": actor}
    for name, value in facts.items():
        setattr(report, name, value)
    report.save(update_fields=sorted(facts))


@transaction.atomic
def approve_report(*, actor: User, report: Report, recover_by: date | None = None) -> Report:
    """Approve it: what its receipts show counts. What was found not eligible is asked back until `recover_by`.

    Refuses while a sampled receipt has no verdict, a question is open, or a cost looks funded twice.
    """
    permit(actor, "grants.judge_report", report)
    report.refresh_from_db(from_queryset=Report._base_manager.select_for_update())
    if report.state == "submitted":
        _check_judged(report)
    REPORT.move(report, "approve", actor=actor)
    _judged(report, actor, returned_because="")
    lost = report.expenses.aggregate(lost=Sum("ineligible"))["lost"] or Decimal(0)
    if lost:
        reason = _("Costs that are not eligible in “%(report)s”.") % {"report": report}
        demand(actor, report.grant, lost, reason, recover_by, report)
    letters.tell(report.grant, "approved", about=report)
    journal.record(actor=actor, verb="grants.approve_report", target=report, data={"ineligible": lost})
    return report


def _check_judged(report: Report) -> None:
    unchecked = report.expenses.filter(is_sampled=True, verdict="").count()
    asked = report.expenses.filter(verdict=Expense.Verdict.QUESTION).count()
    if unchecked or asked:
        raise Refused(
            _(
                "Receipts of the sample without a verdict: %(unchecked)s; with an open question: %(asked)s. "
                "Judge them first."
            )
            % {"unchecked": unchecked, "asked": asked}
        )
    if report.questions.filter(answered_at=None).exists():
        raise Refused(_("A question is not answered yet."))
    if doubles := unresolved(report):
        raise Refused(
            _("Receipts that seem to be funded twice: %(number)s. Resolve each, with the reason, first.")
            % {"number": len(doubles)}
        )
