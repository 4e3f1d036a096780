"""Merging and splitting drafts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps import actions
from gapbridge.agree.gaps.forms import MergeForm, PartForm
from gapbridge.agree.gaps.labels import evidence_choices
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.proposing import ids_from
from gapbridge.agree.gaps.queries import drafts_in, next_codes
from gapbridge.base import drafts
from gapbridge.base.access import page
from gapbridge.base.forms import ReasonForm, form_page, put_beside_fields
from gapbridge.programmes.models import Programme

from .parts import STAGE, only_drafts

FEWEST_PARTS, MOST_PARTS = 2, 10
SEVERAL = {"evidence", "causes"}  # fields of a part that hold several values


@page(Programme, perm="gaps.add_gap")
def merge(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Drafts to tick; with two or more in `?gaps=`, the form of what they become."""
    usable = drafts_in(programme, request.user)
    asked = ids_from(request.GET.getlist("gaps"))
    gaps = list(usable.filter(pk__in=asked))
    if len(gaps) < 2 or "choose" in request.GET:
        context = {
            "title": _("Merge drafts"),
            "stage": STAGE,
            "programme": programme,
            "choices": [(gap, gap.pk in asked) for gap in usable],
            "too_few": bool(asked) and "choose" not in request.GET,
        }
        return render(request, "gaps/choose_merge.html", context)
    return form_page(
        request,
        MergeForm,
        title=_("Merge these drafts"),
        intro=_(
            "Their voices, causes and clauses come together. The drafts are set aside and stay readable."
        ),
        submit=_("Merge them"),
        parent=programme,
        stage=STAGE,
        template="gaps/merge.html",
        draft_key=f"{drafts.key_of(request)}?gaps={','.join(str(gap.pk) for gap in gaps)}"[:200],
        initial=_merged(programme, gaps),
        context={"gaps": gaps},
        act=lambda data: actions.merge_gaps(actor=request.user, gaps=gaps, **data),
    )


def _merged(programme: Programme, gaps: Sequence[Gap]) -> dict[str, Any]:
    """The most severe of what the drafts say; how many people are affected is not a sum."""
    ranks = [gap.people_rank for gap in gaps if gap.people_rank is not None]
    return {
        "code": next_codes(programme, 1)[0],
        "statement": "\n\n".join(gap.statement for gap in gaps),
        "remedy": "\n\n".join(gap.remedy for gap in gaps if gap.remedy),
        "language": gaps[0].language,
        "severity": max(gap.severity for gap in gaps),
        "undoing": max(gap.undoing for gap in gaps),
        "people_rank": min(ranks, default=None),
    }


# --- splitting -----------------------------------------------------------------------------------


@page(Gap, perm="gaps.change_gap", related=("programme",))
@only_drafts
def split(request: HttpRequest, gap: Gap) -> HttpResponse:
    """Two parts at first; "add a part" brings one more, with everything that was typed."""
    kept = drafts.restore(request.user, drafts.key_of(request)) if request.method == "GET" else None
    typed = dict(request.POST.lists()) if request.method == "POST" else kept.data if kept else {}
    number = _how_many(typed)
    if request.method == "POST" and "add" not in request.POST:
        parts = _parts(gap, request.user, number, data=request.POST)
        reason = ReasonForm(request.POST)
        if all([*(part.is_valid() for part in parts), reason.is_valid()]):
            if _split(request, gap, parts, reason):
                return redirect(gap)
        return _split_page(request, gap, parts, reason, status=422)
    number = min(number + ("add" in typed), MOST_PARTS)
    parts = _parts(gap, request.user, number, initial=_initial(gap, typed, number))
    reason = ReasonForm(initial={"reason": _last(typed, "reason")})
    return _split_page(request, gap, parts, reason, restored_at=kept.saved_at if kept else None)


def _split(request: HttpRequest, gap: Gap, parts: Sequence[PartForm], reason: ReasonForm) -> bool:
    try:
        actions.split_gap(
            actor=request.user,
            gap=gap,
            parts=[_part(part.cleaned_data) for part in parts],
            reason=reason.cleaned_data["reason"],
        )
    except ValidationError as refusal:
        part = getattr(refusal, "part", None)
        put_beside_fields(reason if part is None else parts[part], refusal)
        return False
    drafts.forget(request.user, drafts.key_of(request))
    messages.success(request, _("The gap is split. What became of it stands below."))
    return True


def _part(data: dict[str, Any]) -> actions.Part:
    return actions.Part(
        data["code"],
        data["title"],
        data["statement"],
        data["evidence"],
        data["causes"],
        {"severity": data["severity"]},
    )


def _parts(gap: Gap, user: Any, number: int, *, data: Any = None, initial: Any = None) -> list[PartForm]:
    evidence = evidence_choices(gap, user)
    causes = [(each.pk, Truncator(each.text).chars(120)) for each in gap.causes.all()]
    return [
        PartForm(
            data,
            prefix=f"part-{place}",
            evidence=evidence,
            causes=causes,
            initial=initial[place] if initial else None,
        )
        for place in range(number)
    ]


def _how_many(typed: Mapping[str, Sequence[str]]) -> int:
    asked = _last(typed, "parts")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else FEWEST_PARTS
    return max(FEWEST_PARTS, min(number, MOST_PARTS))


def _initial(gap: Gap, typed: Mapping[str, Sequence[str]], number: int) -> list[dict[str, Any]]:
    """What was typed for each part; for a new one a free code and the gap's own severity."""
    codes = next_codes(gap.programme, number)
    found = []
    for place in range(number):
        part: dict[str, Any] = {"code": codes[place], "severity": gap.severity}
        for name in PartForm.base_fields:
            values = typed.get(f"part-{place}-{name}")
            if values is not None:
                part[name] = list(values) if name in SEVERAL else values[-1]
        found.append(part)
    return found


def _last(typed: Mapping[str, Sequence[str]], name: str) -> str:
    return (typed.get(name) or [""])[-1]


def _split_page(
    request: HttpRequest,
    gap: Gap,
    parts: Sequence[PartForm],
    reason: ReasonForm,
    *,
    status: int = 200,
    restored_at: Any = None,
) -> HttpResponse:
    context = {
        "title": _("Split the gap"),
        "stage": STAGE,
        "gap": gap,
        "parts": parts,
        "reason": reason,
        "has_errors": status == 422,
        "may_add": len(parts) < MOST_PARTS,
        "autosave_key": drafts.key_of(request),
        "restored_at": restored_at,
    }
    return render(request, "gaps/split.html", context, status=status)
