"""The form taken along as a Word or Excel file, and brought back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gapbridge.act.applications import actions
from gapbridge.act.applications.actions.writing import Saved
from gapbridge.act.applications.models import Part
from gapbridge.act.applications.papers.excel import read_xlsx, xlsx
from gapbridge.act.applications.papers.word import docx, read_docx
from gapbridge.base.access import page
from gapbridge.base.filekinds import KINDS
from gapbridge.base.forms import Form, form_page
from gapbridge.base.middleware import received_at
from gapbridge.base.uploads import CheckedFileField

WRITERS = {"docx": docx, "xlsx": xlsx}
READERS = {"docx": read_docx, "xlsx": read_xlsx}
RELATED = ("form", "application__call__intervention__programme", "application__lot")
MOST = 10 * 1024 * 1024  # bytes
SHOWN = 12


class BringBackForm(Form):
    file = CheckedFileField(label=gettext_lazy("The form, filled in"), kinds=tuple(READERS), most=MOST)


@page(Part, perm="applications.change_part", related=RELATED, methods=("GET", "HEAD"))
def form_file(request: HttpRequest, part: Part, ending: str) -> HttpResponse:
    """The form with what stands in it."""
    if ending not in WRITERS:
        raise Http404
    name = f"{slugify(part.application.title)[:60] or 'application'}-{part.kind}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(WRITERS[ending](part), content_type=KINDS[ending].content_type, headers=headers)


@page(Part, perm="applications.change_part", related=RELATED)
def bring_back(request: HttpRequest, part: Part) -> HttpResponse:
    """Answers from a filled form: saved on the versions that were taken along."""

    def act(data: dict[str, Any]) -> Saved:
        upload = data["file"]
        brought = READERS[upload.name.rpartition(".")[2].lower()](upload.file, part)
        saved = actions.bring_answers(
            actor=request.user,
            part=part,
            answers=brought.answers,
            based_on=brought.based_on,
            received_at=received_at(request),
        )
        for text in _said_of(saved, brought.problems):
            messages.warning(request, text)
        return saved

    return form_page(
        request,
        BringBackForm,
        act=act,
        title=_("Bring a form back"),
        intro=_(
            "What you wrote takes its place in the application. Where a colleague has written something else since you "
            "took the form along, both texts are kept and you choose. What you left empty is not changed."
        ),
        submit=_("Bring it in"),
        done=part,
        said=lambda saved: (
            ngettext("%(count)s answer is in.", "%(count)s answers are in.", len(saved.versions))
            % {"count": len(saved.versions)}
        ),
        parent=part,
        stage="act",
        autosave=False,
    )


def _said_of(saved: Saved, problems: list[str]) -> list[str]:
    said = list(problems[:SHOWN])
    if len(problems) > SHOWN:
        left = len(problems) - SHOWN
        said.append(ngettext("And %(count)s more.", "And %(count)s more.", left) % {"count": left})
    if saved.waiting:
        said.append(
            ngettext(
                "%(count)s answer stands beside another text now: open its section and choose.",
                "%(count)s answers stand beside other texts now: open their sections and choose.",
                len(saved.waiting),
            )
            % {"count": len(saved.waiting)}
        )
    return said
