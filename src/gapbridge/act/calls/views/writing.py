"""Writing a call, step by step; its words in other languages."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gapbridge.act.calls import actions, forms
from gapbridge.act.calls.guidelines import as_page
from gapbridge.act.calls.models import Call
from gapbridge.act.calls.texts import later_sources, sources
from gapbridge.act.interventions.models import Intervention
from gapbridge.base.access import page
from gapbridge.base.errors import WrongState
from gapbridge.base.forms import form_page
from gapbridge.base.wordings import wordings_form
from gapbridge.programmes.models import Programme

RELATED = ("intervention__programme", "procedure")


@page(Programme, perm="interventions.add_call")
def new_call(request: HttpRequest, programme: Programme) -> HttpResponse:
    return form_page(
        request,
        forms.NewCallForm,
        programme=programme,
        user=request.user,
        title=_("New call for grants"),
        intro=_(
            "It is a draft until you open it: lots, guidelines and the rest follow in short steps, and a list says what"
            " is missing."
        ),
        submit=_("Save and go on"),
        parent=programme,
        stage="act",
        act=lambda data: actions.create_call(actor=request.user, programme=programme, **data),
    )


@page(Intervention, perm="calls.change_call", related=("programme",))
def edit_call(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    found = (
        Call.objects.visible_to(request.user).select_related("procedure").filter(intervention=intervention)
    )
    call = found.first()
    if call is None:
        raise Http404
    call.intervention = intervention
    if call.state != "draft":
        return _internal(request, call)
    return _step(
        request,
        call,
        forms.TermsForm,
        title=_("Terms of the call"),
        act=lambda data: actions.change_call(actor=request.user, call=call, **data),
        programme=intervention.programme,
        instance=intervention,
        call=call,
    )


def _internal(request: HttpRequest, call: Call) -> HttpResponse:
    return form_page(
        request,
        forms.InternalForm,
        title=_("Its place in the programme"),
        intro=_("The call is published: its terms change by a corrigendum alone, which everybody reads."),
        parent=call,
        done=call,
        stage="act",
        programme=call.intervention.programme,
        instance=call.intervention,
        act=lambda data: actions.change_call(actor=request.user, call=call, **data),
    )


def _step(
    request: HttpRequest,
    draft: Call,
    form_class: Any,
    *,
    title: Any,
    act: Callable[[dict[str, Any]], Any],
    more: bool = False,
    template: str = "calls/step.html",
    context: dict[str, Any] | None = None,
    intro: Any = "",
    **kwargs: Any,
) -> HttpResponse:
    """One step of writing a draft. With `more`, "Save and add more" leads back to the same page."""
    if draft.state != "draft":
        raise WrongState(
            _("The call is published: it changes by a corrigendum alone, which everybody reads.")
        )
    again = more and "more" in request.POST
    return form_page(
        request,
        form_class,
        title=title,
        intro=intro,
        parent=draft,
        done=request.path if again else draft.get_absolute_url() + "#checklist",
        stage="act",
        template=template,
        context={"more": more, **(context or {})},
        act=act,
        **kwargs,
    )


@page(Call, perm="calls.change_call", related=RELATED)
def edit_guidelines(request: HttpRequest, call: Call) -> HttpResponse:
    _said, html, _contents = as_page(call, call.language)
    return _step(
        request,
        call,
        forms.GuidelinesForm,
        title=_("Guidelines"),
        act=lambda data: actions.change_call(actor=request.user, call=call, **data),
        initial={"guidelines": call.guidelines, "priorities": call.priorities},
        template="calls/edit_guidelines.html",
        context={"html": html if call.guidelines else ""},
    )


@page(Call, perm="calls.change_call", related=RELATED)
def edit_lots(request: HttpRequest, call: Call) -> HttpResponse:
    return _step(
        request,
        call,
        forms.lots_form(call, request.POST if request.method == "POST" else None),
        title=_("Lots"),
        intro=_(
            "A theme with money of its own. Rows left empty are dropped; a call with one theme has one lot."
        ),
        act=lambda data: actions.change_call(actor=request.user, call=call, lots=data["lots"]),
        more=True,
    )


@page(Call, perm="calls.change_call", related=RELATED)
def edit_who(request: HttpRequest, call: Call) -> HttpResponse:
    return _step(
        request,
        call,
        forms.who_form(call),
        title=_("Who may apply"),
        intro=_(
            "By these rules organisations check themselves, and you check them later. What is left empty is no rule."
        ),
        act=lambda data: actions.change_call(actor=request.user, call=call, rules=data["rules"]),
    )


@page(Call, perm="calls.change_call", related=RELATED)
def edit_timetable(request: HttpRequest, call: Call) -> HttpResponse:
    return _step(
        request,
        call,
        forms.timetable_form(call, request.POST if request.method == "POST" else None),
        title=_("Timetable"),
        intro=_(
            "What the deadlines don't say: when results are expected, when projects begin. Rows left empty are dropped."
        ),
        act=lambda data: actions.change_call(actor=request.user, call=call, timetable=data["timetable"]),
        more=True,
    )


@page(Call, perm="calls.change_call", related=RELATED)
def edit_forms(request: HttpRequest, call: Call) -> HttpResponse:
    return _step(
        request,
        call,
        forms.FormsForm,
        title=_("Procedure and forms"),
        act=lambda data: actions.change_call(actor=request.user, call=call, **data),
        call=call,
        template="calls/edit_forms.html",
    )


# --- in other languages --------------------------------------------------------------------------------


@page(Call, perm="calls.change_call", related=RELATED)
def wordings(request: HttpRequest, call: Call) -> HttpResponse:
    return _wordings(request, call, sources(call), _("The call in other languages"))


@page(Call, perm="calls.change_call", related=RELATED)
def later_wordings(request: HttpRequest, call: Call) -> HttpResponse:
    return _wordings(request, call, later_sources(call), _("Corrigenda and answers in other languages"))


def _wordings(request: HttpRequest, call: Call, texts: list[Any], title: str) -> HttpResponse:
    return form_page(
        request,
        wordings_form(texts),
        title=title,
        intro=_("Readers see their own language where it is filled in, and can always turn to the original."),
        parent=call,
        done=call,
        stage="act",
        act=lambda data: actions.word_call(actor=request.user, call=call, texts=data["texts"]),
    )
