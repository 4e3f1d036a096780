"""Writing a part: its sections as steps, one section's fields, saving by itself, two texts of one field."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gapbridge.act.applications import actions, values
from gapbridge.act.applications.actions.writing import Saved, check_attachment
from gapbridge.act.applications.completeness import Missing, missing
from gapbridge.act.applications.deadlines import TooLate, deadline_of, is_writable
from gapbridge.act.applications.forms.facts import FactsForm
from gapbridge.act.applications.models import Answer, AnswerVersion, Attachment, Part
from gapbridge.act.applications.posting import answers_in, versions_in, window_in
from gapbridge.act.applications.presence import who_is_there
from gapbridge.act.applications.shown import FieldShown, fields_shown, two_texts
from gapbridge.act.procedures.definition import Field, SectionOfForm, field_of, sections_of
from gapbridge.base import drafts
from gapbridge.base.access import page, visible_or_404
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.forms import form_page
from gapbridge.base.middleware import received_at
from gapbridge.base.pagination import clean_pk

CHANGE = "applications.change_application"
RELATED = (
    "form",
    "application__call__intervention__programme",
    "application__call__procedure",
    "application__lot",
)


# --- the part --------------------------------------------------------------------------------------


@page(Part, related=RELATED, methods=("GET", "HEAD"))
def part_page(request: HttpRequest, part: Part) -> HttpResponse:
    """All sections as steps: what is missing in each and who has it open now."""
    lacking = missing(part)
    there = who_is_there(part.application, part, received_at(request), but=request.user)
    steps = [_step(part, section, lacking, there) for section in sections_of(part.form)]
    facts = [each for each in lacking if each.section == "facts"]
    context = frame(request, part) | {"steps": steps, "facts": facts, "missing": lacking}
    return render(request, "applications/part.html", context)


def _step(
    part: Part, section: SectionOfForm, lacking: list[Missing], there: dict[str, list[str]]
) -> dict[str, Any]:
    return {
        "section": section,
        "url": reverse("applications:section", args=[part.pk, section.key]),
        "missing": [each for each in lacking if each.section == section.key],
        "there": there.get(section.key, []),
    }


def frame(request: HttpRequest, part: Part) -> dict[str, Any]:
    """What every page of a part says: whose it is, until when, and whether the reader may write."""
    own = request.user.has_perm(CHANGE, part.application)
    return {
        "part": part,
        "application": part.application,
        "call": part.application.call,
        "deadline": deadline_of(part.application.call, part.kind),
        "own": own,
        "writes": own and is_writable(part, received_at(request)),
        "stage": "act",
    }


@page(Part, perm="applications.change_part", related=RELATED)
def facts(request: HttpRequest, part: Part) -> HttpResponse:
    """The cover of the application. What can't be saved yet is kept as a draft, to be chosen later if need be."""
    answer = form_page(
        request,
        FactsForm,
        act=lambda data: actions.change_facts(
            actor=request.user, application=part.application, received_at=received_at(request), **data
        ),
        instance=part.application,
        part=part,
        title=_("The project in short"),
        done=part,
        parent=part,
        stage="act",
    )
    if answer.status_code == 422:
        drafts.keep(request.user, drafts.key_of(request), request.POST)
    return answer


def writers_only(request: HttpRequest, part: Part) -> None:
    if not request.user.has_perm(CHANGE, part.application):
        raise PermissionDenied


# --- a section ---------------------------------------------------------------------------------------


@page(Part, related=RELATED)
def section(request: HttpRequest, part: Part, section: str) -> HttpResponse:
    """The fields of a section; without JavaScript one button saves all of them."""
    found = _section(part, section)
    if request.method != "POST":
        return _section_page(request, part, found, fields_shown(part, found, request.user))
    writers_only(request, part)
    return _post_section(request, part, found)


def _section(part: Part, key: str) -> SectionOfForm:
    for each in sections_of(part.form):
        if each.key == key:
            return each
    raise Http404


def _section_page(
    request: HttpRequest, part: Part, found: SectionOfForm, fields: list[FieldShown], refused: str = ""
) -> HttpResponse:
    keys = [each.key for each in sections_of(part.form)]
    here = keys.index(found.key)
    context = frame(request, part) | {
        "section": found,
        "number": here + 1,
        "count": len(keys),
        "previous": keys[here - 1] if here else "",
        "next": keys[here + 1] if here + 1 < len(keys) else "",
        "fields": fields,
        "refused": refused,
        "there": who_is_there(part.application, part, received_at(request), but=request.user).get(
            found.key, []
        ),
    }
    failed = refused or any(each.errors for each in fields)
    template = (
        "applications/section.html" if context["writes"] or refused else "applications/section_read.html"
    )
    return render(request, template, context, status=422 if failed else 200)


def _post_section(request: HttpRequest, part: Part, found: SectionOfForm) -> HttpResponse:
    """Answers first, so that they are kept whatever becomes of the files; then files; then a choice of two texts."""
    answers = answers_in(request.POST, found.fields)
    try:
        saved = _save(request, part, answers)
    except Refused as refusal:
        return _with_what_was_typed(request, part, found, answers, refusal)
    refusals = {**_attach(request, part, found.fields), **_remove(request, part)}
    if not refusals:
        refusals = _choose(request, part, found, saved)
    if refusals:
        shown = fields_shown(part, found, request.user)
        for each in shown:
            each.errors = refusals.get(each.key, [])
        return _section_page(request, part, found, shown)
    return redirect(_on(request, part, found, saved))


def _save(request: HttpRequest, part: Part, answers: dict[str, Any]) -> Saved:
    return actions.save_answers(
        actor=request.user,
        part=part,
        answers=answers,
        based_on=versions_in(request.POST, answers),
        received_at=received_at(request),
        **window_in(request.POST),
    )


def _with_what_was_typed(
    request: HttpRequest, part: Part, found: SectionOfForm, answers: dict[str, Any], refusal: Refused
) -> HttpResponse:
    """The page again with all that was typed, and the reason beside its field or on top."""
    shown = fields_shown(part, found, request.user, typed=answers)
    based = versions_in(request.POST, answers)
    for each in shown:
        each.based_on = based.get(each.key, each.based_on)
        if each.key == refusal.field:
            each.errors = [*refusal.messages]
    beside = any(each.errors for each in shown)
    return _section_page(request, part, found, shown, refused="" if beside else " ".join(refusal.messages))


def _attach(request: HttpRequest, part: Part, fields: tuple[Field, ...]) -> dict[str, list[str]]:
    """Keep the files that came; field key → why some were refused."""
    refused: dict[str, list[str]] = {}
    for asked in fields:
        for upload in request.FILES.getlist(f"f-{asked.key}") if asked.kind == "files" else ():
            try:
                checked = check_attachment(asked, upload)
                actions.attach_file(
                    actor=request.user,
                    part=part,
                    key=asked.key,
                    upload=checked,
                    received_at=received_at(request),
                )
            except Refused as refusal:
                refused.setdefault(asked.key, []).append(f"{upload.name}: {' '.join(refusal.messages)}")
    return refused


def _remove(request: HttpRequest, part: Part) -> dict[str, list[str]]:
    found = Attachment.objects.filter(part=part, pk=whole(request.POST.get("remove", ""))).first()
    if found is not None:
        actions.remove_attachment(actor=request.user, attachment=found, received_at=received_at(request))
    return {}


def _choose(request: HttpRequest, part: Part, found: SectionOfForm, saved: Saved) -> dict[str, list[str]]:
    """Carry out what was chosen of two texts: “waits”, “stands” or “both”, with the id of the one that waits."""
    choice, _sign, pk = request.POST.get("choose", "").partition(":")
    rows = AnswerVersion.objects.filter(answer__part=part, pk=whole(pk)).select_related("answer")
    version = rows.first()
    if version is None or choice not in {"stands", "waits", "both"}:
        return {}
    # What was typed on until the button was pressed waits in place of what waited when the page was drawn.
    version = next((each for each in saved.waiting if each.answer_id == version.answer_id), version)
    version.answer.part = part
    value = {
        "stands": version.answer.value,
        "waits": version.value,
        "both": request.POST.get(f"both-{pk}", ""),
    }[choice]
    based_on = whole(request.POST.get(f"seen-{pk}", "")) or None
    try:
        again = actions.choose_version(
            actor=request.user,
            version=version,
            value=value,
            based_on=based_on,
            received_at=received_at(request),
        )
    except Refused as refusal:
        return {version.answer.key: [*refusal.messages]}
    saved.waiting = again.waiting
    return {}


def _on(request: HttpRequest, part: Part, found: SectionOfForm, saved: Saved) -> str:
    """Where to go: to the next section when asked, else back, to the field that needs a choice or got more rows."""
    here = reverse("applications:section", args=[part.pk, found.key])
    if saved.waiting:
        messages.warning(
            request, _("Somebody else wrote at the same time. Both texts are kept: choose below.")
        )
        return f"{here}#field-{saved.waiting[0].answer.key}"
    messages.success(request, _saved_at(request))
    for name in ("more", "removed"):
        if key := request.POST.get(name, ""):
            return f"{here}#field-{key[:60]}" if field_of(part.form, key) else here
    if request.POST.get("go") == "next":
        keys = [each.key for each in sections_of(part.form)]
        after = keys[keys.index(found.key) + 1 :]
        return reverse("applications:section", args=[part.pk, after[0]]) if after else part.get_absolute_url()
    return here


def _saved_at(request: HttpRequest) -> str:
    return _("Saved at %(time)s") % {"time": time_format(localtime(received_at(request)), "H:i")}


# --- saving by itself --------------------------------------------------------------------------------


@page()
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """What the page sends by itself: {"answers", "based", "window", "turn", "section", "seen"} as JSON.

    200 {"saved", "versions"}; 409 the same with "waiting" for fields whose text stands beside another now; 422
    {"error", "field", "closed"} when nothing was kept. GET tells who is signed in, with a token to send on.

    It is asked every few seconds by everybody who writes, so the part is read once, with its lock, by the action,
    whose question (does the writer act for the applicant?) is narrower than who may see the part.
    """
    if request.method != "POST":
        visible_or_404(Part.objects.visible_to(request.user), pk)
        return JsonResponse({"user": request.user.pk, "token": get_token(request)})
    sent = _sent(request)
    if sent is None:
        return JsonResponse({"error": _("What was sent can't be read. Reload the page.")}, status=400)
    part = Part(pk=clean_pk(pk))
    try:
        saved = _keep(request, part, sent)
    except Part.DoesNotExist:
        raise Http404 from None
    except Forbidden:
        visible_or_404(Part.objects.visible_to(request.user), pk)
        raise
    except Refused as refusal:
        return _refused(refusal)
    told = {"saved": _saved_at(request), "versions": saved.versions}
    if sent["section"]:
        told |= _here(request, saved.part, sent)
    if saved.waiting:
        told["waiting"] = {each.answer.key: _told_of(request, saved.part, each) for each in saved.waiting}
    return JsonResponse(told, status=409 if saved.waiting else 200)


def _keep(request: HttpRequest, part: Part, sent: dict[str, Any]) -> Saved:
    return actions.save_answers(
        actor=request.user,
        part=part,
        answers=sent["answers"],
        based_on=sent["based"],
        window=sent["window"],
        turn=sent["turn"],
        received_at=received_at(request),
    )


def _refused(refusal: Refused) -> JsonResponse:
    """Of a field, or of the whole part, in which nothing is kept any more."""
    told = {
        "error": " ".join(refusal.messages),
        "field": refusal.field,
        "closed": refusal.field is None,
        "late": isinstance(refusal, TooLate),
    }
    return JsonResponse(told, status=422)


SENT = {"answers": dict, "based": dict, "seen": dict, "section": str, "window": str, "turn": int}


def _sent(request: HttpRequest) -> dict[str, Any] | None:
    """The body, each part of it of its kind; None when it is not what the page sends."""
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(sent, dict):
        return None
    sent = {name: sent.get(name, kind()) for name, kind in SENT.items()}
    numbers = [sent["turn"], *_values_of(sent["based"]), *_values_of(sent["seen"])]
    texts = [sent["section"], sent["window"], *_keys_of(sent["seen"])]
    right = all(isinstance(sent[name], kind) for name, kind in SENT.items())
    right = right and all(isinstance(each, int) and 0 <= each < 2**31 for each in numbers)
    return sent if right and not any(values.UNCLEAN.search(each) for each in texts) else None


def _values_of(found: Any) -> list[Any]:
    return list(found.values()) if isinstance(found, dict) else []


def _keys_of(found: Any) -> list[str]:
    return list(found) if isinstance(found, dict) else []


def _here(request: HttpRequest, part: Part, sent: dict[str, Any]) -> dict[str, Any]:
    """Say that the person is there; tell who else is, and what others have changed in the fields on the page."""
    at = received_at(request)
    actions.be_present(
        actor=request.user, application=part.application, part=part, section=sent["section"], at=at
    )
    there = who_is_there(part.application, part, at, but=request.user)
    seen = sent["seen"]
    rows = Answer.objects.filter(part=part, key__in=[*seen][:200]).values_list("key", "version", "value")
    changed = {key: {"version": number, "value": value} for key, number, value in rows if seen[key] != number}
    return {"there": there.get(sent["section"], []), "changed": changed}


def _told_of(request: HttpRequest, part: Part, version: AnswerVersion) -> dict[str, Any]:
    """Of two texts: the id of the one that waits, the version that stands, and how the page shows them."""
    asked = field_of(part.form, version.answer.key)
    assert asked is not None
    shown = two_texts(asked, version.answer, version, request.user)
    return {
        "id": version.pk,
        "html": render_to_string(
            "applications/two_texts.html", {"two": shown, "field": asked}, request=request
        ),
    }


def whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
