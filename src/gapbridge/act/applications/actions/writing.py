"""Writing: what is typed is kept field by field, on the version on which it was written, and no text is lost.

An answer's `version` counts its saves. Who saves says which one was before their eyes: on the version that stands,
the text takes its place, and what stood there becomes an earlier version. On an older one two people (or two windows)
have written at once: what stands stays, and the other text waits beside it until a person has chosen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.applications import values
from gapbridge.act.applications.deadlines import require_part_writable
from gapbridge.act.applications.models import Answer, AnswerVersion, Application, Attachment, Part, Presence
from gapbridge.act.procedures.definition import Field, fields_of
from gapbridge.base import journal, uploads
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.filekinds import KINDS
from gapbridge.people.models import User

SITTING = timedelta(minutes=10)  # without a save: then somebody has begun to write anew
MOST_TURNS = 2**31 - 1
CHANGES = ["value", "version", "changed_at", "changed_by", "window", "turn"]


@dataclass
class Saved:
    """What became of the answers: the version of each that stands now, and the texts that wait for a choice."""

    part: Part
    versions: dict[str, int] = field(default_factory=dict)
    waiting: list[AnswerVersion] = field(default_factory=list)


@transaction.atomic
def save_answers(
    *,
    actor: User,
    part: Part,
    answers: Mapping[str, Any],
    based_on: Mapping[str, int] | None = None,
    window: str = "",
    turn: int = 0,
    received_at: datetime | None = None,
) -> Saved:
    """Keep answers by field key; all of them or, when one is refused, none.

    `based_on`: the version of each field that the writer saw (0: nothing stood there); a field that is not named is
    written on what stands. `window`: the browser's window they come from, and `turn` counts its changes: what a window
    sends after its own earlier text goes on from that, whether or not the answer to it arrived.

    Refused: after the deadline (TooLate), what has been submitted (WrongState), fields that the form does not have,
    what is too large to be kept (`field` says which).
    """
    now = received_at or timezone.now()
    part = locked(part)
    permit(actor, "applications.change_application", part.application)
    require_part_writable(part, now)
    cleaned = _cleaned(part, answers)
    writing = _Writing(actor, part, now, window[:16], min(turn, MOST_TURNS), cleaned)
    for key, value in cleaned.items():
        writing.put(key, value, (based_on or {}).get(key))
    writing.finish()
    return writing.saved


def locked(part: Part) -> Part:
    """The part as it is now, its row locked until the transaction ends: who submits takes the same lock first."""
    rows = Part.objects.select_for_update(of=("self",)).select_related("form", "application__call")
    return rows.get(pk=part.pk)


def _cleaned(part: Part, answers: Mapping[str, Any]) -> dict[str, Any]:
    fields = {each.key: each for each in fields_of(part.form)}
    return {key: values.clean(_known(fields, key), value) for key, value in answers.items()}


def _known(fields: Mapping[str, Field], key: str) -> Field:
    if key not in fields:
        raise Refused(
            _("This form has no field “%(key)s”. Reload the page.") % {"key": str(key)[:60]}, field=key
        )
    return fields[key]


@transaction.atomic
def bring_answers(
    *,
    actor: User,
    part: Part,
    answers: Mapping[str, Any],
    based_on: Mapping[str, int],
    received_at: datetime | None = None,
) -> Saved:
    """Answers from a form that was taken along on these versions. What has been emptied since is filled again."""
    part = locked(part)
    standing = Answer.objects.filter(part=part, key__in=answers).values_list("key", "value")
    written = {key for key, value in standing if not values.is_empty(value)}
    return save_answers(
        actor=actor,
        part=part,
        answers=answers,
        based_on={key: based_on.get(key, 0) for key in written},
        received_at=received_at,
    )


class _Writing:
    """One save of several fields of a part: what it changes is collected, then written in as few steps as can be."""

    def __init__(
        self, actor: User, part: Part, now: datetime, window: str, turn: int, cleaned: Mapping[str, Any]
    ):
        self.actor, self.part, self.now, self.window, self.turn = actor, part, now, window, turn
        self.stored = {each.key: each for each in Answer.objects.filter(part=part, key__in=cleaned)}
        self.saved = Saved(part)
        self.new: list[Answer] = []
        self.changed: list[Answer] = []
        self.earlier: list[AnswerVersion] = []
        self.is_noted = any(self._is_of_this_sitting(each) for each in self.stored.values())

    def put(self, key: str, value: Any, based_on: int | None) -> None:
        stored = self.stored.get(key)
        if stored is None:
            self._begin(key, value)
            return
        own = bool(self.window) and stored.window == self.window and stored.changed_by_id == self.actor.pk
        if stored.value == value:
            if based_on != stored.version:
                self._settle(stored)
        elif own and self.turn <= stored.turn:
            self._overtaken(stored, value)
        elif own or based_on is None or based_on == stored.version:
            self._replace(stored, value)
        else:
            self.saved.waiting.append(self._wait(stored, value, based_on))
        self.saved.versions[key] = stored.version

    def _begin(self, key: str, value: Any) -> None:
        self.saved.versions[key] = 0
        if not values.is_empty(value):
            self.saved.versions[key] = 1
            self.new.append(self._stamp(Answer(part=self.part, key=key, value=value)))

    def _stamp(self, answer: Answer) -> Answer:
        answer.changed_at, answer.changed_by = self.now, self.actor
        answer.window, answer.turn = self.window, self.turn
        return answer

    def _replace(self, stored: Answer, value: Any) -> None:
        if not (stored.changed_by_id == self.actor.pk and goes_on_from(stored.value, value)):
            self.earlier.append(version_of(stored))
        stored.value, stored.version = value, stored.version + 1
        self.changed.append(self._stamp(stored))

    def _overtaken(self, stored: Answer, value: Any) -> None:
        """A text that arrives after a later one of the same window: it is an earlier version."""
        if not goes_on_from(value, stored.value):
            self.earlier.append(self._version(stored, value, stored.version))

    def _version(self, stored: Answer, value: Any, number: int, *, waits: bool = False) -> AnswerVersion:
        return AnswerVersion(
            answer=stored, value=value, number=number, saved_at=self.now, saved_by=self.actor, window=self.window,
            waits=waits,
        )  # fmt: skip

    def _wait(self, stored: Answer, value: Any, based_on: int) -> AnswerVersion:
        """Keep a text that was written on another version than the one that stands, until somebody chooses."""
        others = AnswerVersion.objects.filter(answer=stored, saved_by=self.actor, waits=True)
        before = next((each for each in others if each.value == value or self._is_of_this_window(each)), None)
        if before and (before.value == value or goes_on_from(before.value, value)):
            before.value, before.saved_at, before.answer = value, self.now, stored
            before.save(update_fields=["value", "saved_at"])
            return before
        self._settle(stored)
        made = self._version(stored, value, based_on, waits=True)
        made.save(force_insert=True)
        return made

    def _is_of_this_window(self, version: AnswerVersion) -> bool:
        return bool(self.window) and version.window == self.window

    def _settle(self, stored: Answer) -> None:
        """What this window had waiting waits no more: it stays as an earlier version."""
        if self.window:
            mine = AnswerVersion.objects.filter(answer=stored, saved_by=self.actor, waits=True)
            mine.filter(window=self.window).update(waits=False)

    def finish(self) -> None:
        if not (self.new or self.changed or self.earlier or self.saved.waiting):
            return
        self._note()
        Answer.objects.bulk_create(self.new)
        AnswerVersion.objects.bulk_create(self.earlier)
        if len(self.changed) == 1:  # as autosave does it: plainer for the database than a CASE of one
            self.changed[0].save(update_fields=CHANGES)
        else:
            Answer.objects.bulk_update(self.changed, CHANGES)

    def _note(self) -> None:
        """One journal entry a sitting, not one a save.

        The journal is one chain: 200 organisations that save every five seconds would queue for its end, 40 entries a
        second that say nothing but that somebody goes on typing. Who wrote which field when stands in the answers and
        their versions, which nobody can remove. So an entry says that a person began to write in a part: their
        first save in it after ten minutes without one.
        """
        if self.is_noted or self._wrote_lately():
            return
        data = {"keys": sorted(self.saved.versions), "application": self.part.application_id}
        journal.record(actor=self.actor, verb="applications.write", target=self.part, data=data)

    def _is_of_this_sitting(self, answer: Answer) -> bool:
        return answer.changed_by_id == self.actor.pk and answer.changed_at > self.now - SITTING

    def _wrote_lately(self) -> bool:
        mine = Answer.objects.filter(part=self.part, changed_by=self.actor)
        return mine.filter(changed_at__gt=self.now - SITTING).exists()


def version_of(answer: Answer) -> AnswerVersion:
    """What stands, to be kept as an earlier version."""
    return AnswerVersion(
        answer=answer,
        value=answer.value,
        number=answer.version,
        saved_at=answer.changed_at,
        saved_by_id=answer.changed_by_id,
        window=answer.window,
    )


def goes_on_from(before: Any, after: Any) -> bool:
    """Whether a text only has something put in, in one place: then all of the earlier one still stands in it.

    So that an evening of typing leaves the texts that said something else, and not one version every five seconds.
    """
    if not isinstance(before, str) or not isinstance(after, str) or len(after) < len(before):
        return False
    if after.startswith(before):
        return True
    start = next(i for i, (one, other) in enumerate(zip(before, after, strict=False)) if one != other)
    return after.endswith(before[start:])


@transaction.atomic
def choose_version(
    *,
    actor: User,
    version: AnswerVersion,
    value: Any,
    based_on: int | None = None,
    received_at: datetime | None = None,
) -> Saved:
    """Settle a text that waits: `value` stands from now on, be it this text, the one that stands, or one made of both.

    All that stood or waited stays readable as earlier versions. When the answer has changed since the chooser saw it
    (`based_on`), the chosen text waits in its turn.
    """
    answer = version.answer
    saved = save_answers(
        actor=actor,
        part=answer.part,
        answers={answer.key: value},
        based_on=None if based_on is None else {answer.key: based_on},
        received_at=received_at,
    )
    AnswerVersion.objects.filter(pk=version.pk).update(waits=False)
    journal.record(
        actor=actor,
        verb="applications.choose_version",
        target=answer.part,
        data={"key": answer.key, "version": version.pk, "number": saved.versions[answer.key]},
    )
    return saved


@transaction.atomic
def be_present(
    *, actor: User, application: Application, part: Part, section: str, at: datetime | None = None
) -> None:
    """Say that the person has this section before them now.

    No act that is journalled: it is overwritten every few seconds, and says nothing once a minute has passed.
    """
    permit(actor, "applications.change_application", application)
    row = Presence(
        application=application,
        user=actor,
        part=part.kind,
        section=section[:60],
        seen_at=at or timezone.now(),
    )
    Presence.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["application", "user"],
        update_fields=["part", "section", "seen_at"],
    )


@transaction.atomic
def attach_file(
    *, actor: User, part: Part, key: str, upload: Any, received_at: datetime | None = None
) -> Attachment:
    """Add a file to a field of files, encrypted at rest. Refused: other kinds than the form takes, or one too many."""
    now = received_at or timezone.now()
    part = locked(part)
    permit(actor, "applications.change_application", part.application)
    require_part_writable(part, now)
    asked = _known({each.key: each for each in fields_of(part.form) if each.kind == "files"}, key)
    checked = upload if isinstance(upload, uploads.CheckedUpload) else check_attachment(asked, upload)
    if Attachment.objects.filter(part=part, key=key).count() >= asked.most:
        raise Refused(
            _("At most %(most)s files can stand here. Remove one first.") % {"most": asked.most}, field=key
        )
    attachment = Attachment.objects.create(part=part, key=key, added_by=actor, added_at=now)
    attachment.file = uploads.store(checked, actor=actor, owner=attachment, sealed=True)
    attachment.save(update_fields=["file"])
    data = {"key": key, "attachment": attachment.pk, "size": checked.size}
    journal.record(actor=actor, verb="applications.attach_file", target=part, data=data)
    return attachment


def check_attachment(asked: Field, upload: Any) -> uploads.CheckedUpload:
    """Look at a file for a field of files; raises Refused, naming the field."""
    return uploads.check_upload(upload, asked.key, kinds=asked.kinds or KINDS)


@transaction.atomic
def remove_attachment(*, actor: User, attachment: Attachment, received_at: datetime | None = None) -> None:
    part = locked(attachment.part)
    permit(actor, "applications.change_application", part.application)
    require_part_writable(part, received_at or timezone.now())
    file, data = attachment.file, {"key": attachment.key, "attachment": attachment.pk}
    attachment.delete()
    if file:
        uploads.discard(file)
    journal.record(actor=actor, verb="applications.remove_attachment", target=part, data=data)
