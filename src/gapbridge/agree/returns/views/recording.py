from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps import actions as gap_actions
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.views.parts import attempt
from gapbridge.agree.returns import actions
from gapbridge.agree.returns.actions.parts import why_not_now
from gapbridge.agree.returns.forms import BackForm, ProofForm, RemedyForm, ReturnForm
from gapbridge.agree.returns.models import Return
from gapbridge.agree.returns.queries import (
    DENIED,
    Group,
    circle_of,
    groups_of,
    remedied_gaps,
    reports_to_choose,
)
from gapbridge.agree.returns.remedy import missing
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.pagination import clean_pk
from gapbridge.listen.assessments.views.words import confirming
from gapbridge.listen.feedback.models import Feedback

from .lists import STAGE


def whole(gap: Gap) -> str:
    return reverse("returns:gap", args=[gap.pk])


@page(Gap, perm="returns.record_return", related=("programme",))
def record(request: HttpRequest, gap: Gap, session: int) -> HttpResponse:
    """What the group of this session says now."""
    group = _group_of(gap, request, session)
    if refusal := why_not_now(gap):
        messages.warning(request, refusal)
        return redirect(gap)
    return form_page(
        request,
        ReturnForm,
        initial={"language": group.session.language},
        known_to=gap.programme,
        title=_("What the group says now"),
        parent=gap,
        done=lambda answer: answer.get_absolute_url(),
        said=_said,
        stage=STAGE,
        submit=_("Write it down"),
        template="returns/record.html",
        context={"gap": gap, "group": group},
        act=_with_confirmed(
            request,
            gap,
            lambda data: actions.record_return(actor=request.user, gap=gap, session=group.session, **data),
        ),
    )


def _group_of(gap: Gap, request: HttpRequest, session: int) -> Group:
    pk = clean_pk(session)
    for group in groups_of(gap, request.user):
        if any(each.pk == pk for each in group.sessions):
            return group
    raise Http404


def _said(answer: Return) -> str:
    if answer.gap.state == "remedied" and answer.outcome in DENIED:
        return _now("Saved. The gap is called remedied, and this group says otherwise.")
    return _now("Saved.")


def _with_confirmed(request: HttpRequest, gap: Gap, act: Any) -> Any:
    """Words ticked as no names are remembered for the programme where the writer may, else let pass this once."""
    if request.user.has_perm("assessments.confirm_words", gap.programme):
        return confirming(request, gap.programme, act)
    return act


@page(Gap, perm="returns.add_proof")
def add_proof(request: HttpRequest, gap: Gap) -> HttpResponse:
    if refusal := why_not_now(gap):
        messages.warning(request, refusal)
        return redirect(gap)
    return form_page(
        request,
        ProofForm,
        reports=reports_to_choose(gap, request.user),
        title=_("What shows the remedy"),
        parent=gap,
        done=lambda proof: proof.get_absolute_url(),
        stage=STAGE,
        submit=_("Add the proof"),
        act=lambda data: actions.add_proof(actor=request.user, gap=gap, **data),
    )


@page(Gap, perm="returns.add_proof", methods=("POST",))
def remove_proof(request: HttpRequest, gap: Gap, proof: int) -> HttpResponse:
    found = get_object_or_404(gap.proofs, pk=clean_pk(proof))
    return attempt(
        request,
        whole(gap),
        lambda: actions.remove_proof(actor=request.user, proof=found),
        _("The proof is gone."),
    )


@page(Gap, perm="gaps.change_gap", related=("programme",))
def remedy(request: HttpRequest, gap: Gap) -> HttpResponse:
    """Call the gap remedied: what is missing stands above the form, before anybody tries."""
    if gap.state != "being_remedied":
        messages.warning(request, _("This gap is not being remedied now."))
        return redirect(gap)
    circle = circle_of(gap, request.user)
    return form_page(
        request,
        RemedyForm,
        asks_what_remains=bool(circle.better),
        title=_("Remedied"),
        intro=_("Say what shows it. It stays on the page of the gap, beside what the groups said."),
        parent=gap,
        done=gap,
        stage=STAGE,
        submit=_("Remedied"),
        template="returns/remedy.html",
        context={"gap": gap, "missing": missing(gap, circle), "circle": circle},
        act=lambda data: gap_actions.mark_remedied(actor=request.user, gap=gap, **data),
    )


@page(Return, perm="returns.reopen_gap", related=("gap",), methods=("POST",))
def reopen(request: HttpRequest, answer: Return) -> HttpResponse:
    """One step from a group's no to a gap that is being remedied again."""
    return attempt(
        request,
        whole(answer.gap),
        lambda: actions.reopen_after(actor=request.user, answer=answer),
        _("The gap is being remedied again."),
    )


@page(Feedback, perm="returns.reopen_gap", related=("programme",))
def back(request: HttpRequest, feedback: Feedback) -> HttpResponse:
    """A message of the community: a remedied gap is back."""
    gaps = remedied_gaps(feedback, request.user)
    if feedback.sealed or not gaps.exists():
        messages.warning(request, _("No gap of this programme is called remedied."))
        return redirect(feedback)

    def reopened(data: dict[str, Any]) -> Gap:
        return gap_actions.reopen_gap(
            actor=request.user, gap=data["gap"], reason=data["reason"], feedback=feedback
        )

    return form_page(
        request,
        BackForm,
        gaps=gaps,
        known_to=feedback.programme,
        title=_("A remedied gap is back"),
        intro=_("The message becomes evidence of the gap, which is being remedied again."),
        parent=feedback,
        stage=STAGE,
        submit=_("Reopen the gap"),
        act=confirming(request, feedback.programme, reopened),
    )
