from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from gapbridge.base.access import page
from gapbridge.base.lifecycle import lifecycle_of
from gapbridge.base.listing import Column, list_page
from gapbridge.programmes.models import Programme
from gapbridge.programmes.standing import standing

from .board import board_for
from .filters import MINE, BoardForm, filter_of
from .kinds import BY_KEY
from .line import Line

STAGE = "prove"


@page(perm="thread.see_broken", methods=("GET", "HEAD"))
def broken(request: HttpRequest) -> HttpResponse:
    """Where the line from listening to proof is broken, in all the reader's programmes or in one."""
    own = Programme.objects.filter(pk__in=standing(request.user).programmes)
    form = BoardForm(request.GET, programmes=own)
    chosen = form.cleaned_data if form.is_valid() else {}
    programme, who = chosen.get("programme"), chosen.get("who", "")
    board = board_for(
        request.user,
        programme=programme.pk if programme else None,
        role="" if who == MINE else who,
        mine=who == MINE,
    )
    context = {
        "title": _("Broken lines"),
        "stage": STAGE,
        "board": board,
        "form": form,
        "programme": programme,
        "who": who,
        "is_narrowed": bool(who),
        "query": request.GET.urlencode(),
    }
    return render(request, "thread/broken/board.html", context)


@page(perm="thread.see_broken", methods=("GET", "HEAD"))
def broken_line(request: HttpRequest, line: str) -> HttpResponse:
    """All rows of one kind."""
    found = BY_KEY.get(line)
    if found is None:
        raise Http404
    rows = found.shown(found.rows_of(request.user))
    return list_page(
        request,
        title=found.label,
        intro=found.sentence,
        queryset=rows,
        columns=_columns(found, request.user, has_state=lifecycle_of(rows.model()) is not None),
        filters=filter_of(found),
        empty=_("Nothing is broken here."),
        stage=found.stage,
        template="thread/broken/line.html",
        context={"line": found},
    )


def _columns(line: Line, user: Any, *, has_state: bool) -> list[Column]:
    found = [
        Column("what", _("What is broken"), value=line.text, link=True, href=line.page),
        Column("programme", _("Programme"), sort=f"{line.programme}__short_title", value=line.programme_of),
    ]
    if line.organisation:
        found.append(
            Column(
                "organisation",
                _("Responsible"),
                sort=f"{line.organisation}__name",
                value=line.organisation_of,
            )
        )
    if has_state:
        found.append(Column("state", _("State"), sort="state", kind="badge"))
    return [
        *found,
        Column(
            "mend",
            _("How it is mended, or by whom"),
            value=lambda row: line.how if line.address(row, user)[1] else line.who,
            link=True,
            href=lambda row: line.address(row, user)[0],
        ),
    ]
