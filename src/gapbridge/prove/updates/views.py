from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.access import page
from gapbridge.base.forms import Form, form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.programmes.filters import ProgrammeFilter
from gapbridge.programmes.models import Programme
from gapbridge.programmes.queries import create_actions

from . import actions
from .forms import FigureForm, HeadingForm, TextForm, UpdateForm
from .models import Block, FrozenFigure, Update
from .parts import part_of, parts_of
from .queries import neighbours, standing_of

COLUMNS = (
    Column("title", gettext_lazy("Update"), sort="title", link=True),
    Column("programme", gettext_lazy("Programme"), sort="programme__short_title"),
    Column("period_start", gettext_lazy("From"), sort="period_start", kind="date"),
    Column("period_end", gettext_lazy("To"), sort="period_end", kind="date"),
    Column("version", gettext_lazy("Version"), sort="version", kind="number"),
    Column("published_at", gettext_lazy("Published"), sort="published_at", kind="date"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)
FORMS = {Block.Kind.HEADING: HeadingForm, Block.Kind.TEXT: TextForm, Block.Kind.FIGURE: FigureForm}
TITLES = {
    Block.Kind.HEADING: gettext_lazy("Add a heading"),
    Block.Kind.TEXT: gettext_lazy("Add a text"),
    Block.Kind.FIGURE: gettext_lazy("Add a figure"),
}


class UpdateFilter(ProgrammeFilter):
    class Meta:
        model = Update
        fields = ["programme", "state", "language"]


@page(public=True)
def update_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Updates"),
        intro=_("Dated reports to donors and communities. Once published, text and figures are frozen."),
        queryset=Update.objects.visible_to(request.user)
        .select_related("programme")
        .order_by("-period_end", "-pk"),
        columns=COLUMNS,
        filters=UpdateFilter,
        actions=create_actions(request.user, "updates.add_update", "updates:new", _("New update")),
        empty=_("No update has been published yet."),
        stage="share",
    )


@page(Update, public=True, related=("programme", "pdf", "replaces"))
def update(request: HttpRequest, update: Update) -> HttpResponse:
    """A draft with its live figures and tools, or what was frozen."""
    is_draft = update.state == "draft"
    return render(
        request,
        "updates/update.html",
        {
            "update": update,
            "title": update.title,
            "stage": "share",
            "parts": parts_of(update) if is_draft else [],
            "body": "" if is_draft else mark_safe(update.frozen_html),  # noqa: S308 (rendered by our own template)
            "may_change": request.user.has_perm("updates.change_update", update),
            **neighbours(update),
        },
    )


@page(Programme, perm="updates.add_update")
def new_update(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        UpdateForm,
        parent=programme,
        title=_("New update"),
        stage="share",
        act=lambda data: actions.create_update(actor=request.user, programme=programme, **data),
    )


@page(Update, perm="updates.change_update")
def edit_update(request: HttpRequest, update: Update) -> HttpResponse:
    return form_page(
        request,
        UpdateForm,
        instance=update,
        parent=update,
        title=_("Edit %(name)s") % {"name": update},
        stage="share",
        act=lambda data: actions.change_update(actor=request.user, update=update, **data),
    )


@page(Update, perm="updates.change_update")
def add_block(request: HttpRequest, update: Update, kind: str) -> HttpResponse:
    if kind not in FORMS:
        raise Http404
    return _block_form(
        request,
        update,
        kind,
        title=TITLES[Block.Kind(kind)],
        act=lambda data: actions.add_block(actor=request.user, update=update, kind=kind, **data),
    )


@page(Block, perm="updates.change_update", related=("update__programme", "indicator"))
def edit_block(request: HttpRequest, block: Block) -> HttpResponse:
    return _block_form(
        request,
        block.update,
        block.kind,
        title=_("Edit this part"),
        act=lambda data: actions.change_block(actor=request.user, block=block, **data),
        initial={"text": block.text, "indicator": block.indicator, "breakdown": block.breakdown},
    )


def _block_form(
    request: HttpRequest, update: Update, kind: str, *, title: Any, act: Callable[[dict], Any], **kwargs: Any
) -> HttpResponse:
    form_class: type[Form] = FORMS[Block.Kind(kind)]
    extra = {"update": update} if kind == Block.Kind.FIGURE else {}
    return form_page(
        request,
        form_class,
        title=title,
        act=act,
        done=update,
        parent=update,
        stage="share",
        **extra,
        **kwargs,
    )


@page(Block, perm="updates.change_update", related=("update__programme",), methods=("POST",))
def arrange_block(request: HttpRequest, block: Block, how: str) -> HttpResponse:
    """Move a part up or down, or take it out."""
    if how == "remove":
        actions.remove_block(actor=request.user, block=block)
    elif how in {"up", "down"}:
        actions.move_block(actor=request.user, block=block, up=how == "up")
    else:
        raise Http404
    return redirect(block.update)


@page(
    FrozenFigure, public=True, related=("block__update__programme", "block__indicator", "indicator__result")
)
def figure(request: HttpRequest, figure: FrozenFigure) -> HttpResponse:
    """A published figure: as it was frozen, and the way to the records behind it."""
    part = part_of(figure.block.update, figure.block)
    return render(
        request,
        "updates/figure.html",
        {
            "figure": figure,
            "part": part,
            "update": figure.block.update,
            "indicator": figure.indicator,
            "standing": standing_of(figure),
            "title": figure.indicator.title,
            "stage": "prove",
        },
    )
