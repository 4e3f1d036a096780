"""Reports and their receipts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from gapbridge.act.grants import actions
from gapbridge.act.grants.filters import ExpenseFilter
from gapbridge.act.grants.forms.reports import (
    AnswerForm,
    ExpenseForm,
    ImportForm,
    PlanForm,
    QuestionForm,
    ReportForm,
    VerdictForm,
)
from gapbridge.act.grants.models import Expense, Grant, Question, Report
from gapbridge.act.grants.queries import lists
from gapbridge.act.grants.queries.budget import labels_of, sum_of, variance_of
from gapbridge.act.grants.queries.doubles import doubles_of
from gapbridge.act.grants.queries.narrative import indicators_of, states_of
from gapbridge.act.grants.tables import COLUMNS as FILE_COLUMNS
from gapbridge.act.grants.tables import read_expenses
from gapbridge.base.access import page
from gapbridge.base.forms import ReasonForm, form_page
from gapbridge.base.listing import Action, Column, list_page
from gapbridge.base.tables import Problem, TableErrors

from .pages import RELATED

OF_GRANT = tuple(f"grant__{each}" for each in RELATED)
OF_REPORT = tuple(f"report__grant__{each}" for each in RELATED)


@page(Grant, perm="grants.change_grant", related=RELATED)
def plan(request: HttpRequest, grant: Grant) -> HttpResponse:
    names = ("kind", "period_from", "period_to", "due_on")
    rows = list(grant.reports.filter(state="draft").values(*names))
    return form_page(
        request,
        PlanForm,
        rows=rows,
        before=grant.reports.exclude(state="draft").count(),
        title=_("Plan the reports"),
        intro=_("The last one is the final report. Reports that were sent stay as they are."),
        parent=grant,
        done=f"{grant.get_absolute_url()}#reports",
        stage="act",
        act=lambda data: actions.plan_reports(actor=request.user, grant=grant, rows=data["rows"]),
    )


def is_open_to(report: Report, user: Any) -> bool:
    """What a grantee writes is its own until it is sent."""
    return report.state != "draft" or user.has_perm("grants.write_report", report)


def check_open(report: Report, user: Any) -> None:
    if not is_open_to(report, user):
        raise Http404


@page(Report, perm="grants.see_inside", related=OF_GRANT, methods=("GET", "HEAD"))
def report_page(request: HttpRequest, report: Report) -> HttpResponse:
    user = request.user
    context: dict[str, Any] = {"title": str(report), "stage": "act", "report": report, "grant": report.grant}
    context["open"] = is_open_to(report, user)
    if context["open"]:
        context |= _content(report, user)
    return render(request, "grants/report.html", context)


def _content(report: Report, user: Any) -> dict[str, Any]:
    headings = variance_of(report.grant, report)
    judges = user.has_perm("grants.judge_report", report)
    return {
        "currency": report.grant.currency,
        "states": states_of(report),
        "indicators": indicators_of(report),
        "headings": headings,
        "together": sum_of(headings),
        "number_of_expenses": report.expenses.count(),
        "without_file": report.expenses.filter(file=None).count(),
        "sampled": report.expenses.filter(is_sampled=True),
        "doubles": doubles_of(report) if judges else [],
        "questions": report.questions.select_related("expense"),
        "may_write": user.has_perm("grants.write_report", report) and report.state in {"draft", "returned"},
        "may_answer": user.has_perm("grants.write_report", report),
        "may_judge": judges and report.state == "submitted",
    }


@page(Report, perm="grants.write_report", related=OF_GRANT)
def write(request: HttpRequest, report: Report) -> HttpResponse:
    return form_page(
        request,
        ReportForm,
        instance=report,
        title=_("Write the report"),
        intro=_("What is saved here can be changed until you send the report."),
        parent=report,
        stage="act",
        act=lambda data: actions.write_report(actor=request.user, report=report, **data["written"]),
    )


# --- receipts --------------------------------------------------------------------------------------------


def columns_of(report: Report) -> tuple[Column, ...]:
    labels = labels_of(report.grant)
    return (
        Column("on", _("Date"), sort="on", kind="date"),
        Column("supplier", _("Supplier"), sort="supplier", link=True, href=lambda row: _address(row)),
        Column("number", pgettext("of a document", "Number"), sort="number"),
        Column("text", _("What was paid for"), sort="text"),
        Column(
            "heading",
            _("Budget line"),
            sort="heading",
            value=lambda row: row.line.text if row.line else labels.get(row.heading, row.heading),
        ),
        Column("amount", _("Amount"), sort="amount", kind="number"),
        Column("currency", _("Currency"), sort="currency"),
        Column(
            "cost", _("In %(currency)s") % {"currency": report.grant.currency}, sort="cost", kind="number"
        ),
        Column("file", _("Receipt"), value=lambda row: _("Yes") if row.file_id else _("No")),
        Column(
            "sampled",
            _("Sampled"),
            sort="is_sampled",
            value=lambda row: _("Yes") if row.is_sampled else _("No"),
        ),
        Column("verdict", _("Verdict"), sort="verdict", value=lambda row: row.get_verdict_display() or None),
        Column(
            "ineligible",
            _("Not eligible"),
            sort="ineligible",
            kind="number",
            value=lambda row: row.ineligible or None,
        ),
    )


def _address(expense: Expense) -> str:
    return reverse("grants:expense", args=[expense.pk])


@page(Report, perm="grants.see_inside", related=OF_GRANT, methods=("GET", "HEAD"))
def expenses(request: HttpRequest, report: Report) -> HttpResponseBase:
    check_open(report, request.user)
    may_write = request.user.has_perm("grants.write_report", report) and report.state in {"draft", "returned"}
    buttons = (
        Action(_("Add a receipt"), reverse("grants:add_expense", args=[report.pk])),
        Action(_("Import a table"), reverse("grants:import_expenses", args=[report.pk])),
    )
    rows = lists.expenses_for(request.user).filter(report=report).select_related("line")
    return list_page(
        request,
        title=_("Receipts: %(report)s") % {"report": report},
        intro=report.grant.application.title,
        queryset=rows,
        columns=columns_of(report),
        filters=ExpenseFilter,
        actions=buttons if may_write else (),
        empty=_("No receipt yet."),
        stage="act",
        template="grants/expenses.html",
        context={"report": report, "grant": report.grant},
    )


@page(Report, perm="grants.write_report", related=OF_GRANT)
def add_expense(request: HttpRequest, report: Report) -> HttpResponse:
    return form_page(
        request,
        ExpenseForm,
        report=report,
        initial={"currency": report.grant.currency},
        title=_("Add a receipt"),
        parent=report,
        done=reverse("grants:expenses", args=[report.pk]),
        stage="act",
        act=lambda data: actions.add_expense(actor=request.user, report=report, **data),
    )


@page(Report, perm="grants.write_report", related=OF_GRANT)
def import_expenses(request: HttpRequest, report: Report) -> HttpResponse:
    problems: list[Problem] = []

    def act(data: dict[str, Any]) -> int:
        try:
            rows = read_expenses(data["file"].file, report)
            return actions.import_expenses(actor=request.user, report=report, rows=rows)
        except TableErrors as errors:
            problems.extend(errors.problems)
            raise

    return form_page(
        request,
        ImportForm,
        act=act,
        title=_("Import receipts"),
        intro=_("All of it is taken, or nothing. The same file can be sent again: no receipt is doubled."),
        parent=report,
        stage="act",
        submit=_("Import"),
        autosave=False,
        said=lambda added: (
            ngettext("%(count)d receipt added.", "%(count)d receipts added.", added) % {"count": added}
        ),
        done=lambda added: reverse("grants:expenses", args=[report.pk]),
        template="grants/import.html",
        context={"problems": problems, "file_columns": FILE_COLUMNS, "report": report},
    )


@page(Expense, perm="grants.see_inside", related=(*OF_REPORT, "line", "file", "checked_by"))
def expense(request: HttpRequest, expense: Expense) -> HttpResponse:
    """The receipt: the grantee corrects it while it is theirs, the office judges it once it was sent."""
    report, user = expense.report, request.user
    check_open(report, user)
    if user.has_perm("grants.write_report", report) and report.state in {"draft", "returned"}:
        return _edit(request, expense)
    if user.has_perm("grants.judge_report", report) and report.state == "submitted":
        return _judge(request, expense)
    if request.method == "POST":
        raise ValidationError(_("This report was sent. It can be changed if the office returns it."))
    return render(request, "grants/expense.html", _of_expense(expense))


def _of_expense(expense: Expense) -> dict[str, Any]:
    return {
        "title": str(expense),
        "stage": "act",
        "expense": expense,
        "report": expense.report,
        "grant": expense.report.grant,
        "currency": expense.report.grant.currency,
        "heading": labels_of(expense.report.grant).get(expense.heading, expense.heading),
    }


def _edit(request: HttpRequest, expense: Expense) -> HttpResponse:
    report = expense.report
    return form_page(
        request,
        ExpenseForm,
        report=report,
        instance=Expense.objects.get(pk=expense.pk),
        title=str(expense),
        parent=report,
        done=reverse("grants:expenses", args=[report.pk]),
        stage="act",
        template="grants/edit_expense.html",
        context=_of_expense(expense),
        act=lambda data: actions.change_expense(actor=request.user, expense=expense, **data),
    )


def _judge(request: HttpRequest, expense: Expense) -> HttpResponse:
    return form_page(
        request,
        VerdictForm,
        instance=Expense.objects.get(pk=expense.pk),
        title=str(expense),
        parent=expense.report,
        done=f"{reverse('grants:expenses', args=[expense.report_id])}?sampled=true&verdict=none",
        stage="act",
        submit=_("Keep the verdict"),
        autosave=False,
        template="grants/expense.html",
        context=_of_expense(expense) | {"judges": True},
        act=lambda data: actions.judge_expense(actor=request.user, expense=expense, **data),
    )


@page(Expense, perm="grants.write_report", related=OF_REPORT, methods=("POST",))
def remove_expense(request: HttpRequest, expense: Expense) -> HttpResponse:
    report = expense.report
    actions.remove_expense(actor=request.user, expense=expense)
    messages.success(request, _("The receipt is removed."))
    return redirect("grants:expenses", report.pk)


@page(Expense, perm="grants.judge_report", related=OF_REPORT)
def resolve(request: HttpRequest, expense: Expense, other: int) -> HttpResponse:
    """Two receipts that look the same."""
    pair = {expense.pk, other}
    pairs = (each for each in doubles_of(expense.report) if {each.expense.pk, each.other.pk} == pair)
    found = next(pairs, None)
    if found is None:
        raise Http404
    return form_page(
        request,
        ReasonForm,
        initial={"reason": found.answer.reason if found.answer else ""},
        title=_("The same cost funded twice?"),
        intro=_("Say why it is not, or what was done about it. Or judge one of them not eligible."),
        parent=expense.report,
        done=f"{expense.report.get_absolute_url()}#doubles",
        stage="act",
        template="grants/resolve.html",
        context={"double": found, "sides": lists.sides_of(found, request.user)},
        act=lambda data: actions.resolve_same_cost(
            actor=request.user, expense=found.expense, other=found.other, **data
        ),
    )


# --- questions -------------------------------------------------------------------------------------------


@page(Report, perm="grants.judge_report", related=OF_GRANT)
def ask(request: HttpRequest, report: Report) -> HttpResponse:
    return form_page(
        request,
        QuestionForm,
        title=_("Ask about the report"),
        parent=report,
        done=f"{report.get_absolute_url()}#questions",
        stage="act",
        submit=_("Ask"),
        act=lambda data: actions.ask_about_report(actor=request.user, report=report, **data),
    )


@page(Question, perm="grants.write_report", related=(*OF_REPORT, "expense"))
def answer(request: HttpRequest, question: Question) -> HttpResponse:
    return form_page(
        request,
        AnswerForm,
        title=_("Answer the question"),
        intro=question.text,
        parent=question.report,
        done=f"{question.report.get_absolute_url()}#questions",
        stage="act",
        submit=_("Answer"),
        act=lambda data: actions.answer_question(actor=request.user, question=question, **data),
    )
