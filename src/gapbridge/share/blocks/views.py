"""A template is filled in: for one's organisation, which may keep it, or by hand, which nobody keeps."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gapbridge.base.access import page
from gapbridge.base.filekinds import KINDS
from gapbridge.base.forms import put_beside_fields
from gapbridge.base.throttle import Throttle
from gapbridge.people.models import Organisation
from gapbridge.share.library.models import Resource, Version
from gapbridge.share.library.queries import newer_than

from . import actions, queries
from .asked import asked_by
from .formats import WRITERS, html
from .forms import FillForm, PlaceForm
from .models import Filled
from .paper import Paper, paper_of

ROWS = 50
PAPERS = Throttle("blocks.paper", most=60, seconds=60)  # a room of people behind one address
OF_FILLED = ("version__edition__resource", "version__edition__current", "organisation", "changed_by")


@dataclass(frozen=True)
class Desk:
    """What lies before the person: a version, for whom it is filled in, and what was kept before."""

    version: Version
    organisation: Organisation | None
    values: dict[str, str]
    filled: Filled | None = None
    place: PlaceForm | None = None

    @property
    def resource(self) -> Resource:
        return self.version.edition.resource


@page(Resource, public=True)
def fill(request: HttpRequest, resource: Resource) -> HttpResponseBase:
    """Language and organisation stand in the address; without an organisation nothing is kept."""
    papers = queries.papers_of(resource)
    if resource.kind != Resource.Kind.TEMPLATE or not papers:
        return redirect(resource)
    language = _one_of(request.GET.get("in"), get_language(), papers)
    own = queries.own_organisations(request.user)
    organisation = _chosen(own, request.GET.get("organisation", ""))
    values = queries.facts_of(request.user, organisation, language) if organisation else {}
    place = PlaceForm(
        languages=[(key, each.edition.get_language_display()) for key, each in papers.items()],
        organisations=own,
        initial={"in": language, "organisation": str(organisation.pk if organisation else 0)},
    )
    return _filled_in(request, Desk(papers[language], organisation, values, place=place))


def _one_of(asked: str | None, own: str | None, papers: dict[str, Version]) -> str:
    return next((each for each in (asked, own, "en") if each in papers), next(iter(papers)))


def _chosen(own: list[Organisation], asked: str) -> Organisation | None:
    """The organisation that was asked for where it is one's own; the first where none was."""
    if not asked:
        return own[0] if own else None
    return next((each for each in own if str(each.pk) == asked), None)


@page(Filled, related=OF_FILLED)
def filled(request: HttpRequest, filled: Filled) -> HttpResponseBase:
    """What was kept, to be gone on with; with `?newest=1` in the newest version of the template."""
    newer = newer_than(filled.version)
    version = filled.version
    if newer is not None and newer.paper and request.GET.get("newest") == "1":
        newer.edition, version = version.edition, newer
    return _filled_in(request, Desk(version, filled.organisation, filled.values, filled))


@page(Filled, related=OF_FILLED, methods=("GET", "HEAD"))
def filled_file(request: HttpRequest, filled: Filled, ending: str) -> HttpResponseBase:
    if ending not in WRITERS:
        raise Http404
    if _too_many(request):
        return _wait(request)
    return _file(paper_of(filled.version, filled.values, filled.changed_at), ending)


@page(Filled, perm="blocks.fill_in", related=("version__edition",), methods=("POST",))
def discard(request: HttpRequest, filled: Filled) -> HttpResponse:
    actions.discard_filled(actor=request.user, filled=filled)
    messages.success(request, _("It is gone."))
    return redirect("blocks:list")


@page()
def filled_list(request: HttpRequest) -> HttpResponse:
    found = Paginator(queries.filled_by(request.user), ROWS).get_page(request.GET.get("page"))
    context = {"page": found, "title": _("Papers your organisation filled in"), "stage": "share"}
    return render(request, "blocks/list.html", context)


# --- the desk -------------------------------------------------------------------------------------


def _filled_in(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """GET shows the form; POST does what its button says: a preview, a file, or keeping it."""
    given: dict[str, Any] = {
        "asked": asked_by(desk.version),
        "values": desk.values,
        "keeps": bool(desk.organisation),
    }
    if request.method != "POST":
        kept = desk.filled
        form = FillForm(initial={"name": kept.name, "revision": kept.revision} if kept else {}, **given)
        return _drawn(request, desk, form, paper_of(desk.version, desk.values) if kept else None)
    form = FillForm(request.POST, **given)
    if not form.is_valid():
        return _drawn(request, desk, form, None, status=422)
    if _too_many(request):
        form.add_error(None, _("Those were many papers in one minute. Wait a moment and try again."))
        return _drawn(request, desk, form, None, status=429)
    try:
        return _done(request, desk, form)
    except ValidationError as refusal:
        put_beside_fields(form, refusal)
        return _drawn(request, desk, form, None, status=409 if desk.filled else 422)


def _done(request: HttpRequest, desk: Desk, form: FillForm) -> HttpResponseBase:
    do, values = request.POST.get("do", ""), form.values()
    if do in {"keep", "copy"} and desk.organisation:
        kept = _kept(request, desk, form, as_another=do == "copy")
        messages.success(request, _("It is kept for your organisation."))
        return redirect(kept)
    paper = paper_of(desk.version, values)
    return _file(paper, do) if do in WRITERS else _drawn(request, desk, form, paper)


def _kept(request: HttpRequest, desk: Desk, form: FillForm, *, as_another: bool) -> Filled:
    told: dict[str, Any] = {
        "actor": request.user,
        "version": desk.version,
        "values": form.values(),
        "name": form.cleaned_data["name"],
    }
    if desk.filled is None or as_another:
        return actions.keep_filled(organisation=desk.organisation, **told)
    return actions.change_filled(filled=desk.filled, revision=form.cleaned_data["revision"] or 0, **told)


def _drawn(
    request: HttpRequest, desk: Desk, form: FillForm, paper: Paper | None, status: int = 200
) -> HttpResponse:
    newer = newer_than(desk.version)
    context = {
        "desk": desk,
        "form": form,
        "resource": desk.resource,
        "edition": desk.version.edition,
        "paper": paper,
        "preview": html(paper) if paper else "",
        "newer": newer if newer is not None and newer.paper else None,
        "title": str(desk.filled or desk.version.edition.title),
        "stage": "share",
    }
    return render(request, "blocks/fill.html", context, status=status)


def _file(paper: Paper, ending: str) -> HttpResponseBase:
    name = f"{paper.title[:80]}.{ending}"
    content = BytesIO(WRITERS[ending](paper))
    return FileResponse(content, as_attachment=True, filename=name, content_type=KINDS[ending].content_type)


def _too_many(request: HttpRequest) -> bool:
    user = request.user
    who = f"user {user.pk}" if user.is_authenticated else f"address {request.META.get('REMOTE_ADDR', '')}"
    if PAPERS.is_closed(who):
        return True
    PAPERS.count(who)
    return False


def _wait(request: HttpRequest) -> HttpResponse:
    reason = _("Those were many papers in one minute. Wait a moment and try again.")
    return render(request, "base/errors/422.html", {"reason": reason}, status=429)
