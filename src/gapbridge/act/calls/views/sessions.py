"""Information sessions of a call."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gapbridge.act.calls import actions, forms, pages
from gapbridge.act.calls.models import Call, InfoSession
from gapbridge.act.calls.queries import sessions_for
from gapbridge.act.calls.zones import distance, spelt
from gapbridge.base.access import page
from gapbridge.base.forms import form_page

OF_SESSION = ("call__intervention__programme", "call__procedure")


@page(InfoSession, public=True, related=OF_SESSION, methods=("GET", "HEAD"))
def session_page(request: HttpRequest, session: InfoSession) -> HttpResponse:
    call, now = session.call, timezone.now()
    found: Any = sessions_for(request.user).filter(pk=session.pk).first()
    if found is None:
        raise Http404
    office = pages.is_office(call, request.user)
    context = pages.frame(call, "call", session.title) | {
        "deeper": True,
        "session": session,
        "row": pages.session_row(found),
        "when": spelt(session.starts_at, call.time_zone),
        "distance": distance(session.starts_at, now, call.time_zone),
        "is_over": session.starts_at < now,
        "sees_where": pages.may_read_where(session, request.user),
        "office": office,
        "registered": found.registered or 0,
        "registrations": session.registrations.select_related("user", "organisation") if office else [],
    }
    return render(request, "calls/session.html", context)


@page(Call, perm="calls.change_call", related=("intervention__programme",))
def new_session(request: HttpRequest, call: Call) -> HttpResponse:
    return form_page(
        request,
        forms.SessionForm,
        call=call,
        title=_("New information session"),
        intro=_("All times are those of %(zone)s.") % {"zone": call.time_zone},
        parent=call,
        stage="act",
        act=lambda data: actions.plan_session(actor=request.user, call=call, **data),
    )


@page(InfoSession, perm="calls.change_call", related=OF_SESSION)
def edit_session(request: HttpRequest, session: InfoSession) -> HttpResponse:
    return form_page(
        request,
        forms.SessionForm,
        call=session.call,
        session=session,
        title=_("Change the session"),
        intro=_("Whoever is registered is written to when time or place move."),
        parent=session,
        stage="act",
        act=lambda data: actions.change_session(actor=request.user, session=session, **data),
    )


@page(InfoSession, perm="calls.change_call", related=OF_SESSION, methods=("POST",))
def cancel_session(request: HttpRequest, session: InfoSession) -> HttpResponse:
    actions.cancel_session(actor=request.user, session=session)
    messages.success(request, _("Cancelled. Whoever is registered is written to."))
    return redirect(session)


@page(InfoSession, perm="calls.apply", related=OF_SESSION)
def register(request: HttpRequest, session: InfoSession) -> HttpResponse:
    own = session.registrations.filter(user=request.user).first()
    return form_page(
        request,
        forms.RegisterForm,
        user=request.user,
        initial={"people": own.people} if own else {},
        title=_("Register for “%(session)s”") % {"session": session.title},
        intro=spelt(session.starts_at, session.call.time_zone),
        submit=pgettext("to come", "Register"),
        said=_("You are registered. You are reminded the day before."),
        parent=session,
        done=session,
        stage="act",
        act=lambda data: actions.register_for_session(actor=request.user, session=session, **data),
    )


@page(InfoSession, perm="calls.apply", related=OF_SESSION, methods=("POST",))
def unregister(request: HttpRequest, session: InfoSession) -> HttpResponse:
    actions.unregister(actor=request.user, session=session)
    messages.success(request, _("You have given your places back."))
    return redirect(session)


@page(InfoSession, perm="calls.change_call", related=OF_SESSION)
def close_session(request: HttpRequest, session: InfoSession) -> HttpResponse:
    return form_page(
        request,
        forms.CloseForm,
        session=session,
        title=_("After the session"),
        parent=session,
        done=session,
        stage="act",
        act=lambda data: actions.close_session(actor=request.user, session=session, **data),
    )
