from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.interventions.models import Intervention
from gapbridge.base.access import page
from gapbridge.base.forms import form_page, put_beside_fields
from gapbridge.base.listing import Action, Column, list_page
from gapbridge.base.tables import Problem, TableErrors
from gapbridge.programmes.models import Programme

from . import actions
from .filters import PersonFilter, RecordFilter
from .forms import IdentityForm, ImportForm, LookForm, RecordForm, ServiceForm, SessionForm
from .models import Person, PersonIdentity, Service
from .queries import figures_of, people_for, records_of, same_document, services_received
from .tables import COLUMNS as FILE_COLUMNS
from .tables import read_register

OF_SERVICE = ("intervention__programme", "intervention__organisation")
LINES = 50


@page(Programme, perm="interventions.add_service")
def new_service(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        ServiceForm,
        programme=programme,
        user=request.user,
        title=_("New service"),
        intro=_("Sessions and the register are kept on its page."),
        parent=programme,
        stage="act",
        act=lambda data: actions.create_service(actor=request.user, programme=programme, **data),
    )


@page(Intervention, perm="services.change_service", related=("programme",))
def edit_service(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    service = Service.objects.filter(intervention=intervention).first()
    if service is None:
        raise Http404
    service.intervention = intervention
    return form_page(
        request,
        ServiceForm,
        programme=intervention.programme,
        instance=intervention,
        initial={"service_kind": service.kind},
        title=_("Edit the service"),
        parent=intervention,
        stage="act",
        act=lambda data: actions.change_service(actor=request.user, service=service, **data),
    )


@page(Service, perm="services.change_sessions", related=OF_SERVICE)
def new_session(request: HttpRequest, service: Service) -> HttpResponse:
    return form_page(
        request,
        SessionForm,
        title=_("Add a session"),
        parent=service,
        stage="act",
        done=service.get_absolute_url(),
        act=lambda data: actions.add_session(actor=request.user, service=service, **data),
    )


# --- the register --------------------------------------------------------------------------------

REGISTER = (
    Column("person", gettext_lazy("Person code"), sort="person__code", value=lambda row: row.person.code),
    Column("received_on", gettext_lazy("Date"), sort="received_on", kind="date"),
    Column("sex", gettext_lazy("Sex"), sort="person__sex", value=lambda row: row.person.get_sex_display()),
    Column(
        "age",
        gettext_lazy("Age"),
        sort="person__age_band",
        value=lambda row: row.person.get_age_band_display(),
    ),
    Column(
        "status",
        gettext_lazy("Displacement status"),
        sort="person__status",
        value=lambda row: row.person.get_status_display(),
    ),
    Column(
        "disability",
        gettext_lazy("Disability"),
        sort="person__disability",
        value=lambda row: row.person.get_disability_display(),
    ),
    Column("place", gettext_lazy("Place"), sort="place__name"),
    Column("session", gettext_lazy("Session"), sort="session__title"),
    Column("provider", gettext_lazy("Provided by"), sort="provider__name"),
    Column("quantity", gettext_lazy("Times"), sort="quantity", kind="number"),
)


@page(Service, perm="services.see_register", related=OF_SERVICE, methods=("GET", "HEAD"))
def register(request: HttpRequest, service: Service) -> HttpResponse:
    may_keep = request.user.has_perm("services.keep_register", service)
    buttons = [
        Action(_("Import a register"), reverse("services:import", args=[service.pk])),
        Action(_("Add one line"), reverse("services:add_record", args=[service.pk])),
    ]
    return list_page(
        request,
        title=_("Register: %(service)s") % {"service": service.intervention.title},
        intro=_("People stand here by code. Who they are is kept apart, and each look at it is recorded."),
        queryset=records_of(service, request.user),
        columns=REGISTER,
        filters=RecordFilter,
        empty=_("No line yet. Import the register that the teams keep, or add one line."),
        stage="act",
        template="services/register.html",
        actions=buttons if may_keep else (),
        context={"service": service, "figures": figures_of(service)},
    )


@page(Service, perm="services.keep_register", related=OF_SERVICE)
def add_record(request: HttpRequest, service: Service) -> HttpResponse:
    return form_page(
        request,
        RecordForm,
        service=service,
        initial={"received_on": localdate()},
        title=_("Add one line"),
        parent=service,
        stage="act",
        done=reverse("services:register", args=[service.pk]),
        act=lambda data: actions.add_record(actor=request.user, service=service, **data),
    )


@page(Service, perm="services.keep_register", related=OF_SERVICE)
def import_register(request: HttpRequest, service: Service) -> HttpResponse:
    problems: list[Problem] = []

    def act(data: dict[str, Any]) -> Any:
        try:
            rows = read_register(data["file"].file, service, field="file")
            outcome = actions.import_register(actor=request.user, service=service, rows=rows)
        except TableErrors as errors:
            problems.extend(errors.problems)
            raise
        messages.info(
            request,
            _("Lines added: %(added)s. Already there: %(already)s. New people: %(people)s.")
            % {
                "added": number_format(outcome.added, force_grouping=True),
                "already": number_format(outcome.already, force_grouping=True),
                "people": number_format(outcome.new_people, force_grouping=True),
            },
        )
        return outcome

    return form_page(
        request,
        ImportForm,
        act=act,
        title=_("Import a register"),
        intro=_("All of it is taken, or nothing. The same file can be sent again: no line is doubled."),
        parent=service,
        stage="act",
        submit=_("Import"),
        autosave=False,
        said=_("The register is imported."),
        done=reverse("services:register", args=[service.pk]),
        template="services/import.html",
        context={"problems": problems, "file_columns": FILE_COLUMNS},
    )


# --- people --------------------------------------------------------------------------------------

PEOPLE = (
    Column("code", gettext_lazy("Person code"), sort="code", link=True),
    Column("sex", gettext_lazy("Sex"), sort="sex"),
    Column("age_band", gettext_lazy("Age"), sort="age_band"),
    Column("disability", gettext_lazy("Disability"), sort="disability"),
    Column("status", gettext_lazy("Displacement status"), sort="status"),
    Column("place", gettext_lazy("Lives in"), sort="place__name"),
    Column("services", gettext_lazy("Lines"), sort="services", kind="number"),
    Column("programme", gettext_lazy("Programme"), sort="programme__short_title"),
)


@page(perm="services.see_register", methods=("GET", "HEAD"))
def people_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("People served"),
        intro=_("Each person once, by code."),
        queryset=people_for(request.user),
        columns=PEOPLE,
        filters=PersonFilter,
        empty=_("Nobody yet. People come with the registers of services."),
        stage="act",
    )


@page(Person, perm="services.see_register", related=("programme", "place"), methods=("GET", "HEAD"))
def person_page(request: HttpRequest, person: Person) -> HttpResponse:
    may_know = request.user.has_perm("services.see_identity", person)
    lines = Paginator(services_received(person, request.user), LINES).get_page(request.GET.get("page"))
    context = {
        "title": person.code,
        "stage": "act",
        "served": person,
        "lines": lines,
        "may_know": may_know,
        "has_identity": may_know and PersonIdentity.objects.filter(person=person).exists(),
        "same_document": same_document(person, request.user) if may_know else [],
    }
    return render(request, "services/person.html", context)


@page(Person, perm="services.see_identity", related=("programme",))
def edit_identity(request: HttpRequest, person: Person) -> HttpResponse:
    return form_page(
        request,
        IdentityForm,
        title=_("Who is %(code)s?") % {"code": person.code},
        intro=_("Kept encrypted and apart from the register. What is kept now is not shown here."),
        parent=person,
        stage="act",
        autosave=False,
        done=person.get_absolute_url(),
        said=_("Kept."),
        act=lambda data: actions.set_identity(actor=request.user, person=person, **data),
    )


@page(Person, perm="services.see_identity", related=("programme",))
def look_at_identity(request: HttpRequest, person: Person) -> HttpResponse:
    """Asks for the reason, then shows the identity on this one answer, which no browser keeps."""
    form = LookForm(request.POST if request.method == "POST" else None)
    identity = None
    if request.method == "POST" and form.is_valid():
        try:
            identity = actions.look_at_identity(
                actor=request.user, person=person, reason=form.cleaned_data["reason"]
            )
        except ValidationError as refusal:
            put_beside_fields(form, refusal)
    status = 422 if request.method == "POST" and identity is None else 200
    context = {
        "title": _("Who is %(code)s?") % {"code": person.code},
        "stage": "act",
        "served": person,
        "parent": person,
        "form": form,
        "identity": identity,
        "submit": _("Show"),
    }
    response = render(request, "services/look.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
