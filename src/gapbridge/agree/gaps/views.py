from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from gapbridge.base.access import page
from gapbridge.base.forms import form_page, put_beside_fields
from gapbridge.base.listing import Column, list_page
from gapbridge.base.pagination import clean_pk
from gapbridge.programmes.models import Programme
from gapbridge.programmes.queries import create_actions

from . import actions
from .filters import GapFilter, VoiceFilter
from .forms import CauseForm, DocumentForm, GapForm, VoicesForm
from .models import Gap
from .quality import checklist
from .queries import documents_of, gaps_for, priority_of, steps_of, usable_voices, voices_of, who_of

VOICES_SHOWN = 50
COLUMNS = (
    Column("code", _("Code"), sort="code", link=True),
    Column("title", _("Gap"), sort="title", link=True),
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
        actions=create_actions(request.user, "gaps.add_gap", "gaps:new", _("New gap")),
        empty=_("No gap has been written down yet. It starts from what people said."),
        stage="agree",
    )


@page(Gap, public=True, related=("programme",))
def gap_page(request: HttpRequest, gap: Gap) -> HttpResponse:
    context = {
        "gap": gap,
        "stage": "agree",
        "priority": priority_of(gap),
        "voices": voices_of(gap, request.user),
        "documents": documents_of(gap, request.user),
        "causes": gap.causes.select_related("duty_bearer"),
        "clauses": gap.clauses.select_related("framework").order_by("framework", "position"),
        "checks": checklist(gap),
        "steps": steps_of(gap),
        "may_change": gap.state == "draft" and request.user.has_perm("gaps.change_gap", gap),
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
        stage="agree",
        act=lambda data: actions.create_gap(actor=request.user, programme=programme, **data),
    )


def only_drafts(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What can't be changed any more says so on the gap's page instead of offering a form."""

    @wraps(view)
    def guarded(request: HttpRequest, gap: Gap, **kwargs: Any) -> HttpResponse:
        if refusal := actions.why_fixed(gap):
            messages.warning(request, refusal)
            return redirect(gap)
        return view(request, gap, **kwargs)

    return guarded


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
        stage="agree",
        act=lambda data: actions.change_gap(actor=request.user, gap=gap, **data),
    )


@page(Gap, perm="gaps.publish_gap", methods=("POST",))
def publish(request: HttpRequest, gap: Gap) -> HttpResponse:
    return _attempt(
        request, gap, lambda: actions.publish_gap(actor=request.user, gap=gap), _("Everyone can read it now.")
    )


@page(Gap, perm="gaps.publish_gap", methods=("POST",))
def unpublish(request: HttpRequest, gap: Gap) -> HttpResponse:
    return _attempt(
        request, gap, lambda: actions.unpublish_gap(actor=request.user, gap=gap), _("It is no longer public.")
    )


@page(Gap, perm="gaps.change_gap")
@only_drafts
def new_cause(request: HttpRequest, gap: Gap) -> HttpResponse:
    return form_page(
        request,
        CauseForm,
        title=_("A cause of this gap"),
        parent=gap,
        done=gap,
        stage="agree",
        submit=_("Add the cause"),
        act=lambda data: actions.add_cause(actor=request.user, gap=gap, **data),
    )


@page(Gap, perm="gaps.change_gap")
@only_drafts
def edit_cause(request: HttpRequest, gap: Gap, cause: int) -> HttpResponse:
    found = get_object_or_404(gap.causes, pk=clean_pk(cause))
    return form_page(
        request,
        CauseForm,
        instance=found,
        title=_("Change the cause"),
        parent=gap,
        done=gap,
        stage="agree",
        act=lambda data: actions.change_cause(actor=request.user, cause=found, **data),
    )


@page(Gap, perm="gaps.change_gap", methods=("POST",))
def remove_cause(request: HttpRequest, gap: Gap, cause: int) -> HttpResponse:
    found = get_object_or_404(gap.causes, pk=clean_pk(cause))
    return _attempt(
        request, gap, lambda: actions.remove_cause(actor=request.user, cause=found), _("The cause is gone.")
    )


@page(Gap, perm="gaps.change_gap")
@only_drafts
def choose_voices(request: HttpRequest, gap: Gap) -> HttpResponse:
    """Statements to tick, narrowed by clause, theme and words in the address."""
    usable = usable_voices(gap, request.user)
    form = VoicesForm(request.POST if request.method == "POST" else None, usable=usable)
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_voices(
                actor=request.user, gap=gap, statements=form.cleaned_data["statements"]
            )
        except ValidationError as refusal:
            put_beside_fields(form, refusal)
        else:
            said = ngettext("%(number)s voice added.", "%(number)s voices added.", len(added))
            messages.success(request, said % {"number": len(added)})
            return redirect(gap)
    return _voices_page(request, gap, form, VoiceFilter(request.GET, queryset=usable, request=request))


def _voices_page(request: HttpRequest, gap: Gap, form: VoicesForm, narrowed: VoiceFilter) -> HttpResponse:
    found = Paginator(narrowed.qs.distinct(), VOICES_SHOWN).get_page(request.GET.get("page"))
    ticked = set(request.POST.getlist("statements"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "gap": gap,
        "stage": "agree",
        "title": _("Voices for this gap"),
        "form": form,
        "filterset": narrowed,
        "is_narrowed": any(request.GET.get(name) for name in narrowed.filters),
        "found": found,
        "page_query": query.urlencode(),
        "choices": [(each, who_of(each), str(each.pk) in ticked) for each in found],
    }
    return render(request, "gaps/voices.html", context, status=422 if form.is_bound else 200)


@page(Gap, perm="gaps.change_gap")
@only_drafts
def new_document(request: HttpRequest, gap: Gap) -> HttpResponse:
    return form_page(
        request,
        DocumentForm,
        title=_("A document as evidence"),
        parent=gap,
        done=gap,
        stage="agree",
        submit=_("Add the document"),
        act=lambda data: actions.add_document(actor=request.user, gap=gap, **data),
    )


@page(Gap, perm="gaps.change_gap", methods=("POST",))
def remove_evidence(request: HttpRequest, gap: Gap, evidence: int) -> HttpResponse:
    found = get_object_or_404(gap.evidence, pk=clean_pk(evidence))
    return _attempt(
        request,
        gap,
        lambda: actions.remove_evidence(actor=request.user, evidence=found),
        _("The evidence is gone."),
    )


def _attempt(request: HttpRequest, target: Any, act: Callable[[], Any], said: Any) -> HttpResponse:
    """A button without a form: do it and say so, or say why not."""
    try:
        act()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return redirect(target)
