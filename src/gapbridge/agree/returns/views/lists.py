from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.returns.filters import AnswersFilter, GapsFilter
from gapbridge.agree.returns.labels import group_label
from gapbridge.agree.returns.queries import answers_for, gaps_to_return
from gapbridge.base.access import page
from gapbridge.base.listing import Action, Column, list_page

STAGE = "agree"


def _whole(gap: Any) -> str:
    return reverse("returns:gap", args=[gap.pk])


def _who(answer: Any) -> Any:
    return group_label(answer.session) if answer.may_read else _("A group whose words you may not read")


GAP_COLUMNS = (
    Column("code", _("Code"), sort="code", link=True, href=_whole),
    Column("said_title", _("Gap"), sort="said_title", link=True, href=_whole),
    Column("programme", _("Programme"), sort="programme__short_title"),
    Column(
        "began",
        _("Remedy began"),
        sort="began",
        kind="date",
        value=lambda gap: gap.began and gap.began.date(),
    ),
    Column("raised", _("Groups that raised it"), sort="raised", kind="number"),
    Column("asked", _("Asked again"), sort="asked", kind="number"),
    Column("state", _("State"), sort="state", kind="badge"),
)
ANSWER_COLUMNS = (
    Column("gap", _("Gap"), sort="gap__code", link=True),
    Column("group", _("Group"), value=_who),
    Column("outcome", _("What the group says"), sort="outcome"),
    Column("asked_on", _("Asked on"), sort="asked_on", kind="date"),
    Column("how", _("How"), sort="how"),
    Column("again_on", _("Promised to come back by"), sort="again_on", kind="date"),
    Column(
        "is_latest", _("Counts"), value=lambda each: _("yes") if each.is_latest else _("a later one does")
    ),
    Column(
        "programme", _("Programme"), sort="gap__programme__short_title", value=lambda each: each.gap.programme
    ),
)


@page(public=True)
def gap_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Return to the people"),
        intro=_("The groups that raised a gap are asked again before it is called remedied."),
        queryset=gaps_to_return(request.user),
        columns=GAP_COLUMNS,
        filters=GapsFilter,
        actions=[Action(_("All answers"), reverse("returns:answers"))],
        empty=_("The remedy of no gap has begun yet."),
        stage=STAGE,
    )


@page(public=True)
def answer_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("What the groups say now"),
        intro=_("Each answer of a group that was asked again. The latest counts, the earlier ones stay."),
        queryset=answers_for(request.user),
        columns=ANSWER_COLUMNS,
        filters=AnswersFilter,
        actions=[Action(_("All gaps"), reverse("returns:list"))],
        empty=_("No group has been asked again yet."),
        stage=STAGE,
    )
