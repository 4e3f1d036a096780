from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps import actions
from gapbridge.agree.gaps.ancestry import ancestry_of
from gapbridge.agree.gaps.filters import GapFilter
from gapbridge.agree.gaps.forms import GapForm
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.narrowing import narrowed_by
from gapbridge.agree.gaps.quality import checklist
from gapbridge.agree.gaps.queries import (
    causes_by_kind,
    documents_of,
    feedback_of,
    gaps_for,
    priority_of,
    promises_of,
    said_in,
    steps_of,
    voices_of,
)
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.programmes.models import Programme
from gapbridge.programmes.queries import create_actions

from .parts import STAGE, attempt, only_drafts

COLUMNS = (
    Column("code", _("Code"), sort="code", link=True),
    Column("said_title", _("Gap"), sort="said_title", link=True),
    Column("programme", _("Programme"), sort="programme__short_title"),
    Column("severity", _("Severity"), sort="severity"),
    Column("people_affected", _("People affected"), sort="people_affected", kind="number"),
    Column("ranked", _("Analysts' priority"), sort="ranked", kind="number"),
    Column("people_rank", _("People's own rank"), sort="people_rank", kind="number"),
    Column(
        "places", _("Places"), value=lambda gap: ", ".join(str(place) for place in gap.places.all()) or None
    ),
    Column("state", _("State"), sort="state", kind="badge"),
)


@page(public=True)
def gap_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Gaps"),
        intro=_("Where what is promised and what people live fall apart."),
        queryset=gaps_for(request.user),
        columns=COLUMNS,
        filters=GapFilter,
        actions=[
            *create_actions(request.user, "gaps.add_gap", "gaps:new", _("New gap")),
            *create_actions(request.user, "gaps.add_gap", "gaps:choose_voices", _("From voices")),
        ],
        empty=_("No gap has been written down yet. It starts from what people said."),
        stage=STAGE,
    )


@page(Gap, public=True, related=("programme",))
def gap_page(request: HttpRequest, gap: Gap) -> HttpResponse:
    narrowed = narrowed_by(request.GET)
    language = gap.language if "original" in request.GET else get_language() or gap.language
    causes = causes_by_kind(gap)
    may_change = request.user.has_perm("gaps.change_gap", gap)
    context: dict[str, Any] = {
        "gap": gap,
        "stage": STAGE,
        "said": said_in(gap, causes, language),
        "priority": priority_of(gap),
        "voices": voices_of(gap, request.user, narrowed.condition),
        "narrowed": narrowed,
        "documents": documents_of(gap, request.user),
        "messages_told": feedback_of(gap, request.user),
        "promises": promises_of(gap),
        "ancestry": ancestry_of(gap, request.user),
        "checks": checklist(gap),
        "steps": steps_of(gap),
        "may_write": may_change,
        "may_change": gap.state == "draft" and may_change,
        "may_publish": gap.state not in {"draft", "set_aside"}
        and request.user.has_perm("gaps.publish_gap", gap),
    }
    return render(request, "gaps/gap.html", context)


@page(Programme, perm="gaps.add_gap")
def new_gap(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        GapForm,
        programme=programme,
        title=_("New gap"),
        intro=_("One gap, in words everyone can check. It stays a draft until you propose it."),
        submit=_("Write it down"),
        parent=programme,
        stage=STAGE,
        act=lambda data: actions.create_gap(actor=request.user, programme=programme, **data),
    )


@page(Gap, perm="gaps.change_gap", related=("programme",))
@only_drafts
def edit_gap(request: HttpRequest, gap: Gap) -> HttpResponse:
    return form_page(
        request,
        GapForm,
        instance=gap,
        programme=gap.programme,
        title=_("Change the gap"),
        parent=gap,
        stage=STAGE,
        act=lambda data: actions.change_gap(actor=request.user, gap=gap, **data),
    )


@page(Gap, perm="gaps.publish_gap", methods=("POST",))
def publish(request: HttpRequest, gap: Gap) -> HttpResponse:
    return attempt(
        request, gap, lambda: actions.publish_gap(actor=request.user, gap=gap), _("Everyone can read it now.")
    )


@page(Gap, perm="gaps.publish_gap", methods=("POST",))
def unpublish(request: HttpRequest, gap: Gap) -> HttpResponse:
    return attempt(
        request, gap, lambda: actions.unpublish_gap(actor=request.user, gap=gap), _("It is no longer public.")
    )
