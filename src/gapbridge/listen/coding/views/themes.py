"""The programme's own codes, in order."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.listen.assessments.models import Theme
from gapbridge.listen.coding import actions, queries
from gapbridge.listen.coding.forms import MergeForm, NewThemeForm, ThemeForm
from gapbridge.programmes.models import Programme

from .answers import answered, asks_data
from .screen import STAGE


@page(Programme, perm="assessments.read_notes")
def themes(request: HttpRequest, programme: Programme) -> HttpResponse:
    context = {
        "title": _("Themes of our own"),
        "stage": STAGE,
        "programme": programme,
        "themes": queries.themes_of(programme),
    }
    return render(request, "coding/themes.html", context)


@page(Programme, perm="coding.change_themes")
@answered
def new_theme(request: HttpRequest, programme: Programme) -> HttpResponse:
    if asks_data(request):
        return _made_while_coding(request, programme)
    return form_page(
        request,
        ThemeForm,
        title=_("New theme"),
        parent=programme,
        stage=STAGE,
        programme=programme,
        act=lambda data: actions.add_theme(actor=request.user, programme=programme, **data),
    )


def _made_while_coding(request: HttpRequest, programme: Programme) -> HttpResponse:
    form = NewThemeForm(request.POST)
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    theme = actions.add_theme(actor=request.user, programme=programme, **form.cleaned_data)
    return JsonResponse({"key": f"t{theme.pk}", "name": theme.name})


@page(Theme, perm="coding.change_themes", related=("programme",))
def edit_theme(request: HttpRequest, theme: Theme) -> HttpResponse:
    return form_page(
        request,
        ThemeForm,
        instance=theme,
        title=_("Change the theme “%(name)s”") % {"name": theme},
        parent=theme,
        stage=STAGE,
        programme=theme.programme,
        act=lambda data: actions.change_theme(actor=request.user, theme=theme, **data),
    )


@page(Theme, perm="coding.change_themes", related=("programme",))
def merge_theme(request: HttpRequest, theme: Theme) -> HttpResponse:
    return form_page(
        request,
        MergeForm,
        title=_("Merge the theme “%(name)s” into another") % {"name": theme},
        intro=_("Every excerpt that bears it gets the other theme. It can't be taken apart again."),
        submit=_("Merge"),
        parent=theme,
        stage=STAGE,
        autosave=False,
        theme=theme,
        act=lambda data: actions.merge_theme(actor=request.user, theme=theme, **data),
    )


@page(Theme, perm="coding.change_themes", methods=("POST",))
def retire_theme(request: HttpRequest, theme: Theme) -> HttpResponse:
    return _done(request, theme, actions.retire_theme)


@page(Theme, perm="coding.change_themes", methods=("POST",))
def restore_theme(request: HttpRequest, theme: Theme) -> HttpResponse:
    return _done(request, theme, actions.restore_theme)


def _done(request: HttpRequest, theme: Theme, act: Callable[..., Any]) -> HttpResponse:
    act(actor=request.user, theme=theme)
    return redirect(theme)
