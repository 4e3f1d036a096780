from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.procedures import actions
from gapbridge.act.procedures.forms.procedures import FiguresForm, step_form
from gapbridge.act.procedures.models import GRANT_KEEPERS, Procedure
from gapbridge.act.procedures.queries import forms_in_sight, steps_of, templates_in_sight
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.programmes.models import Programme
from gapbridge.programmes.standing import standing

PROCEDURES = (
    Column("title", gettext_lazy("Procedure"), link=True),
    Column(
        "programme", gettext_lazy("Programme"), value=lambda row: row.programme or _("Shipped with the site")
    ),
    Column("two_step", gettext_lazy("Steps"), value=lambda row: _("Two") if row.two_step else _("One")),
)


def programmes_of(user: Any) -> list[Programme]:
    """Where the person may keep templates of the programme's own."""
    return list(
        Programme.objects.filter(pk__in=standing(user).programmes_with(*GRANT_KEEPERS)).order_by("pk")
    )


@page(perm="procedures.change_procedure", methods=("GET", "HEAD"))
def procedure_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Procedures and forms"),
        intro=_(
            "How applications are evaluated and what applicants are asked. A call takes a copy of a procedure."
        ),
        queryset=templates_in_sight(request.user),
        columns=PROCEDURES,
        stage="act",
        template="procedures/list.html",
        context={"forms": forms_in_sight(request.user)},
    )


@page(Procedure, related=("programme",), methods=("GET", "HEAD"))
def procedure_page(request: HttpRequest, procedure: Procedure) -> HttpResponse:
    may = request.user.has_perm("procedures.change_procedure", procedure)
    shipped = procedure.programme_id is None
    context = {
        "title": procedure.title,
        "stage": "act",
        "procedure": procedure,
        "steps": steps_of(procedure),
        "call": getattr(procedure, "call", None),
        "may_change": may and not shipped and procedure.frozen_at is None,
        "programmes": programmes_of(request.user) if may and procedure.is_template else [],
    }
    return render(request, "procedures/procedure.html", context)


@page(Programme, perm="procedures.change_procedure", methods=("POST",))
def copy(request: HttpRequest, programme: Programme, procedure: int) -> HttpResponse:
    """Make a template of the programme's own from any procedure that the reader sees, a past call's too."""
    found = Procedure.objects.visible_to(request.user).filter(pk=procedure).first()
    if found is None:
        raise Http404
    return redirect(actions.copy_procedure(actor=request.user, procedure=found, programme=programme))


@page(Procedure, perm="procedures.change_procedure", related=("programme",))
def edit(request: HttpRequest, procedure: Procedure) -> HttpResponse:
    return form_page(
        request,
        FiguresForm,
        instance=procedure,
        title=_("Edit the figures of the procedure"),
        parent=procedure,
        stage="act",
        act=lambda data: actions.change_procedure(actor=request.user, procedure=procedure, **data),
    )


@page(Procedure, perm="procedures.change_procedure", related=("programme",))
def edit_step(request: HttpRequest, procedure: Procedure, step: int) -> HttpResponse:
    found = procedure.steps.filter(pk=step).first()
    if found is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    return form_page(
        request,
        step_form(found, sent),
        title=_("Edit the step: %(step)s") % {"step": found.title},
        intro=_("A question gives 1 to 5 points, times its weight. Empty rows are left out."),
        parent=procedure,
        stage="act",
        done=procedure,
        act=lambda data: actions.set_step(actor=request.user, step=found, **data),
    )
