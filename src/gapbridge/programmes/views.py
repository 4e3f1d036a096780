from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Action, Column, list_page
from gapbridge.people.models import Organisation

from . import actions
from .forms import BudgetLineForm, ClauseForm, NewProgrammeForm, PartnerForm, ProgrammeForm
from .models import Clause, Framework, Partner, Programme

COLUMNS = (
    Column("short_title", gettext_lazy("Programme"), sort="short_title", link=True),
    Column("title", gettext_lazy("Title"), sort="title"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
    Column("starts_on", gettext_lazy("From"), sort="starts_on", kind="date"),
    Column("ends_on", gettext_lazy("To"), sort="ends_on", kind="date"),
)


@page(public=True)
def programme_list(request: HttpRequest) -> HttpResponse:
    may_add = request.user.has_perm("programmes.add_programme")
    return list_page(
        request,
        title=_("Programmes"),
        queryset=Programme.objects.visible_to(request.user).order_by("short_title", "pk"),
        columns=COLUMNS,
        actions=[Action(_("New programme"), reverse("programmes:new"))] if may_add else [],
    )


@page(Programme, public=True, related=("country",))
def programme(request: HttpRequest, programme: Programme) -> HttpResponse:
    may_see_budget = request.user.has_perm("programmes.see_budget", programme)
    lines = list(programme.budget_lines.all()) if may_see_budget else []
    return render(
        request,
        "programmes/programme.html",
        {
            "programme": programme,
            "title": programme.short_title,
            "partners": partners_in_order(programme, request.user),
            "places": programme.places.all(),
            "populations": programme.populations.all(),
            "topics": programme.topics.all(),
            "frameworks": programme.frameworks.all(),
            "budget_lines": lines,
            "budget_total": sum((line.amount for line in lines), 0) if lines else None,
        },
    )


def partners_in_order(programme: Programme, reader: Any) -> list[Partner]:
    """Who leads comes first, then in the order of the parts one can have."""
    found = programme.partners.filter(organisation__in=Organisation.objects.visible_to(reader))
    parts = Partner.Role.values
    return sorted(found.select_related("organisation"), key=lambda each: parts.index(each.role))


@page(perm="programmes.add_programme")
def new_programme(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        NewProgrammeForm,
        user=request.user,
        title=_("New programme"),
        act=lambda data: actions.create_programme(actor=request.user, **data),
    )


@page(Programme, perm="programmes.change_programme")
def edit_programme(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        ProgrammeForm,
        instance=programme,
        parent=programme,
        title=_("Edit %(name)s") % {"name": programme},
        act=lambda data: actions.change_programme(actor=request.user, programme=programme, **data),
    )


@page(Programme, perm="programmes.change_programme")
def add_partner(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        PartnerForm,
        parent=programme,
        title=_("Add a partner"),
        act=lambda data: actions.add_partner(actor=request.user, programme=programme, **data),
        done=programme,
    )


@page(Partner, perm="programmes.change_programme", related=("programme", "organisation"))
def remove_partner(request: HttpRequest, partner: Partner) -> HttpResponse:
    failure = ""
    if request.method == "POST":
        try:
            actions.remove_partner(actor=request.user, partner=partner)
        except ValidationError as refusal:
            failure = " ".join(refusal.messages)
        else:
            messages.success(request, _("Removed."))
            return redirect(partner.programme)
    context = {"partner": partner, "failure": failure, "title": _("Remove a partner")}
    return render(request, "programmes/remove_partner.html", context, status=422 if failure else 200)


@page(Programme, perm="programmes.change_programme")
def set_budget_line(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        BudgetLineForm,
        parent=programme,
        title=_("Add or change a budget line"),
        intro=_("A line with the same code is replaced."),
        act=lambda data: actions.set_budget_line(actor=request.user, programme=programme, **data),
        done=programme,
    )


@page(public=True)
def frameworks(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Standards and plans"),
        intro=_("What gaps are measured against, cut into numbered clauses."),
        queryset=Framework.objects.annotate(clause_count=Count("clauses")).order_by("name", "pk"),
        columns=(
            Column("name", _("Name"), sort="name", link=True),
            Column("kind", _("Kind"), sort="kind"),
            Column("version", _("Version"), sort="version"),
            Column("clause_count", _("Clauses"), sort="clause_count", kind="number"),
        ),
        stage="agree",
    )


@page(Framework, public=True)
def framework(request: HttpRequest, framework: Framework) -> HttpResponse:
    clauses = framework.clauses.with_tree_fields().order_siblings_by("position")
    return render(
        request,
        "programmes/framework.html",
        {"framework": framework, "clauses": clauses, "title": framework.name, "stage": "agree"},
    )


@page(Clause, perm="programmes.change_clause", related=("framework",))
def edit_clause(request: HttpRequest, clause: Clause) -> HttpResponse:
    return form_page(
        request,
        ClauseForm,
        instance=clause,
        parent=clause.framework,
        title=_("Edit clause %(code)s") % {"code": clause.code},
        act=lambda data: actions.change_clause(actor=request.user, clause=clause, **data),
        done=clause.framework,
    )
