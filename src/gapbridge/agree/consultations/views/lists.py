"""The lists of rounds and agreements."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations.filters import AgreementFilter, ConsultationFilter
from gapbridge.agree.consultations.models import Consultation
from gapbridge.agree.consultations.queries import agreements_for, consultations_for, days_left
from gapbridge.base.access import page
from gapbridge.base.listing import Column, list_page
from gapbridge.programmes.queries import create_actions


def days_shown(consultation: Consultation) -> int | None:
    """None where nothing is taken any more."""
    left = days_left(consultation)
    return left if left is not None and left >= 0 else None


COLUMNS = (
    Column("title", _("Consultation"), sort="title", link=True),
    Column("programme", _("Programme"), sort="programme__short_title"),
    Column("opens_on", _("Opens"), sort="opens_on", kind="date"),
    Column("closes_on", _("Closes"), sort="closes_on", kind="date"),
    Column("invited", _("Invited"), sort="invited", kind="number"),
    Column("taken", _("Positions taken"), sort="taken", kind="number"),
    Column("unanswered", _("Without answer"), sort="unanswered", kind="number"),
    Column("days_left", _("Days left"), value=days_shown, kind="number"),
    Column("state", _("State"), sort="state", kind="badge"),
)
AGREEMENT_COLUMNS = (
    Column("consultation", _("Agreement"), sort="consultation__title", link=True),
    Column("programme", _("Programme"), value=lambda each: each.consultation.programme),
    Column("closed_at", _("Agreed on"), sort="closed_at", kind="date"),
    Column("gaps_agreed", _("Gaps"), sort="gaps_agreed", kind="number"),
    Column("measures_agreed", _("Measures"), sort="measures_agreed", kind="number"),
    Column("published_at", _("Public since"), sort="published_at", kind="date"),
)


@page(public=True)
def consultation_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Consultations"),
        intro=_("Rounds in which everyone concerned reads the same text, comments and takes a position."),
        queryset=consultations_for(request.user),
        columns=COLUMNS,
        filters=ConsultationFilter,
        actions=create_actions(
            request.user, "consultations.add_consultation", "consultations:new", _("New consultation")
        ),
        empty=_("No consultation yet. Gaps and measures come first, then everyone concerned is asked."),
        stage="agree",
    )


@page(public=True)
def agreement_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Agreements"),
        intro=_("What was agreed, word for word, by whom, and who saw it otherwise."),
        queryset=agreements_for(request.user),
        columns=AGREEMENT_COLUMNS,
        filters=AgreementFilter,
        empty=_("Nothing has been agreed yet."),
        stage="agree",
    )
