"""Tables of an evaluation's pages: a step's rows, the ranking, a proposal's lines; and the ranking as a workbook."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call, Lot
from gapbridge.base.listing import Column
from gapbridge.people.models import Membership, User
from gapbridge.people.roles import Role

from . import committee, course, pages, ranking, voting
from .judging import judge
from .models import LIVE, UNRELEASED, Assignment, CallStep, Proposal, StepResult
from .readers import judged_by

OUTCOMES = dict(StepResult.Outcome.choices)


# --- a step ------------------------------------------------------------------------------------------------------


def columns_of_step(call_step: CallStep) -> list[Column]:
    needed = len(course.items_of(call_step))
    columns = [
        Column(
            "number",
            gettext_lazy("Application"),
            sort="number",
            link=True,
            href=lambda row: _row_address(call_step, row),
        ),
        Column("organisation", gettext_lazy("Applicant"), sort="organisation__name"),
        Column("lot", gettext_lazy("Lot"), sort="lot__number", value=lambda row: row.lot.number),
        Column("amount", gettext_lazy("Amount"), sort="amount", kind="number"),
    ]
    if needed:
        columns += [
            Column(
                "answered",
                gettext_lazy("Checks answered"),
                sort="answered",
                value=lambda row: f"{row.answered}/{needed}",
            ),
            Column(
                "asked",
                gettext_lazy("Clarifications"),
                sort="asked",
                value=lambda row: f"{row.replied}/{row.asked}" if row.asked else None,
            ),
        ]
    if course.is_scored(call_step):
        columns += [
            Column("scored", gettext_lazy("Scores given"), sort="scored", kind="number"),
            Column("given_points", gettext_lazy("Points"), sort="given_points", kind="number"),
        ]
    outcome = Column(
        "outcome",
        gettext_lazy("Result"),
        sort="outcome",
        value=lambda row: str(OUTCOMES[row.outcome]) if row.outcome else None,
    )
    return [*columns, outcome]


def _row_address(call_step: CallStep, row: Application) -> str:
    """While checks are answered there, otherwise the application."""
    if call_step.state == "waiting":
        return row.get_absolute_url()
    return reverse("evaluation:checks", args=[call_step.pk, row.pk])


def people_of(call: Call) -> QuerySet[User]:
    """Who may sit on the committee or be present: staff of the programme's partners, applicants' never."""
    seated = (
        Membership.objects.current()
        .filter(organisation__partnerships__programme_id=call.programme_id)
        .exclude(role=Role.CSO_STAFF)
    )
    return User.objects.filter(pk__in=seated.values("user_id"), is_active=True).order_by("name", "pk")


def preview_of(call_step: CallStep, user: Any) -> dict[str, int]:
    """What closing would make of the entrants, without those that are closed to the reader. Writes nothing."""
    mine = set(judged_by(user).filter(call_id=call_step.call_id).values_list("pk", flat=True))
    judged = [
        outcome for application, _entry, outcome, _because in judge(call_step) if application.pk in mine
    ]
    outcomes = Counter(judged)
    return {"all": len(judged), **{each: outcomes[each] for each in ("passed", "failed", "cut")}}


# --- the ranking -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RankedRow:
    """`application` None: the reader has a conflict of interest about it."""

    place: Any
    application: Application | None


@dataclass(frozen=True)
class RankedLot:
    lot: Lot
    limit: Decimal
    inside: Decimal
    rows: list[RankedRow]
    dropped: list[StepResult]

    @property
    def left(self) -> Decimal:
        return self.limit - self.inside


def scores_blind(call_step: CallStep, user: Any) -> bool:
    """The reader scores in a step whose scores are not released: others' points would lead their own."""
    own = Assignment.objects.filter(call_step=call_step, evaluator_id=user.pk or 0, state__in=LIVE)
    return call_step.state in UNRELEASED and own.exists()


def ranking_shown(call_step: CallStep, user: Any) -> list[RankedLot]:
    lots = ranking.ranked(call_step)
    visible = {
        each.pk: each
        for each in judged_by(user).filter(call_id=call_step.call_id).select_related("organisation")
    }
    return [
        RankedLot(
            each.lot,
            each.limit,
            each.inside,
            [RankedRow(place, visible.get(place.entry.application)) for place in each.places],
            [result for result in each.dropped if result.application_id in visible],
        )
        for each in lots
    ]


def ranking_xlsx(call_step: CallStep, lots: Sequence[RankedLot]) -> HttpResponseBase:
    """One sheet, a line an application. Texts are written as texts, so that no cell becomes a formula."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    heads = (
        _("Lot"), _("Rank"), _("Application"), _("Applicant"), _("Project"), _("Points"), _("Amount"),
        _("Sum so far"), _("Within"), _("Equal points"),
    )  # fmt: skip
    bold = book.add_format({"bold": True})
    for at, head in enumerate(heads):
        sheet.write_string(0, at, head, bold)
    rows = [(lot, row) for lot in lots for row in lot.rows]
    for number, (lot, row) in enumerate(rows, start=1):
        for at, value in enumerate(_cells(lot, row)):
            if isinstance(value, str):
                sheet.write_string(number, at, value)
            elif value is not None:
                sheet.write_number(number, at, value)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 18)
    book.close()
    buffer.seek(0)
    return FileResponse(buffer, as_attachment=True, filename=f"ranking-{call_step.pk}.xlsx")


def _cells(lot: RankedLot, row: RankedRow) -> list[Any]:
    place, shown = row.place, row.application
    yes, no = _("Yes"), _("No")
    return [
        lot.lot.number,
        place.rank,
        shown.number if shown else "–",
        str(shown.organisation) if shown else _("Conflict of interest"),
        shown.title if shown else "",
        None if place.entry.points is None or not shown else float(place.entry.points),
        float(place.entry.amount) if shown else None,
        float(place.cumulated) if shown else None,
        yes if place.inside else no,
        yes if place.tied else no,
    ]


# --- a proposal --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LotOfProposal:
    lot: Lot
    lines: list[pages.LineShown]
    given: Decimal

    @property
    def left(self) -> Decimal:
        return self.lot.budget - self.given


def proposal_context(proposal: Proposal, user: Any) -> dict[str, Any]:
    lines = pages.lines_shown(proposal, user)
    members = committee.members_of(proposal.call)
    votes = {each.member_id: each for each in proposal.votes.all()}
    parts = {each.pk: each.part for each in members}
    return {
        "lots": _lots_of(proposal, lines),
        "members": [(each, votes.get(each.pk)) for each in members],
        "count": voting.count(parts, {pk: each.choice for pk, each in votes.items()}),
        "departures": [each for each in lines if each.line.departs],
        "tie_rule": proposal.call.procedure.get_tie_rule_display(),
        "own_vote": next(
            (votes[each.pk] for each in members if each.user_id == user.pk and each.pk in votes), None
        ),
    }


def _lots_of(proposal: Proposal, lines: Sequence[pages.LineShown]) -> list[LotOfProposal]:
    found = []
    for lot in proposal.call.lots.order_by("number"):
        mine = [each for each in lines if each.line.application.lot_id == lot.pk]
        given: Decimal = sum(
            (each.line.amount or Decimal(0) for each in mine if each.line.outcome == "award"), Decimal(0)
        )
        found.append(LotOfProposal(lot, mine, given))
    return found
