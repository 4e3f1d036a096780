from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.base.access import page, visible_or_404
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Action, Column, list_page

from . import actions, queries
from .adapter import speak
from .cast import in_order_of_the_story
from .filters import OrganisationFilter
from .forms import InvitationForm, OrganisationForm, OwnOrganisationForm, ProfileForm
from .models import Invitation, Membership, Organisation, User
from .tokens import token_hash

ORGANISATION_COLUMNS = (
    Column("name", gettext_lazy("Organisation"), sort="name", link=True),
    Column("kind", gettext_lazy("Kind"), sort="kind"),
    Column("country", gettext_lazy("Country"), sort="country"),
    Column(
        "parent", gettext_lazy("Branch of"), value=lambda row: str(row.parent) if row.shows_parent else ""
    ),
)


@page(public=True)
def organisations(request: HttpRequest) -> HttpResponse:
    may_add = request.user.has_perm("people.add_organisation")
    return list_page(
        request,
        title=_("Organisations"),
        queryset=queries.organisations(request.user),
        columns=ORGANISATION_COLUMNS,
        filters=OrganisationFilter,
        actions=[Action(_("New organisation"), reverse("people:new_organisation"))] if may_add else [],
    )


@page(Organisation, public=True)
def organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    may_see = request.user.has_perm("people.see_members", organisation)
    parent = Organisation.objects.visible_to(request.user).filter(pk=organisation.parent_id).first()
    return render(
        request,
        "people/organisation.html",
        {
            "organisation": organisation,
            "title": organisation.name,
            "parent": parent,
            "branches": organisation.branches.visible_to(request.user),
            "members": organisation.memberships.current().select_related("user") if may_see else [],
            "invitations": organisation.invitations.visible_to(request.user).filter(state="open")
            if may_see
            else [],
            "may_see": may_see,
        },
    )


@page(perm="people.add_organisation")
def new_organisation(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        OrganisationForm,
        title=_("New organisation"),
        act=lambda data: actions.create_organisation(actor=request.user, **data),
    )


@page(perm="people.register_organisation")
def register(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        OwnOrganisationForm,
        title=_("Register your organisation"),
        intro=_("Afterwards you can apply to open calls and invite your colleagues."),
        act=lambda data: actions.register_organisation(actor=request.user, **data),
        said=_("Your organisation is registered. You are its administrator."),
    )


@page(Organisation, perm="people.change_organisation")
def edit_organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return form_page(
        request,
        OwnOrganisationForm,
        instance=organisation,
        parent=organisation,
        title=_("Edit %(name)s") % {"name": organisation},
        act=lambda data: actions.change_organisation(actor=request.user, organisation=organisation, **data),
    )


@page(Organisation, perm="people.invite")
def invite(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return form_page(
        request,
        InvitationForm,
        parent=organisation,
        title=_("Invite somebody to act for %(name)s") % {"name": organisation},
        submit=_("Send the invitation"),
        act=lambda data: actions.invite(actor=request.user, organisation=organisation, **data),
        done=organisation,
        said=_("The invitation is on its way."),
    )


@page(public=True)
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """What an invitation says; accepting it needs an account with the address it was sent to."""
    invitation = (
        Invitation.objects.filter(token_hash=token_hash(token))
        .select_related("organisation", "invited_by")
        .first()
    )
    if invitation is None:
        raise Http404
    failure = ""
    if request.method == "POST" and request.user.is_authenticated:
        try:
            actions.accept_invitation(actor=request.user, invitation=invitation)
        except ValidationError as refusal:
            failure = " ".join(refusal.messages)
        else:
            messages.success(request, _("You now act for %(name)s.") % {"name": invitation.organisation})
            return redirect("portal:home")
    is_open = invitation.state == "open" and invitation.expires_at > timezone.now()
    context = {"invitation": invitation, "is_open": is_open, "failure": failure, "title": _("Invitation")}
    return render(request, "people/accept.html", context, status=422 if failure else 200)


@page(Membership, perm="people.end_membership", related=("organisation", "user"))
def end_membership(request: HttpRequest, membership: Membership) -> HttpResponse:
    failure = ""
    if request.method == "POST":
        try:
            actions.end_membership(actor=request.user, membership=membership)
        except ValidationError as refusal:
            failure = " ".join(refusal.messages)
        else:
            messages.success(request, _("Done."))
            return redirect(membership.organisation)
    context = {"membership": membership, "failure": failure, "title": _("End a membership")}
    return render(request, "people/end_membership.html", context, status=422 if failure else 200)


@page()
def account(request: HttpRequest) -> HttpResponse:
    response = form_page(
        request,
        ProfileForm,
        instance=User.objects.get(pk=request.user.pk),
        title=_("My account"),
        template="people/account.html",
        context={"memberships": request.user.memberships.current().select_related("organisation")},
        act=lambda data: actions.change_profile(actor=request.user, **data),
        done=lambda user: reverse("people:account"),
        autosave=False,
    )
    if response.status_code == 302:
        speak(response, request.user.language)
    return response


@page(public=True)
def cast(request: HttpRequest) -> HttpResponse:
    """Demonstration only: everybody one can be, with a button each. Elsewhere the page does not exist."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        person = visible_or_404(User.objects.filter(is_demo=True, is_active=True), request.POST.get("person"))
        login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
        response = redirect("portal:home")
        speak(response, translation.get_language() or person.language)
        return response
    people = (
        User.objects.filter(is_demo=True, is_active=True)
        .prefetch_related("memberships__organisation")
        .order_by("pk")
    )
    return render(
        request, "people/cast.html", {**in_order_of_the_story(people), "title": _("See it as another person")}
    )
