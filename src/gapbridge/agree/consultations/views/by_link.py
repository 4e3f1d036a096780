"""The pages of a personal link: what its holder sees, without an account.

The address is a secret. It is passed on to nobody (Referrer-Policy; "no-referrer" would make browsers send their
forms with `Origin: null`, which the check of forms refuses, so only the site's name is told), kept by no cache, found
by no search engine, and written into no log.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from gapbridge.agree.consultations import actions, links
from gapbridge.agree.consultations.forms import CodeForm
from gapbridge.agree.consultations.models import Agreement, Consultation, Link
from gapbridge.agree.consultations.speaking import Speaker
from gapbridge.base.access import page
from gapbridge.base.errors import Refused
from gapbridge.base.forms import put_beside_fields
from gapbridge.base.middleware import received_at
from gapbridge.people.adapter import speak

from .say import STAGE, answer_as, comment_as, confirm_as, contest_as, renew_as, typed_in


def by_link(*, at_home: bool, methods: tuple[str, ...] = ("GET", "HEAD", "POST")) -> Callable:
    """A page of the link in the address. `at_home`: only in the browser that the link belongs to."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @sensitive_post_parameters()
        @never_cache
        @page(public=True, methods=methods)
        @wraps(view)
        def guarded(request: HttpRequest, token: str, **arguments: Any) -> HttpResponse:
            return _private(_entered(request, token, view, arguments, at_home=at_home))

        return guarded

    return decorate


def _private(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _entered(
    request: HttpRequest, token: str, view: Callable[..., HttpResponse], arguments: Any, *, at_home: bool
) -> HttpResponse:
    who = request.META.get("REMOTE_ADDR", "")
    if links.UNKNOWN.is_closed(who):
        return _over(request, _("Please wait a minute"), _("That were many links that lead nowhere."), 429)
    link = links.find(token)
    if link is None:
        links.UNKNOWN.count(who)
        return _unknown(request)
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    with translation.override(translation.get_language() if chosen else link.language):
        response = _barred(request, link) or _let_in(request, link, token, view, arguments, at_home=at_home)
    if not chosen:
        speak(response, link.language)
    return response


def _let_in(
    request: HttpRequest,
    link: Link,
    token: str,
    view: Callable[..., HttpResponse],
    arguments: Any,
    *,
    at_home: bool,
) -> HttpResponse:
    if at_home and not links.is_at_home(request, link):
        return _elsewhere(request, link, token, status=403 if request.method == "POST" else 200)
    try:
        return view(request, link=link, token=token, **arguments)
    except PermissionDenied:  # withdrawn while this request was on its way
        link.refresh_from_db()
        return _barred(request, link) or _unknown(request)


# --- why there is nothing to see -----------------------------------------------------------------


def _barred(request: HttpRequest, link: Link) -> HttpResponse | None:
    """The page that says why a link leads nowhere now; None where it does."""
    seat, consultation = link.stakeholder, link.stakeholder.consultation
    facts = {"who": seat, "title": consultation.title, "role": link.holder_role}
    if link.withdrawn_at:
        return _over(
            request,
            _("This link was withdrawn"),
            _(
                "The office has withdrawn the link by which you spoke for %(who)s in “%(title)s”. If you still speak"
                " for it, ask the office for a new one."
            )
            % facts,
            410,
        )
    if consultation.state == "draft":
        return _over(
            request, _("It has not begun"), _("The round “%(title)s” is being prepared.") % facts, 200
        )
    if consultation.state != "open":
        return _closed(request, consultation)
    if seat.ended_at:
        return _over(
            request,
            _("This link has ended"),
            _("%(who)s left the round: those who follow it are asked themselves.") % facts,
            410,
        )
    return None


def _closed(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Closed for good; the outcome may be read by everybody once it is public."""
    agreement = Agreement.objects.filter(consultation=consultation, published_at__isnull=False).first()
    text = _("The round “%(title)s” is closed: no positions and comments are taken any more.")
    return _over(
        request, _("This round is closed"), text % {"title": consultation.title}, 410, agreement=agreement
    )


def _unknown(request: HttpRequest) -> HttpResponse:
    return _over(
        request,
        _("This link leads nowhere"),
        _(
            "Perhaps a letter or a digit is missing. Look at each of them again, or ask the office for a new link."
        ),
        404,
    )


def _over(request: HttpRequest, title: str, text: str, status: int, **context: Any) -> HttpResponse:
    """What was typed is given back with it."""
    context |= {"title": title, "text": text, "stage": STAGE, "given_back": typed_in(request)}
    return render(request, "consultations/link_over.html", context, status=status)


def _elsewhere(
    request: HttpRequest, link: Link, token: str, form: CodeForm | None = None, status: int = 200
) -> HttpResponse:
    """Opened for the first time, or in a browser that it does not belong to. Nothing of the round is shown."""
    context = {
        "title": _("A personal link"),
        "stage": STAGE,
        "link": link,
        "token": token,
        "is_new": not link.browser_hash,
        "lacks_cookies": "opened" in request.GET and not request.COOKIES,
        "code_form": form or (CodeForm() if link.code_hash and link.browser_hash else None),
        "given_back": typed_in(request),
    }
    return render(request, "consultations/link_elsewhere.html", context, status=status)


# --- opening, moving, reporting ------------------------------------------------------------------


@by_link(at_home=False, methods=("POST",))
def link_open(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """“Continue” was pressed: a program that follows the links in letters doesn't press buttons."""
    response = redirect(reverse("consultations:link", args=[token]) + "?opened=1")
    try:
        value = actions.open_link(link=link)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return response
    return _kept(response, link, value)


@by_link(at_home=False, methods=("POST",))
def link_code(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """“This link was made for me”: a code goes to the address it was made for."""
    if links.CODES.is_closed(str(link.pk)):
        messages.error(request, _("Many codes were asked for today. Try again tomorrow, or ask the office."))
        return redirect("consultations:link", token)
    try:
        actions.send_code(link=link)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        links.CODES.count(str(link.pk))
        messages.success(request, _("A code of six digits is on its way to your e-mail address."))
    return redirect("consultations:link", token)


@by_link(at_home=False, methods=("POST",))
def link_enter(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """The code was entered: the link moves to this browser."""
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            value = actions.enter_code(
                link=link, code=form.cleaned_data["code"], received_at=received_at(request)
            )
        except Refused as refusal:
            put_beside_fields(form, refusal)
        else:
            if value:
                return _kept(redirect("consultations:link", token), link, value)
            form.add_error("code", _("This is not the code. Look at each digit again."))
    return _elsewhere(request, link, token, form, status=422)


@by_link(at_home=False, methods=("POST",))
def link_doubt(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """“This link isn't mine.”"""
    actions.doubt_link(link=link)
    return _thanks(request)


@sensitive_post_parameters()
@never_cache
@page(public=True)
def link_report(request: HttpRequest, key: str) -> HttpResponse:
    """The way from the letter about a position: “it wasn't me”. Looking reports nothing, pressing the button does."""
    found = links.reported(key)
    if found is None:
        return _private(_unknown(request))
    link, position = found
    with translation.override(link.language):
        if barred := _barred(request, link):
            return _private(barred)
        if request.method == "POST":
            actions.doubt_link(link=link)
            return _private(_thanks(request))
        context = {"title": _("It wasn't you?"), "stage": STAGE, "link": link, "position": position}
        return _private(render(request, "consultations/link_report.html", context))


def _thanks(request: HttpRequest) -> HttpResponse:
    text = _(
        "Thank you. The office is told now; it asks the person the link was made for, and withdraws the link if it is"
        " in the wrong hands. You need not do anything more."
    )
    return _over(request, _("We look into it"), text, 200)


def _kept(response: HttpResponse, link: Link, value: str) -> HttpResponse:
    links.keep_in(response, link, value, secure=settings.SESSION_COOKIE_SECURE)
    return response


# --- the round, as with an account ---------------------------------------------------------------


def _round(link: Link) -> Consultation:
    return link.stakeholder.consultation


@by_link(at_home=True)
def link(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    return answer_as(request, Speaker(request.user, link, token), _round(link))


@by_link(at_home=True)
def link_comment(request: HttpRequest, link: Link, token: str, item: int) -> HttpResponse:
    return comment_as(request, Speaker(request.user, link, token), _round(link), item)


@by_link(at_home=True, methods=("POST",))
def link_renew(request: HttpRequest, link: Link, token: str, position: int) -> HttpResponse:
    return renew_as(request, Speaker(request.user, link, token), _round(link), position)


@by_link(at_home=True, methods=("POST",))
def link_confirm(request: HttpRequest, link: Link, token: str, position: int) -> HttpResponse:
    return confirm_as(request, Speaker(request.user, link, token), _round(link), position)


@by_link(at_home=True)
def link_contest(request: HttpRequest, link: Link, token: str, position: int) -> HttpResponse:
    return contest_as(request, Speaker(request.user, link, token), _round(link), position)
