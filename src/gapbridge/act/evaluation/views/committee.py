"""The committee's pages: who sits on it, what is proposed, the vote, and the decision."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation import actions, awards, committee, decision_record, documents, pages, tables
from gapbridge.act.evaluation.forms.committee import (
    AwardForm,
    CommitteeForm,
    LineForm,
    ProposeForm,
    VoteForm,
)
from gapbridge.act.evaluation.models import Proposal, ProposalLine
from gapbridge.act.evaluation.readers import judged_by
from gapbridge.agree.consultations.proof.pdfsign import certificate_fingerprint
from gapbridge.base.access import page
from gapbridge.base.errors import Refused, WrongState
from gapbridge.base.forms import form_page
from gapbridge.base.markup import figure
from gapbridge.base.uploads import opened

OF_CALL = ("intervention__programme", "procedure")
OF_PROPOSAL = ("call__intervention__programme", "call__procedure", "made_by")


@page(Call, perm="evaluation.run_evaluation", related=OF_CALL)
def name_committee(request: HttpRequest, call: Call) -> HttpResponse:
    members = committee.members_of(call)
    of = {
        part: [each.user_id for each in members if each.part == part]
        for part in ("chair", "secretary", "member")
    }
    return form_page(
        request,
        CommitteeForm,
        people=tables.people_of(call),
        initial={
            "chair": next(iter(of["chair"]), None),
            "secretary": next(iter(of["secretary"]), None),
            "members": of["member"],
        },
        title=_("Committee"),
        intro=_("Each is written to, and declares that they are impartial before they can read anything."),
        parent=call,
        stage="act",
        submit=_("Name the committee"),
        done=reverse("evaluation:call", args=[call.pk]),
        autosave=False,
        act=lambda data: actions.name_committee(actor=request.user, call=call, members=_seats(data)),
    )


def _seats(data: dict) -> list:
    found = [(data["chair"], "chair")]
    if data.get("secretary"):
        found.append((data["secretary"], "secretary"))
    return found + [(each, "member") for each in data["members"]]


@page(Call, perm="evaluation.run_evaluation", related=OF_CALL)
def propose(request: HttpRequest, call: Call) -> HttpResponse:
    return form_page(
        request,
        ProposeForm,
        initial={"language": get_language()},
        title=_("Prepare a proposal"),
        intro=_("It begins with what the ranking gives; you can then change single lines, with a reason."),
        parent=call,
        stage="act",
        submit=_("Prepare it"),
        act=lambda data: actions.propose(actor=request.user, call=call, **data),
    )


@page(Proposal, related=OF_PROPOSAL, methods=("GET", "HEAD"))
def proposal_page(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    call = proposal.call
    may_run = request.user.has_perm("evaluation.run_evaluation", proposal)
    seat = committee.seat_of(call, request.user)
    declared = committee.has_declared(call, request.user)
    reads = may_run or declared
    context = {
        "title": _("Proposal %(number)s") % {"number": proposal.number},
        "stage": "act",
        "proposal": proposal,
        "call": call,
        "may_run": may_run,
        "seat": seat,
        "declared": declared,
        "reads": reads,
        "may_vote": bool(seat) and seat.part != "secretary" and proposal.state == "voting" and declared,
        "languages": settings.LANGUAGES,
    }
    if reads:
        context |= tables.proposal_context(proposal, request.user)
    if proposal.state == "decided":
        context["holds"] = decision_record.holds(proposal)
        context["signed"] = proposal.documents.select_related("file").order_by("language")
        context["certificate"] = certificate_fingerprint()
    return render(request, "evaluation/proposal.html", context)


@page(
    ProposalLine,
    perm="evaluation.run_evaluation",
    related=("proposal__call__intervention", "application__organisation"),
)
def change_line(request: HttpRequest, line: ProposalLine) -> HttpResponse:
    if not judged_by(request.user).filter(pk=line.application_id).exists():
        raise Http404
    application = line.application
    return form_page(
        request,
        LineForm,
        initial={
            "outcome": line.outcome,
            "amount": line.amount or application.amount,
            "reason": line.reason,
        },
        title=_("Change a line"),
        intro=f"{application.number} {application.organisation}: {application.title}",
        parent=line.proposal,
        stage="act",
        done=line.proposal,
        act=lambda data: actions.change_line(
            actor=request.user,
            line=ProposalLine.objects.select_related("proposal__call").get(pk=line.pk),
            **data,
        ),
    )


@page(Proposal, perm="evaluation.vote", related=OF_PROPOSAL)
def vote(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    mine = proposal.votes.filter(member__user=request.user).first()
    return form_page(
        request,
        VoteForm,
        initial={"choice": mine.choice, "reason": mine.reason} if mine else {},
        title=_("Your vote"),
        intro=str(proposal.call),
        parent=proposal,
        stage="act",
        submit=pgettext("to do", "Vote"),
        said=_("Your vote is kept. You can change it until the vote is closed."),
        done=proposal,
        act=lambda data: actions.vote(actor=request.user, proposal=proposal, **data),
    )


@page(Proposal, related=OF_PROPOSAL, methods=("GET", "HEAD"))
def record(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """The frozen record, byte for byte as it was hashed."""
    _only_decided(request, proposal)
    headers = {
        "Content-Disposition": f'attachment; filename="decision-{proposal.pk}.json"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(proposal.record.encode(), content_type="application/json", headers=headers)


@page(Proposal, related=OF_PROPOSAL, methods=("GET", "HEAD"))
def decision(request: HttpRequest, proposal: Proposal, language: str) -> HttpResponse:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    _only_decided(request, proposal)
    made = actions.make_document(actor=None, proposal=proposal, language=language)
    with opened(made.file) as file:
        return documents.as_pdf(file.read(), made.file.original_name)


def _only_decided(request: HttpRequest, proposal: Proposal) -> None:
    """The record tells of every applicant: nobody reads it who has a conflict about one, or hasn't declared."""
    if proposal.state != "decided":
        raise WrongState(_("There is no decision yet."))
    if not request.user.has_perm("evaluation.run_evaluation", proposal) and not committee.has_declared(
        proposal.call, request.user
    ):
        raise Refused(_("Declare first that you are impartial."))
    lines = proposal.lines.values_list("application_id", flat=True)
    if pages.closed_applications(request.user, lines):
        raise Refused(_("The record tells of an applicant about whom you have a conflict of interest."))


@page(
    Application,
    perm="evaluation.run_evaluation",
    related=("call__intervention__programme", "lot", "organisation"),
)
def award_reserve(request: HttpRequest, application: Application) -> HttpResponse:
    left = awards.left_in(application.lot)
    return form_page(
        request,
        AwardForm,
        initial={"amount": application.amount},
        title=_("Award from the reserve list"),
        intro=_("%(organisation)s: %(title)s. Left of the lot's budget: %(left)s %(currency)s.")
        % {
            "organisation": application.organisation,
            "title": application.title,
            "left": figure(left),
            "currency": application.call.currency,
        },
        parent=application,
        stage="act",
        submit=_("Award"),
        autosave=False,
        done=reverse("evaluation:call", args=[application.call_id]),
        act=lambda data: actions.award_from_reserve(actor=request.user, application=application, **data),
    )
