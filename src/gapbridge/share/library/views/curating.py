"""Where authors find what they handed in, and curators what readers and partners said."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gapbridge.base.access import page
from gapbridge.base.forms import ReasonForm, form_page
from gapbridge.base.listing import Column, list_page
from gapbridge.share.library import actions, buttons, queries
from gapbridge.share.library.filters import DoubtFilter, ResourceFilter
from gapbridge.share.library.forms import AnswerForm
from gapbridge.share.library.models import Doubt, Version

OURS = (
    Column("title", gettext_lazy("Title"), link=True),
    Column("kind", gettext_lazy("Kind"), sort="kind"),
    Column("added_at", pgettext_lazy("a resource", "Added"), sort="added_at", kind="date"),
    Column("because", gettext_lazy("What the curators say")),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)
DOUBTS = (
    Column("asked_at", pgettext_lazy("a doubt", "Asked"), sort="asked_at", kind="date"),
    Column("resource", gettext_lazy("Resource"), value=lambda doubt: doubt.version.edition.title),
    Column("text", gettext_lazy("What has changed"), link=True),
    Column("answer", gettext_lazy("Answer")),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(perm="library.offer_resource")
def begin(request: HttpRequest) -> HttpResponse:
    """In which programme; where there is but one, the form at once."""
    programmes = queries.open_programmes(request.user)
    if len(programmes) == 1:
        return redirect("library:new", pk=programmes[0].pk)
    context = {"title": _("In which programme?"), "programmes": programmes, "stage": "share"}
    return render(request, "library/begin.html", context)


@page()
def ours(request: HttpRequest) -> HttpResponse:
    user = request.user
    return list_page(
        request,
        title=buttons.title_of_ours(user),
        intro=_("Where each stands. What was returned can be changed and handed in again."),
        queryset=queries.ours(user),
        columns=OURS,
        filters=ResourceFilter,
        stage="share",
    )


@page()
def doubt_list(request: HttpRequest) -> HttpResponse:
    user = request.user
    return list_page(
        request,
        title=_("What readers doubt") if user.has_perm("library.curate") else _("What I asked the curators"),
        queryset=Doubt.objects.visible_to(user).select_related("version__edition__resource"),
        columns=DOUBTS,
        filters=DoubtFilter,
        stage="share",
    )


@page(Doubt, perm="library.curate", related=("version__edition__resource",))
def answer(request: HttpRequest, doubt: Doubt) -> HttpResponse:
    if request.method != "POST" and doubt.state != "open":
        return redirect(doubt)
    return form_page(
        request,
        AnswerForm,
        title=_("Answer the reader"),
        parent=doubt.version.edition,
        submit=_("Send the answer"),
        said=_("The answer stands on the page of the resource."),
        done=doubt.get_absolute_url(),
        stage="share",
        template="library/answer.html",
        context={"doubt": doubt},
        act=lambda data: actions.answer_doubt(actor=request.user, doubt=doubt, reason=data["answer"]),
    )


@page(Version, perm="library.curate", related=("edition__resource", "made_by"))
def decline(request: HttpRequest, version: Version) -> HttpResponse:
    return form_page(
        request,
        ReasonForm,
        title=_("Do not take this version over"),
        intro=_("What readers see stays. Who proposed the version hears why, and can propose another."),
        parent=version.edition,
        done=version,
        stage="share",
        act=lambda data: actions.decline_version(actor=request.user, version=version, **data),
    )
