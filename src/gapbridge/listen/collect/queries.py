"""What is asked of forms and of what arrived."""

from typing import Any

from django.db import models

from .instances import answers_in
from .models import FormVersion, Submission

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
