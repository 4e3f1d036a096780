"""What the pages of taking in read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import ndiff
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.base.models import StoredFile
from gapbridge.base.sockets import Panel, Waiting
from gapbridge.listen.assessments.models import Session
from gapbridge.listen.collect.models import Form, FormVersion, Submission, SubmissionMedia
from gapbridge.listen.collect.queries import label_in, questions_of
from gapbridge.people.roles import Role
from gapbridge.programmes.standing import standing

from .mapping.answers import Answers, name_of, signature_of
from .mapping.guesses import Question, carried_over, columns_of, proposed, questions_from
from .mapping.parts import BY_KEY
from .mapping.prefill import Prefill
from .mapping.spellings import Spellings
from .models import ImportRun, Mapping

READERS = (Role.PROTECTION_OFFICER, Role.PROGRAMME_OFFICER)
RECENT_IMPORTS = 5
State = Submission.State


# --- the inbox -----------------------------------------------------------------------------------


def inbox_for(user: Any) -> QuerySet[Submission]:
    """What arrived, sealed: the list never opens it. `files` is how many files came with each."""
    rows = Submission.objects.visible_to(user).defer("content")
    related = rows.select_related("form__assessment", "device", "session", "corrects__session")
    return related.annotate(files=Count("media", distinct=True))


def next_to_read(user: Any, after: Submission) -> Submission | None:
    """The oldest answer of the same form that waits, or else of any."""
    waiting = Submission.objects.visible_to(user).defer("content").filter(state=State.RECEIVED)
    waiting = waiting.exclude(pk=after.pk).order_by("received_at", "pk")
    return waiting.filter(form=after.form_id).first() or waiting.first()


def to_read(user: Any) -> int:
    mine = standing(user).programmes_with(*READERS)
    rows = Submission.objects.filter(form__assessment__programme__in=mine, state=State.RECEIVED)
    return rows.count() if mine else 0


def waiting_for(user: Any) -> Iterable[Waiting]:
    if count := to_read(user):
        label = ngettext("%(number)s answer to read", "%(number)s answers to read", count) % {"number": count}
        yield Waiting(label, f"{reverse('intake:inbox')}?state=received", count, stage="listen")


def may_read_media(user: Any, stored: StoredFile) -> bool:
    """Who may open the answer may see its photos and hear its sound."""
    media = (
        SubmissionMedia.objects.select_related("submission__form__assessment")
        .filter(pk=stored.owner_id)
        .first()
    )
    return media is not None and user.has_perm("intake.read_submission", media)


def form_panel(form: Form, user: Any) -> Panel | None:
    """On a form's page: what waits to be read, and the files that were brought in."""
    if not user.has_perm("intake.read_submission", form):
        return None
    waiting = Submission.objects.filter(form=form, state=State.RECEIVED).count()
    inbox = f"{reverse('intake:inbox')}?state=received&form={form.pk}"
    runs = list(ImportRun.objects.filter(form=form).select_related("run_by")[:RECENT_IMPORTS])
    return Panel("intake/form_panel.html", {"form": form, "waiting": waiting, "inbox": inbox, "runs": runs})


# --- one answer ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """One answer as it is read: its question, its number where the part repeats, its files."""

    label: str
    value: str
    number: int = 0
    media: Any = None


def session_before(submission: Submission) -> Session | None:
    """The session that an earlier version of this answer became."""
    earlier, seen = submission.corrects, set()
    while earlier is not None and earlier.pk not in seen:
        if earlier.session_id:
            return earlier.session
        seen.add(earlier.pk)
        earlier = earlier.corrects
    return None


def question_labels(submission: Submission, language: str) -> dict[str, str]:
    """Question → its words. An export has none of its own: those of the form's questions of the same name."""
    return _labels(submission.version or submission.form.versions.first(), language)


def labels_of_form(form: Form, language: str) -> dict[str, str]:
    return _labels(form.versions.first(), language)


def _labels(version: FormVersion | None, language: str) -> dict[str, str]:
    labels: dict[str, str] = {}
    for each in questions_of(version):
        name, label = name_of(each["path"]), label_in(each.get("labels", {}), language)
        labels[name] = label
        labels.setdefault(name.rpartition("/")[2], label)
    return labels


def shown_answers(submission: Submission, answers: Answers, language: str) -> list[Shown]:
    """Every answer that was given, in the form's order, choices by their labels."""
    version = submission.version or submission.form.versions.first()
    labels = question_labels(submission, language)
    choices = {
        name_of(each["path"]).rpartition("/")[2]: {
            choice["value"]: label_in(choice.get("labels", {}), language)
            for choice in each.get("choices", ())
        }
        for each in questions_of(version)
    }
    files = {each.name: each for each in submission.media.select_related("file")}

    def shown(name: str, value: str, number: int = 0) -> Shown:
        own = name.rpartition("/")[2]
        label = labels.get(name) or labels.get(own) or own.replace("_", " ")
        return Shown(label, _chosen(value, choices.get(own, {})), number, files.pop(value, None))

    rows = [shown(name, value) for name, value in answers.single.items() if value]
    for repeat, lines in answers.lines.items():
        rows += [
            shown(f"{repeat}/{name}", value, number)
            for number, line in enumerate(lines, start=1)
            for name, value in line.items()
            if value
        ]
    return [*rows, *(Shown(name, "", media=each) for name, each in files.items())]


def _chosen(value: str, labels: dict[str, str]) -> str:
    """ "woman older" → "Woman, Older": by their labels, where every part is a choice."""
    parts = [value] if value in labels else value.split()
    return (
        ", ".join(labels[part] or part for part in parts)
        if parts and all(p in labels for p in parts)
        else value
    )


# --- mappings ------------------------------------------------------------------------------------


def questions_for(submission: Submission, answers: Answers) -> list[Question]:
    """What its form asks: by its version, or else what was answered."""
    if submission.version is not None and submission.version.questions:
        return questions_from(submission.version.questions)
    return [Question(name) for name in answers.names]


def latest_mapping(form: Form) -> Mapping | None:
    """The mapping said last; where nobody has said one yet, the one proposed last."""
    mappings = Mapping.objects.filter(form=form)
    return (
        mappings.filter(made_by__isnull=False).order_by("-made_at").first()
        or mappings.order_by("-pk").first()
    )


def rules_for(form: Form, questions: list[Question], spellings: Spellings) -> dict[str, Any]:
    """As somebody has said for these very questions, or as they can be guessed from what was said before."""
    said = Mapping.objects.filter(form=form, signature=signature_of(each.name for each in questions)).first()
    if said is not None:
        return said.rules
    before = latest_mapping(form)
    return proposed(questions, spellings, before.rules if before else None)


def mapping_of(submission: Submission, answers: Answers, spellings: Spellings) -> dict[str, Any]:
    """The rules by which this answer is read."""
    run = submission.imports.select_related("mapping").order_by("-pk").first()
    if run is not None and run.mapping is not None:
        return run.mapping.rules
    return rules_for(submission.form, questions_for(submission, answers), spellings)


@dataclass(frozen=True)
class Moved:
    """What changed since the mapping before: columns gone, columns new, and parts that lost theirs."""

    gone: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.gone or self.new)


def moved_since(mapping: Mapping) -> Moved:
    before = Mapping.objects.filter(form=mapping.form, pk__lt=mapping.pk).order_by("-pk").first()
    if before is None:
        return Moved()
    then, now = set(before.columns), set(mapping.columns)
    kept = carried_over(before.rules, [Question(name) for name in mapping.columns])
    lost = [key for key in before.rules if key not in kept]
    return Moved(sorted(then - now), sorted(now - then), lost)


def unread_values(mapping: Mapping, spellings: Spellings | None = None) -> list[tuple[str, str]]:
    """(part, answer) for each answer of which nobody has said what it means, and no spelling tells."""
    spellings = spellings or Spellings()
    return [
        (key, text)
        for key, rule in mapping.rules.items()
        if key in BY_KEY and BY_KEY[key].has_values
        for text, value in rule.get("values", {}).items()
        if not value and not spellings.each_meant(BY_KEY[key], text)
    ]


def unmapped_columns(mapping: Mapping) -> list[str]:
    read = set(columns_of(mapping.rules))
    return [name for name in mapping.columns if name not in read]


def runs_for(user: Any) -> QuerySet[ImportRun]:
    return ImportRun.objects.visible_to(user).select_related("form", "mapping", "run_by")


def read_of(run: ImportRun) -> dict[str, int]:
    """How many of the answers that an import brought are in each state."""
    counts = {state: Count("pk", filter=Q(state=state)) for state in State.values}
    return run.submissions.order_by().aggregate(**counts)


# --- corrections ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """A line of the notes that a correction would take out or add. `sign` is "-" or "+"."""

    sign: str
    text: str


def differences(session: Session, filled: Prefill) -> list[Difference]:
    """What the correction says otherwise than the session does now."""
    facts = [
        line
        for name, value in filled.session.items()
        if name not in {"notes", "diversity"} and getattr(session, name) != value
        for line in (
            Difference("-", f"{_label(name)}: {_shown(session, name)}"),
            Difference("+", f"{_label(name)}: {_as_shown(name, value)}"),
        )
    ]
    lines = ndiff(session.notes.splitlines(), str(filled.session.get("notes", "")).splitlines())
    return [
        *facts,
        *(Difference(line[0], line[2:]) for line in lines if line[0] in "+-" and line[2:].strip()),
    ]


def _label(name: str) -> str:
    return str(_field(name).verbose_name)


def _field(name: str) -> Any:
    return Session._meta.get_field(name)


def _shown(session: Session, name: str) -> str:
    display = getattr(session, f"get_{name}_display", None)
    return str(display() if display else getattr(session, name))


def _as_shown(name: str, value: Any) -> str:
    return str(dict(_field(name).flatchoices or ()).get(value, value))


def recordings_until(submission: Submission) -> date | None:
    """The day until which the assessment keeps sound; None where it keeps none, or the day has passed."""
    until = submission.form.assessment.recordings_until
    return until if until is not None and until >= timezone.localdate() else None


def refused_text() -> str:
    return _("The people did not consent, so nothing they said is taken in. Set it aside and erase it.")
