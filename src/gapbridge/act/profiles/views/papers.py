"""Documents, accounts and bank accounts: what is uploaded, and what few may see."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gapbridge.act.profiles import actions
from gapbridge.act.profiles.forms import (
    AccountsForm,
    BankAccountForm,
    DocumentForm,
    LetterForm,
    LookForm,
    NewerDocumentForm,
)
from gapbridge.act.profiles.models import Accounts, BankAccount, Document, Profile
from gapbridge.act.profiles.queries.page import papers_of
from gapbridge.base.access import page
from gapbridge.base.forms import form_page, put_beside_fields

KEEP, KEEP_BANK = "profiles.keep_file", "profiles.keep_bank_details"
ORGANISATION = ("organisation",)
OF_PROFILE = ("profile__organisation",)


# --- accounts ------------------------------------------------------------------------------------


@page(Profile, perm=KEEP, related=ORGANISATION)
def new_accounts(request: HttpRequest, profile: Profile) -> HttpResponse:
    return form_page(
        request,
        AccountsForm,
        initial={"year": localdate().year - 1},
        title=_("Accounts of a year"),
        intro=_("The sums as in the report, in the currency in which you keep your books."),
        parent=profile,
        stage="act",
        act=lambda data: actions.keep_accounts(actor=request.user, organisation=profile.organisation, **data),
    )


@page(Accounts, perm=KEEP, related=OF_PROFILE)
def edit_accounts(request: HttpRequest, accounts: Accounts) -> HttpResponse:
    profile, year = accounts.profile, accounts.year

    def act(data: dict[str, Any]) -> Accounts:
        data["year"] = year
        return actions.keep_accounts(actor=request.user, organisation=profile.organisation, **data)

    return form_page(
        request,
        _without_year(),
        instance=accounts,
        title=_("Accounts of %(year)s") % {"year": year},
        parent=profile,
        stage="act",
        act=act,
    )


def _without_year() -> type[AccountsForm]:
    class OfOneYear(AccountsForm):
        year = None

    return OfOneYear


# --- documents -----------------------------------------------------------------------------------


@page(Profile, related=ORGANISATION, methods=("GET", "HEAD"))
def earlier(request: HttpRequest, profile: Profile) -> HttpResponse:
    """What was replaced or taken out of use."""
    context = {
        "title": _("Earlier documents"),
        "stage": "act",
        "parent": profile,
        "papers": papers_of(profile, request.user, in_use=False),
    }
    return render(request, "profiles/earlier.html", context)


@page(Profile, perm=KEEP, related=ORGANISATION)
def new_document(request: HttpRequest, profile: Profile) -> HttpResponse:
    kind = request.GET.get("kind", "")
    return form_page(
        request,
        DocumentForm,
        initial={"kind": kind if kind in Document.Kind.values else ""},
        letters=request.user.has_perm(KEEP_BANK, profile.organisation),
        title=_("Add a document"),
        parent=profile,
        stage="act",
        done=f"{profile.get_absolute_url()}#documents",
        act=lambda data: actions.add_document(actor=request.user, organisation=profile.organisation, **data),
    )


@page(Document, perm=KEEP, related=ORGANISATION)
def replace_document(request: HttpRequest, document: Document) -> HttpResponse:
    return form_page(
        request,
        NewerDocumentForm,
        initial={"title": document.title, "language": document.language},
        title=_("Replace: %(document)s") % {"document": document},
        intro=_("The one that is here now stays among the earlier documents."),
        parent=document,
        stage="act",
        act=lambda data: actions.replace_document(actor=request.user, document=document, **data),
    )


@page(Document, perm=KEEP, related=ORGANISATION)
def end_document(request: HttpRequest, document: Document) -> HttpResponse:
    if request.method == "POST":
        actions.end_document(actor=request.user, document=document)
        messages.success(request, _("The document is out of use."))
        return redirect(document)
    context = {
        "title": _("Take a document out of use"),
        "stage": "act",
        "parent": document,
        "question": _("Take “%(document)s” out of use? It stays among the earlier documents.")
        % {"document": document},
        "submit": _("Take out of use"),
    }
    return render(request, "profiles/confirm.html", context)


# --- bank accounts: nothing of them is kept as a draft -------------------------------------------


@page(Profile, perm=KEEP_BANK, related=ORGANISATION)
def new_bank_account(request: HttpRequest, profile: Profile) -> HttpResponse:
    return form_page(
        request,
        BankAccountForm,
        title=_("Add a bank account"),
        intro=_(
            "The number is kept encrypted. Your own staff see it, and grants officers of programmes to which you "
            "apply; each of their looks is recorded with its reason."
        ),
        parent=profile,
        stage="act",
        autosave=False,
        done=f"{profile.get_absolute_url()}#bank",
        act=lambda data: actions.add_bank_account(
            actor=request.user, organisation=profile.organisation, **data
        ),
    )


@page(BankAccount, perm=KEEP_BANK, related=OF_PROFILE)
def add_letter(request: HttpRequest, account: BankAccount) -> HttpResponse:
    return form_page(
        request,
        LetterForm,
        title=_("Add a letter of the bank"),
        intro=_("In which the bank says whose account it is."),
        parent=account,
        stage="act",
        autosave=False,
        act=lambda data: actions.confirm_bank_account(actor=request.user, account=account, **data),
    )


@page(BankAccount, perm=KEEP_BANK, related=OF_PROFILE)
def end_bank_account(request: HttpRequest, account: BankAccount) -> HttpResponse:
    if request.method == "POST":
        actions.end_bank_account(actor=request.user, account=account)
        messages.success(request, _("The account is out of use."))
        return redirect(account)
    context = {
        "title": _("Take a bank account out of use"),
        "stage": "act",
        "parent": account,
        "question": _("Take the account “%(account)s” out of use?") % {"account": account},
        "submit": _("Take out of use"),
    }
    return render(request, "profiles/confirm.html", context)


@page(Profile, perm="profiles.see_bank_details", related=ORGANISATION)
def look(request: HttpRequest, profile: Profile) -> HttpResponse:
    """The numbers, on this one answer, which no browser keeps. An officer is asked for the reason first."""
    own = request.user.has_perm(KEEP_BANK, profile.organisation)
    form = LookForm(request.POST if request.method == "POST" else None)
    accounts = None
    if own or (request.method == "POST" and form.is_valid()):
        reason = "" if own else form.cleaned_data["reason"]
        try:
            accounts = actions.look_at_bank_details(
                actor=request.user, organisation=profile.organisation, reason=reason
            )
        except ValidationError as refusal:
            put_beside_fields(form, refusal)
    context = {
        "title": _("Bank details of %(organisation)s") % {"organisation": profile.organisation},
        "stage": "act",
        "parent": profile,
        "form": form,
        "own": own,
        "bank_accounts": accounts,
        "submit": _("Show"),
    }
    status = 422 if request.method == "POST" and accounts is None else 200
    response = render(request, "profiles/look.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
