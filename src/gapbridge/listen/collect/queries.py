"""What is asked of forms and of what arrived."""

from typing import Any

from django.db import models
from django.db.models import Count, OuterRef, Subquery

from gapbridge.base.models import StoredFile
from gapbridge.base.sockets import Panel
from gapbridge.listen.assessments.models import Assessment
from gapbridge.programmes.models import Programme

from .instances import answers_in
from .models import Device, Form, FormVersion, Submission
from .xlsform.wording import FormProblem, said

FILES = {"photo", "image", "audio", "video", "file"}


def questions_of(version: FormVersion | None) -> list[dict[str, Any]]:
    """Each question in its order: path, type, labels by language, required, choices, and the repeats it is in.

    {"path": "/data/said/said_words", "name": "said_words", "type": "text", "labels": {"en": "In their words"},
     "required": False, "choices": [], "repeats": ["/data/said"]}
    """
    return version.questions if version is not None else []


def answers_of(submission: Submission) -> dict[str, Any]:
    """Every answer by its path (see instances.answers_in); nothing once consent was withdrawn."""
    if submission.content is None:
        return {}
    return answers_in(submission.content, repeats_of(submission))


def repeats_of(submission: Submission) -> set[str]:
    """The parts that repeat, by the version it was filled in on; by the newest where that is not known."""
    version = submission.version or submission.form.versions.first()
    return {path for question in questions_of(version) for path in question.get("repeats", ())}


def labels_of(version: FormVersion | None, language: str) -> dict[str, str]:
    """The words of each question by its path, in a language or else in the first that the form has."""
    return {each["path"]: label_in(each["labels"], language) for each in questions_of(version)}


def label_in(labels: dict[str, str], language: str) -> str:
    return labels.get(language) or next((label for label in labels.values() if label), "")


def expected_files(version: FormVersion | None, answers: dict[str, Any]) -> set[str]:
    """The names of the files that an answer speaks of."""
    paths = {each["path"] for each in questions_of(version) if each["type"] in FILES}
    return {value for path, value in answers.items() if value and _plain(path) in paths}


def _plain(path: str) -> str:
    """A path without the numbers of its repeats."""
    return "/".join(part.partition("[")[0] for part in path.split("/"))


def corrections_of_taken_in(user: Any) -> models.QuerySet[Submission]:
    """Corrections of answers that were taken in already: a person compares them before one replaces the other."""
    waiting = Submission.objects.visible_to(user).filter(state=Submission.State.RECEIVED)
    return waiting.filter(corrects__state=Submission.State.TAKEN_IN)


def on_unknown_version(user: Any) -> models.QuerySet[Submission]:
    """What was filled in on a version that this server doesn't know: kept, for an officer to look at."""
    open_states = [Submission.State.PARTIAL, Submission.State.RECEIVED]
    return (
        Submission.objects.visible_to(user)
        .filter(version=None, state__in=open_states)
        .exclude(source=Submission.Source.IMPORT)
    )


# --- pages ---------------------------------------------------------------------------------------


def forms_for(user: Any) -> models.QuerySet[Form]:
    """With `newest` (the name of its newest version) and `answer_count`."""
    newest = FormVersion.objects.filter(form=OuterRef("pk")).order_by("-pk").values("version")[:1]
    forms = Form.objects.visible_to(user).select_related("assessment__programme")
    return forms.annotate(newest=Subquery(newest), answer_count=Count("submissions"))


def versions_of(form: Form) -> list[tuple[FormVersion, list[FormProblem]]]:
    """The newest first, each with `answer_count`, its files, and its warnings in the reader's language."""
    versions = form.versions.defer("xform", "questions").select_related("xlsform", "made_by")
    counted = versions.annotate(answer_count=Count("submissions")).prefetch_related("attachments")
    return [(version, [said(each) for each in version.warnings]) for version in counted]


def devices_of(programme: Programme) -> models.QuerySet[Device]:
    """Those in use first."""
    devices = programme.devices.annotate(answer_count=Count("submissions"))
    return devices.order_by(models.F("revoked_at").desc(nulls_first=True), "label", "pk")


def may_read_workbook(user: Any, stored: StoredFile) -> bool:
    return FormVersion.objects.visible_to(user).filter(pk=stored.owner_id).exists()


def assessment_panel(assessment: Assessment, user: Any) -> Panel | None:
    """The forms of an assessment, on its page; for whoever keeps it."""
    if not user.has_perm("collect.see_forms", assessment):
        return None
    context = {
        "forms": forms_for(user).filter(assessment=assessment),
        "may_add": assessment.is_listening and user.has_perm("collect.add_form", assessment),
    }
    return Panel("collect/assessment_panel.html", context)
