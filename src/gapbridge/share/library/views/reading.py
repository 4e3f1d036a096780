"""What readers open: a resource, one of its versions, a page of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gapbridge.base import markdown
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.wordings import said_in
from gapbridge.share.library import actions, hooks, queries
from gapbridge.share.library.changes import changes
from gapbridge.share.library.forms import DoubtForm
from gapbridge.share.library.models import Edition, Resource, Version


def _said_gone(request: HttpRequest, found: queries.Withdrawn | None) -> HttpResponse | None:
    """410 where 404 would say that it never was: who has the address learns that it is gone, and since when."""
    if found is None:
        return None
    context = {"title": _("This was archived"), "withdrawn": found, "stage": "share"}
    return render(request, "library/gone.html", context, status=410)


def resource_gone(request: HttpRequest, pk: int) -> HttpResponse | None:
    return _said_gone(request, queries.withdrawn(pk=pk))


def version_gone(request: HttpRequest, pk: int) -> HttpResponse | None:
    shown = {"editions__versions": pk, "editions__versions__adopted_at__isnull": False}
    return _said_gone(request, queries.withdrawn(**shown))


@page(Resource, public=True, related=("programme", "organisation"), gone=resource_gone)
def resource(request: HttpRequest, resource: Resource) -> HttpResponse:
    """The newest version in the reader's language, or in the one asked for (`?in=az`)."""
    editions = list(resource.editions.select_related("current__file"))
    shown = _edition_for(editions, request.GET.get("in", ""), resource)
    hooks.opened(request, shown)
    return _drawn(request, resource, editions, shown, shown.current if shown else None)


def _edition_for(editions: list[Edition], asked: str, resource: Resource) -> Edition | None:
    found = {each.language: each for each in editions}
    if asked in found:
        return found[asked]
    best = resource.edition()
    return found.get(best.language) if best else None


@page(Version, public=True, related=("edition__resource__programme", "file"), gone=version_gone)
def version(request: HttpRequest, version: Version) -> HttpResponse:
    """An earlier version stays where it was, says so, and leads to the one that holds now."""
    resource = version.edition.resource
    editions = list(resource.editions.select_related("current__file"))
    hooks.opened(request, version.edition)
    return _drawn(request, resource, editions, version.edition, version)


def _drawn(
    request: HttpRequest,
    resource: Resource,
    editions: list[Edition],
    edition: Edition | None,
    version: Version | None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "resource": resource,
        "edition": edition,
        "editions": editions,
        "version": version,
        "newer": queries.newer_than(version) if version else None,
        "text": markdown.render(version.text, top=2) if version else "",
        "versions": queries.versions_of(edition, request.user) if edition else [],
        "topics": resource.topics.all(),
        "doubts": queries.doubts_on(resource, request.user),
        "norms": [said_in(each, get_language() or "en", "en") for each in resource.rests_on],
        "title": edition.title if edition else resource.title,
        "stage": "share",
    }
    return render(request, "library/resource.html", context)


@page(Version, public=True, related=("edition__resource__programme", "file"), gone=version_gone)
def page_of(request: HttpRequest, version: Version, number: int) -> HttpResponse:
    """One page: its picture where there is one, and its text."""
    found = version.pages.select_related("preview").filter(number=number).first()
    if found is None:
        raise Http404
    if not came_from(request, version):  # turning its pages is one reading
        hooks.opened(request, version.edition)
    text = hooks.drawn(version, found.text)
    context = {
        "version": version,
        "edition": version.edition,
        "resource": version.edition.resource,
        "found": found,
        "is_drawn": isinstance(text, SafeString),
        "text": hooks.marked(request, text, version.edition.language),
        "newer": queries.newer_than(version),
        "numbers": list(version.pages.values_list("number", flat=True)),
        "title": version.edition.title,
        "stage": "share",
    }
    return render(request, "library/page.html", context)


def came_from(request: HttpRequest, version: Version) -> bool:
    return version.get_absolute_url() in request.headers.get("Referer", "")


@page(
    Version, public=True, related=("edition__resource", "edition__current__file", "file"), gone=version_gone
)
def changes_in(request: HttpRequest, version: Version) -> HttpResponse:
    """Against the version before it; of what is proposed, against the one that readers see."""
    before = queries.before(version, request.user)
    context = {
        "version": version,
        "before": before,
        "edition": version.edition,
        "parts": changes(before, version) if before else [],
        "title": _("What has changed"),
        "stage": "share",
    }
    return render(request, "library/changes.html", context)


@page(Version, public=True, related=("edition__resource__programme",))
def doubt(request: HttpRequest, version: Version) -> HttpResponse:
    """“Is this out of date?”, from anybody who can read it."""
    asking = request.user if request.user.is_authenticated else None
    return form_page(
        request,
        DoubtForm,
        title=_("Is this out of date?"),
        intro=version.edition.title,
        parent=version.edition.resource,
        submit=_("Ask the curators"),
        said=_("Thank you. The curators look into it. Their answer comes by mail and stands on this page.")
        if asking
        else _("Thank you. The curators look into it."),
        done=version.edition.get_absolute_url(),
        stage="share",
        act=lambda data: actions.ask_doubt(actor=asking, version=version, text=data["text"]),
    )
