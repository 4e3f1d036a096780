from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from gapbridge.base.access import page
from gapbridge.base.forms import form_page, put_beside_fields
from gapbridge.base.listing import Column, list_page
from gapbridge.base.tables import TableErrors
from gapbridge.listen.assessments.models import Assessment
from gapbridge.programmes.models import Programme
from gapbridge.programmes.queries import create_actions

from . import actions, queries
from .filters import FormFilter
from .forms import ConfirmForm, DeviceForm, WorkbookForm
from .models import Device, Form

STAGE = "listen"

COLUMNS = (
    Column("title", gettext_lazy("Form"), sort="title", link=True),
    Column("assessment", gettext_lazy("Assessment"), sort="assessment__title"),
    Column("newest", gettext_lazy("Newest version"), value=lambda form: form.newest or "–"),
    Column("answer_count", gettext_lazy("Answers"), sort="answer_count", kind="number"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(perm="collect.see_forms")
def form_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Forms"),
        intro=_("What teams fill in on telephones and in the browser, also without a network."),
        queryset=queries.forms_for(request.user),
        columns=COLUMNS,
        filters=FormFilter,
        actions=create_actions(request.user, "collect.manage_devices", "collect:devices", _("Telephones")),
        empty=_("There is no form yet. Open an assessment and use the method's form, or send an XLSForm."),
        stage=STAGE,
    )


@page(Form, related=("assessment__programme",))
def form(request: HttpRequest, form: Form) -> HttpResponse:
    versions = queries.versions_of(form)
    context = {
        "title": form.title,
        "stage": STAGE,
        "form": form,
        "versions": versions,
        "reads_answers": request.user.has_perm("collect.see_forms", form),
        "unknown_version": queries.on_unknown_version(request.user).filter(form=form).count(),
        "server": request.build_absolute_uri("/openrosa"),
    }
    return render(request, "collect/form.html", context)


@page(Assessment, perm="collect.add_form", related=("programme",))
def new_form(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    return _workbook_page(request, title=_("New form"), parent=assessment, assessment=assessment)


@page(Form, perm="collect.change_form", related=("assessment__programme",))
def new_version(request: HttpRequest, form: Form) -> HttpResponse:
    return _workbook_page(request, title=_("New version of the form"), parent=form, form=form)


def _workbook_page(request: HttpRequest, *, title: Any, parent: Any, **of: Any) -> HttpResponse:
    return form_page(
        request,
        WorkbookForm,
        title=title,
        intro=_(
            "The form is checked and converted. What is wrong with it is shown by sheet, row and column."
        ),
        submit=_("Check and keep"),
        parent=parent,
        stage=STAGE,
        autosave=False,
        said=_("The form was converted. Look at its warnings before you open it."),
        act=lambda data: _add(actor=request.user, **of, **data),
    )


def _add(**given: Any) -> Any:
    """Every error of the workbook beside its field, and not the first alone."""
    try:
        return actions.add_form_version(**given)
    except TableErrors as errors:
        raise ValidationError({"workbook": [str(each) for each in errors.problems]}) from None


@page(Assessment, perm="collect.add_form", methods=("POST",), related=("programme",))
def use_method_form(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    version = actions.add_method_form(actor=request.user, assessment=assessment)
    messages.success(request, _("The method's form is here. Open it when your teams may begin."))
    return redirect(version)


# --- telephones ----------------------------------------------------------------------------------


@never_cache
@page(Programme, perm="collect.manage_devices")
def devices(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The programme's telephones. A new one's password stands on this page once and is never asked for again."""
    made, status = None, 200
    form = DeviceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.add_device(actor=request.user, programme=programme, **form.cleaned_data)
                form, status = DeviceForm(), 201
            except ValidationError as refusal:
                put_beside_fields(form, refusal)
    context = {
        "title": _("Telephones"),
        "stage": STAGE,
        "programme": programme,
        "form": form,
        "submit": _("Make an account"),
        "made": made,
        "server": request.build_absolute_uri("/openrosa"),
        "devices": queries.devices_of(programme),
    }
    return render(request, "collect/devices.html", context, status=status)


@page(Device, perm="collect.manage_devices", related=("programme",))
def withdraw_device(request: HttpRequest, device: Device) -> HttpResponse:
    return form_page(
        request,
        ConfirmForm,
        title=_("Withdraw the telephone “%(label)s”") % {"label": device.label},
        intro=_(
            "Its next request is refused: it gets no forms and can't send any more. What it has sent stays. What is on "
            "the telephone and was not sent yet can then be sent only with another account."
        ),
        submit=_("Withdraw"),
        parent=device,
        stage=STAGE,
        autosave=False,
        said=_("The telephone was withdrawn."),
        act=lambda data: actions.withdraw_device(actor=request.user, device=device),
    )
