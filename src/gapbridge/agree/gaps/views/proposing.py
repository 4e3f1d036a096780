"""From voices to a gap: choose them, then write down what they show."""

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps import actions
from gapbridge.agree.gaps.filters import ProposalFilter
from gapbridge.agree.gaps.forms import ProposalForm
from gapbridge.agree.gaps.proposing import choosable, chosen, ids_from, said_by
from gapbridge.agree.gaps.queries import who_of
from gapbridge.base.access import page
from gapbridge.base.drafts import key_of
from gapbridge.base.forms import form_page
from gapbridge.programmes.models import Programme

from .parts import STAGE

VOICES_ON_PAGE = 50


@page(Programme, perm="gaps.add_gap")
def choose_voices(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Voices to tick, over several pages and filters: what is ticked elsewhere travels along in the form."""
    usable = choosable(programme, request.user)
    narrowed = ProposalFilter(request.GET, queryset=usable, request=request)
    found = Paginator(narrowed.qs.distinct(), VOICES_ON_PAGE).get_page(request.GET.get("page"))
    ticked = [
        each.pk for each in chosen(programme, request.user, ids_from(request.GET.getlist("statements")))
    ]
    on_page = {each.pk for each in found}
    context: dict[str, Any] = {
        "programme": programme,
        "stage": STAGE,
        "title": _("Propose a gap from voices"),
        "filterset": narrowed,
        "is_narrowed": any(request.GET.get(name) for name in narrowed.filters),
        "found": found,
        "choices": [(each, who_of(each), each.pk in ticked) for each in found],
        "elsewhere": [pk for pk in ticked if pk not in on_page],
        "ticked": len(ticked),
    }
    return render(request, "gaps/choose_voices.html", context)


@page(Programme, perm="gaps.add_gap")
def propose(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The form of a new gap, filled with what the voices bring along: `?statements=1,2,3`.

    A POST of ticked `statements` alone leads to the same page.
    """
    if request.method == "POST" and "statements" in request.POST and "title" not in request.POST:
        return redirect(_address(programme, ids_from(request.POST.getlist("statements"))))
    ids = ids_from(request.GET.getlist("statements"))
    statements = chosen(programme, request.user, ids)
    if not statements:
        messages.warning(request, _("Tick at least one voice that can be used."))
        return redirect("gaps:choose_voices", pk=programme.pk)
    return _form(request, programme, ids, statements)


def _form(request: HttpRequest, programme: Programme, ids: list[int], statements: list[Any]) -> HttpResponse:
    said = said_by(statements)
    return form_page(
        request,
        ProposalForm,
        programme=programme,
        borne=said.clauses,
        places=said.places,
        initial=said.initial(programme),
        title=_("Propose a gap from these voices"),
        intro=_(
            "What is promised, and what these people live instead. It stays a draft until you propose it."
        ),
        submit=_("Write it down"),
        parent=programme,
        stage=STAGE,
        template="gaps/propose.html",
        draft_key=_draft_key(request, ids),
        context={
            "voices": [(each, who_of(each)) for each in statements],
            "left_out": len(ids) - len(statements),
            "choose_url": f"{reverse('gaps:choose_voices', args=[programme.pk])}?{_query(ids)}",
        },
        act=lambda data: actions.propose_from_voices(
            actor=request.user, programme=programme, statements=statements, **data
        ),
    )


def _draft_key(request: HttpRequest, ids: list[int]) -> str:
    """What is typed about some voices does not come back beside others."""
    query = _query(sorted(ids))
    plain = f"{key_of(request)}?{query}"
    return plain if len(plain) <= 200 else f"{key_of(request)}#{sha256(query.encode()).hexdigest()[:20]}"


def _address(programme: Programme, ids: list[int]) -> str:
    return f"{reverse('gaps:propose', args=[programme.pk])}?{_query(ids)}"


def _query(ids: list[int]) -> str:
    return urlencode({"statements": ",".join(map(str, ids))}, doseq=False)
