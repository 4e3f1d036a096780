"""What changes in an open call: written, looked at, published, read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gapbridge.act.calls import actions, forms, pages
from gapbridge.act.calls.differences import shown
from gapbridge.act.calls.letters import concerned
from gapbridge.act.calls.models import Call, Corrigendum
from gapbridge.base import wordings
from gapbridge.base.access import page
from gapbridge.base.errors import WrongState
from gapbridge.base.forms import form_page


@page(
    Corrigendum,
    public=True,
    related=("call__intervention__programme", "call__procedure"),
    methods=("GET", "HEAD"),
)
def corrigendum_page(request: HttpRequest, corrigendum: Corrigendum) -> HttpResponse:
    title = _("Corrigendum %(number)s") % {"number": corrigendum.number}
    context = pages.frame(corrigendum.call, "call", title) | {
        "deeper": True,
        "corrigendum": corrigendum,
        "said": wordings.text_of(corrigendum, "text", get_language() or "en"),
        "changes": shown(corrigendum),
    }
    return render(request, "calls/corrigendum.html", context)


@page(Call, perm="calls.change_call", related=("intervention__programme", "procedure"))
def new_corrigendum(request: HttpRequest, call: Call) -> HttpResponse:
    if call.state not in {"open", "evaluation"}:
        raise WrongState(_("Only an open call is changed by a corrigendum."))
    return form_page(
        request,
        forms.corrigendum_form(call, len(concerned(call))),
        title=_("New corrigendum"),
        intro=_(
            "Change what is to change and leave the rest. Deadlines move to a later time only, money upwards:"
            " somebody may rely on what is published."
        ),
        submit=_("Publish the corrigendum"),
        said=_("The corrigendum is published."),
        parent=call,
        stage="act",
        act=lambda data: actions.publish_corrigendum(
            actor=request.user,
            call=call,
            text=data["text"],
            language=data["language"],
            lots=data["lots"] or None,
            **data["changes"],
        ),
    )
