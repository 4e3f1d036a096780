"""The earlier versions of a field, and one of them put in the place of what stands."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gapbridge.act.applications import actions, values
from gapbridge.act.applications.deadlines import require_part_writable
from gapbridge.act.applications.models import Answer, Part
from gapbridge.act.procedures.definition import SectionOfForm, field_of, sections_of
from gapbridge.base.access import page
from gapbridge.base.differences import compare
from gapbridge.base.middleware import received_at

from .writing import RELATED, frame, whole, writers_only

LONGEST_HISTORY = 50


@page(Part, perm="applications.read_history", related=RELATED)
def history(request: HttpRequest, part: Part, field: str) -> HttpResponse:
    """Every earlier version of a field, the newest first; POST puts one in the place of what stands."""
    answer = Answer.objects.filter(part=part, key=field).select_related("changed_by").first()
    asked = field_of(part.form, field)
    if answer is None or asked is None:
        raise Http404
    if request.method == "POST":
        writers_only(request, part)
        return _restore(request, part, answer)
    rows = answer.versions.select_related("saved_by").order_by("-saved_at", "-pk")
    now = values.said(asked, answer.value)
    start = whole(request.GET.get("from", ""))
    found = rows[start : start + LONGEST_HISTORY]
    versions = [(each, compare(values.said(asked, each.value), now)) for each in found]
    context = frame(request, part) | {
        "field": asked,
        "answer": answer,
        "now": now,
        "versions": versions,
        "older": start + LONGEST_HISTORY if rows.count() > start + LONGEST_HISTORY else None,
        "section": _section_of(part, field),
    }
    return render(request, "applications/history.html", context)


def _section_of(part: Part, key: str) -> SectionOfForm:
    return next(each for each in sections_of(part.form) if any(field.key == key for field in each.fields))


def _restore(request: HttpRequest, part: Part, answer: Answer) -> HttpResponse:
    version = answer.versions.filter(pk=whole(request.POST.get("version", ""))).first()
    if version is None:
        raise Http404
    require_part_writable(part, received_at(request))
    actions.save_answers(
        actor=request.user,
        part=part,
        answers={answer.key: version.value},
        based_on={answer.key: answer.version},
        received_at=received_at(request),
    )
    messages.success(request, _("The earlier text stands again. The one that stood is kept below."))
    return redirect("applications:history", part.pk, answer.key)
