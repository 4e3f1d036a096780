"""An organisation's file as its own people and those who decide see it, and its parts, each saved apart."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.profiles import actions, concern
from gapbridge.act.profiles.filters import STANDING, FileFilter
from gapbridge.act.profiles.forms import EndOfficerForm, OfficerForm, PastProjectForm, ProfileForm
from gapbridge.act.profiles.models import Officer, PastProject, Profile
from gapbridge.act.profiles.queries import page as reads
from gapbridge.act.profiles.queries import profile_of
from gapbridge.act.profiles.queries.lists import files_for
from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Action, Column, list_page
from gapbridge.people.models import Organisation
from gapbridge.people.roles import Role
from gapbridge.programmes.models import Programme
from gapbridge.programmes.standing import standing

ORGANISATION = ("organisation",)
OF_PROFILE = ("profile__organisation",)
KEEP = "profiles.keep_file"


@page(perm="profiles.have_file", methods=("GET", "HEAD"))
def mine(request: HttpRequest) -> HttpResponse:
    """Straight to the file of the organisation one acts for, or to a choice where there are several."""
    own = concern.kept_by(request.user, frozenset({Role.CSO_STAFF}))
    organisations = Organisation.objects.filter(pk__in=own).order_by("name", "pk")
    if len(organisations) == 1:
        return redirect(profile_of(organisations[0]))
    context = {"title": _("Our organisations' files"), "stage": "act", "organisations": organisations}
    return render(request, "profiles/mine.html", context)


@page(Organisation, perm="profiles.open_file", methods=("GET", "HEAD"))
def open_file(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return redirect(profile_of(organisation))


@page(Profile, related=ORGANISATION, methods=("GET", "HEAD"))
def file_page(request: HttpRequest, profile: Profile) -> HttpResponse:
    user, organisation = request.user, profile.organisation
    keeps = user.has_perm(KEEP, organisation)
    checks = user.has_perm("profiles.check", organisation)
    context = {
        "title": _("File of %(organisation)s") % {"organisation": organisation},
        "stage": "act",
        "profile": profile,
        "organisation": organisation,
        "keeps": keeps,
        "progress": reads.progress_of(profile) if keeps else None,
        "may_see_officers": user.has_perm("profiles.see_officers", organisation),
        "officers": reads.officers_of(profile, user),
        "today": localdate(),
        "may_see_bank": user.has_perm("profiles.see_bank_details", organisation),
        "keeps_bank": user.has_perm("profiles.keep_bank_details", organisation),
        "bank_accounts": reads.accounts_in_use(profile, user),
        "accounts": reads.accounts_of(profile, user),
        "projects": reads.projects_of(profile, user),
        "papers": reads.papers_of(profile, user),
        "results": reads.own_results(profile) if keeps else [],
        "checks": checks,
        **(_officers_side(profile, user) if checks else {}),
    }
    return render(request, "profiles/file.html", context)


def _officers_side(profile: Profile, user: Any) -> dict[str, Any]:
    programmes = own_programmes(user)
    checks = list(reads.checks_of(profile, user))
    under_way = {check.programme_id for check in checks if check.state == "draft"}
    return {
        "standing": reads.standing_in(profile, programmes),
        "due_diligence": checks,
        "may_begin": any(programme.pk not in under_way for programme in programmes),
        "screenings": reads.screenings_of(profile, user),
        "hits": reads.hits_of(profile, user),
        "lacks_screening": reads.lacking_screening(profile, user),
    }


def own_programmes(user: Any) -> Any:
    """In which one decides on money."""
    return Programme.objects.filter(pk__in=standing(user).programmes_with(*concern.READERS))


@page(Profile, perm=KEEP, related=ORGANISATION)
def edit(request: HttpRequest, profile: Profile) -> HttpResponse:
    return form_page(
        request,
        ProfileForm,
        instance=profile,
        title=_("Address, contact and purpose"),
        parent=profile,
        stage="act",
        act=lambda data: actions.change_profile(
            actor=request.user, organisation=profile.organisation, **data
        ),
    )


# --- officers: names are never kept as drafts ----------------------------------------------------


def _officer_page(request: HttpRequest, profile: Profile, **settings: Any) -> HttpResponse:
    return form_page(
        request,
        OfficerForm,
        parent=profile,
        stage="act",
        autosave=False,
        done=f"{profile.get_absolute_url()}#officers",
        **settings,
    )


@page(Profile, perm=KEEP, related=ORGANISATION)
def new_officer(request: HttpRequest, profile: Profile) -> HttpResponse:
    return _officer_page(
        request,
        profile,
        title=_("Name a member of the board or the director"),
        intro=_(
            "The name is kept encrypted. It is held against sanctions lists before money is paid, and shows "
            "whether an evaluator is too near to judge; it is not published."
        ),
        act=lambda data: actions.add_officer(actor=request.user, organisation=profile.organisation, **data),
    )


@page(Officer, perm=KEEP, related=OF_PROFILE)
def edit_officer(request: HttpRequest, officer: Officer) -> HttpResponse:
    return _officer_page(
        request,
        officer.profile,
        instance=officer,
        initial={"name": officer.name},
        title=_("Correct: %(position)s") % {"position": officer.position},
        act=lambda data: actions.change_officer(actor=request.user, officer=officer, **data),
    )


@page(Officer, perm=KEEP, related=OF_PROFILE)
def end_officer(request: HttpRequest, officer: Officer) -> HttpResponse:
    return form_page(
        request,
        EndOfficerForm,
        initial={"until": localdate()},
        title=_("Has left: %(position)s") % {"position": officer.position},
        parent=officer.profile,
        stage="act",
        done=officer.get_absolute_url(),
        act=lambda data: actions.end_officer(actor=request.user, officer=officer, **data),
    )


# --- past projects -------------------------------------------------------------------------------


@page(Profile, perm=KEEP, related=ORGANISATION)
def new_project(request: HttpRequest, profile: Profile) -> HttpResponse:
    return form_page(
        request,
        PastProjectForm,
        title=_("Add a past project"),
        parent=profile,
        stage="act",
        act=lambda data: actions.add_past_project(
            actor=request.user, organisation=profile.organisation, **data
        ),
    )


@page(PastProject, perm=KEEP, related=OF_PROFILE)
def edit_project(request: HttpRequest, project: PastProject) -> HttpResponse:
    return form_page(
        request,
        PastProjectForm,
        instance=project,
        title=_("Change a past project"),
        parent=project.profile,
        stage="act",
        act=lambda data: actions.change_past_project(actor=request.user, project=project, **data),
    )


@page(PastProject, perm=KEEP, related=OF_PROFILE)
def remove_project(request: HttpRequest, project: PastProject) -> HttpResponse:
    """Asks first: what is removed is gone."""
    profile = project.profile
    if request.method == "POST":
        actions.remove_past_project(actor=request.user, project=project)
        messages.success(request, _("The past project is removed."))
        return redirect(f"{profile.get_absolute_url()}#projects")
    context = {
        "title": _("Remove a past project"),
        "stage": "act",
        "parent": profile,
        "question": _("Remove “%(title)s” from the file? It can't be brought back.")
        % {"title": project.title},
        "submit": _("Remove"),
    }
    return render(request, "profiles/confirm.html", context)


# --- all files -----------------------------------------------------------------------------------

LABELS = dict(STANDING)
FILES = (
    Column(
        "organisation",
        gettext_lazy("Organisation"),
        sort="organisation__name",
        value=lambda row: row.organisation.name,
        link=True,
    ),
    Column("kind", gettext_lazy("Kind"), value=lambda row: row.organisation.get_kind_display()),
    Column("standing", gettext_lazy("Check"), sort="standing", value=lambda row: LABELS[row.standing]),
    Column("valid_until", gettext_lazy("Valid until"), sort="valid_until", kind="date"),
    Column("expiring", gettext_lazy("Documents that run out"), sort="expiring", kind="number"),
    Column("open_hits", gettext_lazy("Names to be decided"), sort="open_hits", kind="number"),
    Column("updated_at", gettext_lazy("Last changed"), sort="updated_at", kind="date"),
)


@page(perm="profiles.see_files", methods=("GET", "HEAD"))
def file_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Organisations' files"),
        intro=_(
            "Partners of your programmes, and those that applied to them: who may receive money, and why."
        ),
        queryset=files_for(request.user),
        columns=FILES,
        filters=FileFilter,
        empty=_("No organisation has a file here yet. It opens its file itself, or you from its page."),
        stage="act",
        actions=[
            Action(_("Sanctions lists"), reverse("profiles:lists")),
            Action(_("Names to be decided"), reverse("profiles:hits")),
        ],
    )
