from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.interventions.models import Intervention
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Action, Column, list_page
from gapbridge.programmes.models import Programme

from . import actions
from .filters import FacilityFilter, HandoverFilter
from .forms import FacilityForm, ItemForm, ProcurementForm, handover_form
from .models import Handover, Item, Procurement
from .queries import facilities_for, handovers_for, stock

OF_PROCUREMENT = ("intervention__programme",)


@page(Programme, perm="interventions.add_procurement")
def new_procurement(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        ProcurementForm,
        programme=programme,
        user=request.user,
        title=_("New procurement"),
        intro=_("Items and handovers are added on its page."),
        parent=programme,
        stage="act",
        act=lambda data: actions.create_procurement(actor=request.user, programme=programme, **data),
    )


@page(Intervention, perm="supplies.change_procurement", related=("programme",))
def edit_procurement(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    procurement = Procurement.objects.filter(intervention=intervention).first()
    if procurement is None:
        raise Http404
    procurement.intervention = intervention
    return form_page(
        request,
        ProcurementForm,
        programme=intervention.programme,
        instance=intervention,
        initial={"note": procurement.note},
        title=_("Edit the procurement"),
        parent=intervention,
        stage="act",
        act=lambda data: actions.change_procurement(actor=request.user, procurement=procurement, **data),
    )


@page(Procurement, perm="supplies.change_procurement", related=OF_PROCUREMENT)
def new_item(request: HttpRequest, procurement: Procurement) -> HttpResponse:
    return form_page(
        request,
        ItemForm,
        currency=procurement.intervention.programme.currency,
        instance=Item(procurement=procurement),
        title=_("Add an item"),
        parent=procurement,
        stage="act",
        done=procurement.get_absolute_url(),
        act=lambda data: actions.add_item(actor=request.user, procurement=procurement, **data),
    )


@page(Procurement, perm="supplies.change_procurement", related=OF_PROCUREMENT)
def edit_item(request: HttpRequest, procurement: Procurement, item: int) -> HttpResponse:
    found = Item.objects.filter(procurement=procurement, pk=item).first()
    if found is None:
        raise Http404
    found.procurement = procurement
    return form_page(
        request,
        ItemForm,
        currency=procurement.intervention.programme.currency,
        instance=found,
        title=_("Change an item"),
        parent=procurement,
        stage="act",
        done=procurement.get_absolute_url(),
        act=lambda data: actions.change_item(actor=request.user, item=found, **data),
    )


@page(Procurement, perm="supplies.change_handover", related=OF_PROCUREMENT)
def new_handover(request: HttpRequest, procurement: Procurement) -> HttpResponse:
    items = [item for item in stock(procurement) if item.remaining > 0]
    if not items:
        messages.warning(
            request, _("Nothing is left to hand over: order more, or change a planned handover.")
        )
        return redirect(procurement)
    return form_page(
        request,
        handover_form(items),
        user=request.user,
        initial={"handed_over_on": localdate()},
        title=_("Plan a handover"),
        intro=_("What goes where. Leave empty what doesn't go."),
        parent=procurement,
        stage="act",
        act=lambda data: actions.create_handover(actor=request.user, procurement=procurement, **data),
    )


HANDOVERS = (
    Column("handed_over_on", gettext_lazy("Date"), sort="handed_over_on", kind="date"),
    Column("facility", gettext_lazy("Facility"), sort="facility__name", link=True),
    Column(
        "place", gettext_lazy("Place"), sort="facility__place__name", value=lambda row: row.facility.place
    ),
    Column(
        "run_by", gettext_lazy("Run by"), sort="facility__run_by__name", value=lambda row: row.facility.run_by
    ),
    Column("items", gettext_lazy("Items"), sort="items", kind="number"),
    Column("procurement", gettext_lazy("Procurement"), value=lambda row: row.procurement.intervention.title),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(public=True, methods=("GET", "HEAD"))
def handover_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Handovers"),
        intro=_("What was given to which facility, and whether it was confirmed."),
        queryset=handovers_for(request.user),
        columns=HANDOVERS,
        filters=HandoverFilter,
        empty=_("Nothing has been handed over yet. Handovers are planned on a procurement's page."),
        stage="act",
    )


@page(
    Handover,
    public=True,
    related=("facility__place", "facility__run_by", "procurement__intervention__programme"),
    methods=("GET", "HEAD"),
)
def handover_page(request: HttpRequest, handover: Handover) -> HttpResponse:
    context = {
        "title": _("Handover: %(facility)s") % {"facility": handover.facility},
        "stage": "act",
        "handover": handover,
        "facility": handover.facility,
        "intervention": handover.procurement.intervention,
        "lines": handover.lines.select_related("item"),
    }
    return render(request, "supplies/handover.html", context)


@page(Handover, perm="supplies.change_handover", methods=("POST",), related=("procurement__intervention",))
def drop_handover(request: HttpRequest, handover: Handover) -> HttpResponse:
    try:
        procurement = actions.drop_handover(actor=request.user, handover=handover)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(handover)
    messages.success(request, _("The plan is dropped; its items are left again."))
    return redirect(procurement)


FACILITIES = (
    Column("name", gettext_lazy("Facility"), sort="name"),
    Column("place", gettext_lazy("Place"), sort="place__name"),
    Column("run_by", gettext_lazy("Run by"), sort="run_by__name", value=lambda row: row.run_by.name),
    Column("handovers_seen", gettext_lazy("Handovers"), sort="handovers_seen", kind="number"),
)


@page(perm="supplies.see_facilities", methods=("GET", "HEAD"))
def facility_list(request: HttpRequest) -> HttpResponse:
    may_add = request.user.has_perm("supplies.add_facility")
    return list_page(
        request,
        title=_("Facilities"),
        intro=_("Places that receive supplies: reception centres, community centres, schools."),
        queryset=facilities_for(request.user),
        columns=FACILITIES,
        filters=FacilityFilter,
        empty=_("No facility yet. Name the first one before you plan a handover."),
        stage="act",
        actions=[Action(_("New facility"), reverse("supplies:new_facility"))] if may_add else (),
    )


@page(perm="supplies.add_facility")
def new_facility(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        FacilityForm,
        title=_("New facility"),
        stage="act",
        done=reverse("supplies:facilities"),
        act=lambda data: actions.create_facility(actor=request.user, **data),
    )
