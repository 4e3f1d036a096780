"""Sanctions lists, screenings, and the names that a person has to decide on."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gapbridge.act.profiles import actions
from gapbridge.act.profiles.filters import HitFilter
from gapbridge.act.profiles.forms import ListForm
from gapbridge.act.profiles.models import Hit, Profile, SanctionsList, Screening
from gapbridge.act.profiles.queries.lists import hits_for, lists_for, to_be_screened
from gapbridge.act.profiles.tables import COLUMNS, read_entries
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Action, Column, list_page
from gapbridge.base.tables import Problem, TableErrors
from gapbridge.base.uploads import files_of

from .file import own_programmes

LISTS = (
    Column("name", gettext_lazy("Name"), sort="name", link=True),
    Column("programme", gettext_lazy("Programme"), sort="programme__short_title"),
    Column("dated_on", gettext_lazy("Date of the list"), sort="dated_on", kind="date"),
    Column("entries_count", gettext_lazy("Entries"), sort="entries_count", kind="number"),
    Column("screened", gettext_lazy("Organisations screened"), sort="screened", kind="number"),
    Column("open_hits", gettext_lazy("Names to be decided"), sort="open_hits", kind="number"),
    Column("replaced_at", gettext_lazy("Replaced"), sort="replaced_at", kind="date"),
)


@page(perm="profiles.see_lists", methods=("GET", "HEAD"))
def lists(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Sanctions lists"),
        intro=_(
            "Names to which no money may go. Before a check is passed, an organisation is held against each."
        ),
        queryset=lists_for(request.user),
        columns=LISTS,
        empty=_("No list yet. Download the consolidated list that your donor names, and upload it here."),
        stage="act",
        actions=[
            Action(_("Upload a list"), reverse("profiles:new_list")),
            Action(_("Names to be decided"), reverse("profiles:hits")),
        ],
    )


@page(perm="profiles.keep_lists")
def new_list(request: HttpRequest) -> HttpResponse:
    problems: list[Problem] = []

    def act(data: dict[str, Any]) -> SanctionsList:
        headings = {
            key.removesuffix("_heading"): text for key, text in data.items() if key.endswith("_heading")
        }
        facts = {key: data[key] for key in ("programme", "name", "source", "dated_on")}
        try:
            rows = read_entries(data["file"].file, headings, field="file")
        except TableErrors as errors:
            problems.extend(errors.problems)
            raise
        return actions.upload_list(actor=request.user, rows=rows, upload=data["file"], **facts)

    return form_page(
        request,
        ListForm,
        programmes=own_programmes(request.user),
        initial={"dated_on": localdate()},
        act=act,
        title=_("Upload a sanctions list"),
        intro=_(
            "All of it is taken, or nothing. A list of the same name is replaced, and who was screened against it is "
            "screened again."
        ),
        stage="act",
        submit=_("Upload"),
        autosave=False,
        said=lambda new: (
            ngettext("%(count)s entry is taken.", "%(count)s entries are taken.", new.entries_count)
            % {"count": new.entries_count}
        ),
        template="profiles/new_list.html",
        context={"problems": problems, "file_columns": COLUMNS},
    )


@page(SanctionsList, perm="profiles.see_lists", related=("programme", "uploaded_by"), methods=("GET", "HEAD"))
def list_of_sanctions(request: HttpRequest, found: SanctionsList) -> HttpResponse:
    screenings = Screening.objects.visible_to(request.user).filter(list=found)
    context = {
        "title": found.name,
        "stage": "act",
        "list": found,
        "files": files_of(found),
        "screened": screenings.current().count(),
        "organisations": to_be_screened(request.user).count(),
        "open_hits": hits_for(request.user).filter(screening__list=found, state="open").count(),
        "may_screen": found.replaced_at is None and request.user.has_perm("profiles.screen", found),
    }
    return render(request, "profiles/list.html", context)


@page(SanctionsList, perm="profiles.screen", methods=("POST",))
def screen_all(request: HttpRequest, found: SanctionsList) -> HttpResponse:
    return _screen(request, to_be_screened(request.user), [found], found)


@page(Profile, perm="profiles.check", related=("organisation",), methods=("POST",))
def screen_one(request: HttpRequest, profile: Profile) -> HttpResponse:
    return _screen(request, [profile.organisation], None, profile)


def _screen(request: HttpRequest, organisations: Any, against: Any, back: Any) -> HttpResponse:
    try:
        made = actions.screen(actor=request.user, organisations=organisations, lists=against)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(back)
    found = Hit.objects.visible_to(request.user).filter(screening__in=made, state="open").count()
    if found:
        text = ngettext(
            "Screened. %(count)s name resembles one on a list: decide whether it is the same.",
            "Screened. %(count)s names resemble one on a list: decide whether they are the same.",
            found,
        )
        messages.warning(request, text % {"count": found})
        return redirect(f"{reverse('profiles:hits')}?state=open")
    messages.success(request, _("Screened. No name is left to be decided."))
    return redirect(back)


HITS = (
    Column(
        "organisation",
        gettext_lazy("Organisation"),
        sort="screening__organisation__name",
        link=True,
        value=lambda row: row.screening.organisation,
    ),
    Column("subject", gettext_lazy("Whose name")),
    Column("entry", gettext_lazy("Name on the list"), sort="entry__name", value=lambda row: row.entry.name),
    Column("likeness", gettext_lazy("Likeness of 100"), sort="likeness", kind="number"),
    Column(
        "list",
        gettext_lazy("Sanctions list"),
        sort="screening__list__name",
        value=lambda row: row.screening.list,
    ),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)


@page(perm="profiles.see_lists", methods=("GET", "HEAD"))
def hits(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Names on sanctions lists"),
        intro=_("The machine only finds names that resemble each other. A person decides, with a reason."),
        queryset=hits_for(request.user),
        columns=HITS,
        filters=HitFilter,
        empty=_("No name resembles one on a list."),
        stage="act",
    )


OF_HIT = ("entry", "screening__list__programme", "screening__organisation", "decided_by", "officer")


@page(Hit, perm="profiles.decide_hit", related=OF_HIT, methods=("GET", "HEAD"))
def hit_page(request: HttpRequest, hit: Hit) -> HttpResponse:
    response = render(
        request,
        "profiles/hit.html",
        {
            "title": _("Is it the same?"),
            "stage": "act",
            "hit": hit,
            "entry": hit.entry,
            "screening": hit.screening,
        },
    )
    response["Cache-Control"] = "private, no-store"
    return response
