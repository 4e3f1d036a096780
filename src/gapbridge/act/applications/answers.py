"""What was answered in a part: read, looked over for what is missing, and frozen as it is sent."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gapbridge.act.procedures.definition import Field, sections_of

from . import values
from .completeness import Missing
from .models import Answer, AnswerVersion, Attachment, Part


def answers_of(part: Part) -> dict[str, Any]:
    """Field key → what stands there."""
    return dict(Answer.objects.filter(part=part).values_list("key", "value"))


def attachments_of(part: Part) -> dict[str, list[Attachment]]:
    """Field key → its files, in the order in which they were added."""
    found: dict[str, list[Attachment]] = {}
    for each in Attachment.objects.filter(part=part).select_related("file", "added_by"):
        found.setdefault(each.key, []).append(each)
    return found


def missing_answers(part: Part) -> Iterator[Missing]:
    """What is empty and must not be, what can't be read, what is too long, and what waits for a choice."""
    answered, files = answers_of(part), attachments_of(part)
    undecided = {
        *AnswerVersion.objects.filter(answer__part=part, waits=True).values_list("answer__key", flat=True)
    }
    for section in sections_of(part.form):
        page = reverse("applications:section", args=[part.pk, section.key])
        for each in section.fields:
            value = files.get(each.key) if each.kind == "files" else answered.get(each.key)
            for text in _lacks(each, value, each.key in undecided):
                yield Missing(section.key, each.key, text, f"{page}#field-{each.key}")


def _lacks(field: Field, value: Any, undecided: bool) -> Iterator[str]:
    if field.is_editor:
        return
    if undecided:
        yield _("“%(field)s”: two texts stand side by side. Choose what shall stand.") % {
            "field": field.label
        }
    if values.is_empty(value):
        if field.required:
            yield _empty(field)
    elif field.kind != "files":
        for problem in values.problems(field, value):
            yield _("“%(field)s”: %(problem)s") % {"field": field.label, "problem": problem}


def _empty(field: Field) -> str:
    said = {
        "declaration": _("“%(field)s”: confirm it."),
        "files": _("“%(field)s”: attach a file."),
        "choice": _("“%(field)s”: choose one."),
        "choices": _("“%(field)s”: choose at least one."),
        "table": _("“%(field)s”: fill in at least one row."),
    }
    return said.get(field.kind, _("“%(field)s” is empty.")) % {"field": field.label}


def frozen_answers(part: Part) -> dict[str, Any]:
    return answers_of(part)


def frozen_attachments(part: Part) -> list[dict[str, Any]]:
    """Name, size and hash of each file, by field: what is sent is told by its content."""
    return [
        {"field": key, "name": each.file.original_name, "size": each.file.size, "sha256": each.file.sha256}
        for key, files in sorted(attachments_of(part).items())
        for each in files
        if each.file
    ]
