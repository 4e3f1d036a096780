"""The causes of a gap and what it stands on."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from gapbridge.agree.gaps import actions
from gapbridge.agree.gaps.filters import VoiceFilter
from gapbridge.agree.gaps.forms import CauseForm, DocumentForm, FeedbackForm, VoicesForm
from gapbridge.agree.gaps.labels import evidence_choices
from gapbridge.agree.gaps.models import Cause, Gap
from gapbridge.agree.gaps.queries import usable_feedback, usable_voices, who_of
from gapbridge.base.access import page
from gapbridge.base.forms import form_page, put_beside_fields
from gapbridge.base.listing import Column, list_page
from gapbridge.base.pagination import clean_pk
from gapbridge.listen.assessments.views.words import confirming
from gapbridge.listen.feedback.models import Feedback

from .parts import STAGE, attempt, only_drafts

VOICES_SHOWN = 50


@page(Gap, perm="gaps.change_gap")
@only_drafts
def new_cause(request: HttpRequest, gap: Gap) -> HttpResponse:
    return form_page(
        request,
        CauseForm,
        gap=gap,
        evidence=evidence_choices(gap, request.user),
        title=_("A cause of this gap"),
        parent=gap,
        done=gap,
        stage=STAGE,
        submit=_("Add the cause"),
        act=lambda data: actions.add_cause(actor=request.user, gap=gap, **data),
    )


@page(Gap, perm="gaps.change_gap")
@only_drafts
def edit_cause(request: HttpRequest, gap: Gap, cause: int) -> HttpResponse:
    found = get_object_or_404(gap.causes, pk=clean_pk(cause))
    offered = evidence_choices(gap, request.user)
    # What is not offered is not taken away either: a voice that the reader may not read.
    kept = list(found.evidence.exclude(pk__in=[pk for pk, _label in offered]))

    def change(data: dict[str, Any]) -> Cause:
        if "evidence" in data:
            data["evidence"] = [*data["evidence"], *kept]
        return actions.change_cause(actor=request.user, cause=found, **data)

    return form_page(
        request,
        CauseForm,
        instance=found,
        gap=gap,
        evidence=offered,
        title=_("Change the cause"),
        parent=gap,
        done=gap,
        stage=STAGE,
        act=change,
    )


@page(Gap, perm="gaps.change_gap", methods=("POST",))
def remove_cause(request: HttpRequest, gap: Gap, cause: int) -> HttpResponse:
    found = get_object_or_404(gap.causes, pk=clean_pk(cause))
    return attempt(
        request, gap, lambda: actions.remove_cause(actor=request.user, cause=found), _("The cause is gone.")
    )


@page(Gap, perm="gaps.change_gap")
@only_drafts
def add_voices(request: HttpRequest, gap: Gap) -> HttpResponse:
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
        "stage": STAGE,
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
        stage=STAGE,
        submit=_("Add the document"),
        act=lambda data: actions.add_document(actor=request.user, gap=gap, **data),
    )


@page(Gap, perm="gaps.change_gap")
@only_drafts
def choose_feedback(request: HttpRequest, gap: Gap) -> HttpResponse:
    """Messages of the community to choose from. Sealed concerns are never among them."""
    return list_page(
        request,
        title=_("A message from the community as evidence"),
        intro=_("Read the message, then say in your own words what it shows. Its text stays where it is."),
        queryset=usable_feedback(gap, request.user),
        columns=_message_columns(gap),
        empty=_("No message to this programme is open to you."),
        stage=STAGE,
        template="gaps/feedback_list.html",
        context={"gap": gap},
    )


def _message_columns(gap: Gap) -> tuple[Column, ...]:
    def choose(message: Feedback) -> Any:
        address = reverse("gaps:add_feedback", args=[gap.pk, message.pk])
        return format_html('<a href="{}" hx-boost="false">{}</a>', address, _("Use as evidence"))

    return (
        Column("kind", _("What it is about"), sort="kind", link=True),
        Column("place", _("Place"), sort="place__name"),
        Column("received_at", _("Received"), sort="received_at", kind="date"),
        Column("state", _("State"), sort="state", kind="badge"),
        Column("choose", _("As evidence"), value=choose),
    )


@page(Gap, perm="gaps.change_gap")
@only_drafts
def add_feedback(request: HttpRequest, gap: Gap, feedback: int) -> HttpResponse:
    message = get_object_or_404(usable_feedback(gap, request.user), pk=clean_pk(feedback))
    return form_page(
        request,
        FeedbackForm,
        title=_("What the message shows"),
        parent=gap,
        done=gap,
        stage=STAGE,
        submit=_("Add it as evidence"),
        template="gaps/feedback_note.html",
        context={"message": message},
        known_to=gap.programme,
        act=confirming(
            request,
            gap.programme,
            lambda data: actions.add_feedback(actor=request.user, gap=gap, feedback=message, **data),
        ),
    )


@page(Gap, perm="gaps.change_gap", methods=("POST",))
def remove_evidence(request: HttpRequest, gap: Gap, evidence: int) -> HttpResponse:
    found = get_object_or_404(gap.evidence, pk=clean_pk(evidence))
    return attempt(
        request,
        gap,
        lambda: actions.remove_evidence(actor=request.user, evidence=found),
        _("The evidence is gone."),
    )
