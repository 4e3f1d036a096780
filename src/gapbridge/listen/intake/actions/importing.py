"""Bringing in a file of answers: all of it or nothing, and nothing twice."""

from collections import defaultdict
from collections.abc import Collection
from collections.abc import Mapping as Map
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.base import journal, uploads
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.uploads import CheckedUpload
from gapbridge.listen.collect.models import Form, Submission, SubmissionMedia
from gapbridge.listen.collect.receiving_bulk import Arrival, ManyReceived, receive_many
from gapbridge.listen.intake.exports import Export, Record, Unsound
from gapbridge.listen.intake.mapping.answers import Answers, answers_from
from gapbridge.listen.intake.mapping.guesses import Question, questions_from
from gapbridge.listen.intake.mapping.prefill import day_of, number_of
from gapbridge.listen.intake.models import ImportRun, Mapping
from gapbridge.people.models import User

from .mappings import add_values, mapping_for

SAMPLES = 50  # rows by which an unknown column is guessed
AT_ONCE = 1000


@transaction.atomic
def import_answers(
    *,
    actor: User,
    form: Form,
    export: Export,
    file_name: str,
    sha256: str,
    media: Map[str, CheckedUpload] | None = None,
    only_sound: bool = False,
) -> ImportRun:
    """Seal every answer of a file. Raises Unsound, which names each row, unless `only_sound` leaves those out.

    What is known stays as it is; another content under a known id becomes a correction; files that an answer
    names are kept encrypted. `media`: file name (or, in Kobo's archive, "id/name") → the file.
    """
    permit(actor, "intake.import_answers", form)
    if form.state == "draft":
        raise Refused(_("Open the form first: it takes no answers yet."), field="file")
    mapping, _made = mapping_for(form, _questions(form, export))
    records = _sound(export, mapping, form, only_sound=only_sound)
    run = ImportRun(form=form, mapping=mapping, file_name=file_name[:150], sha256=sha256, run_by=actor)
    received = receive_many(
        actor=actor,
        form=form,
        arrivals=[Arrival(each.instance_id, each.text, each.sha256, each.corrects) for each in records],
    )
    run.rows, run.added, run.changed, run.known = (
        len(records),
        len(received.added),
        len(received.changed),
        received.known,
    )
    run.media = _keep_media(actor, records, received, media or {})
    run.save()
    _link(run, [*received.added, *received.changed])
    add_values(mapping, (answers_from(each.content) for each in records))
    mapping.save()
    counts = {name: getattr(run, name) for name in ("rows", "added", "changed", "known", "media")}
    journal.record(actor=actor, verb="intake.import", target=run, data=counts)
    return run


def _questions(form: Form, export: Export) -> list[Question]:
    """The columns, with what the form itself says of questions of the same name, and a look at the answers."""
    version = form.versions.first()
    asked = {each.own_name: each for each in questions_from(version.questions)} if version else {}
    samples: dict[str, list[str]] = defaultdict(list)
    for record in export.records[:SAMPLES]:
        answers = answers_from(record.content)
        for name in answers.names:
            samples[name] += [line[""] for line in answers.each(name) if line[""]]
    return [
        Question(
            name,
            found.labels if (found := asked.get(Question(name).own_name)) else (),
            "",
            tuple(samples[name]),
        )
        for name in export.columns
    ]


# --- sound rows ----------------------------------------------------------------------------------


def _sound(export: Export, mapping: Mapping, form: Form, *, only_sound: bool) -> list[Record]:
    """The records to bring in. Dates and numbers are asked for where a mapping says that they stand there."""
    _check_values(export, mapping)
    _check_elsewhere(export, form)
    sound = [each for each in export.records if (each.sheet, each.row) not in export.faults.rows]
    if export.faults and (not only_sound or export.faults.whole_table or not sound):
        raise Unsound(export.faults)
    return sound


def _check_values(export: Export, mapping: Mapping) -> None:
    day, number = (mapping.rules.get(key, {}).get("from", "") for key in ("held_on", "participants"))
    for record in export.records:
        if (text := _text(record, day)) and day_of(text) is None:
            export.faults.add(
                record.sheet,
                record.row,
                day,
                _("“%(text)s” is not a date. Write it as %(example)s or 2023-12-31.")
                % {"text": text[:60], "example": "31.12.2023"},
            )
        if (text := _text(record, number)) and number_of(text) is None:
            export.faults.add(
                record.sheet, record.row, number, _("“%(text)s” is not a whole number.") % {"text": text[:60]}
            )


def _text(record: Record, column: str) -> str:
    text = record.content.get(column, "") if column else ""
    return text if isinstance(text, str) else ""


def _check_elsewhere(export: Export, form: Form) -> None:
    places = {each.instance_id: each for each in export.records}
    names = list(places)
    for start in range(0, len(names), AT_ONCE):
        others = Submission.objects.exclude(form=form).filter(instance_id__in=names[start : start + AT_ONCE])
        for instance_id in others.values_list("instance_id", flat=True):
            record = places[instance_id]
            export.faults.add(record.sheet, record.row, "", _("this answer belongs to another form."))


# --- what came with it ---------------------------------------------------------------------------


def _link(run: ImportRun, submissions: Collection[Submission]) -> None:
    through: Any = run.submissions.through
    rows = [through(importrun_id=run.pk, submission_id=each.pk) for each in submissions]
    through.objects.bulk_create(rows, batch_size=AT_ONCE)


def _keep_media(
    actor: User, records: list[Record], received: ManyReceived, media: Map[str, CheckedUpload]
) -> int:
    """Keep each file with the answer that names it, once. Refuses an archive of which no answer names a file."""
    if not media:
        return 0
    wanted = [(record, name, upload) for record in records for name, upload in _named(record, media)]
    if not wanted:
        raise Refused(
            _("No answer names a file of this archive. Is it the archive of another form?"), field="media"
        )
    return sum(
        _keep_file(actor, received.by_instance.get(r.instance_id), name, upload) for r, name, upload in wanted
    )


def _named(record: Record, media: Map[str, CheckedUpload]) -> list[tuple[str, CheckedUpload]]:
    bare = record.instance_id.removeprefix("uuid:")
    texts: dict[str, None] = dict.fromkeys(Answers.texts.fget(answers_from(record.content)))  # type: ignore[attr-defined]
    found = []
    for text in texts:
        upload = media.get(f"{bare}/{text}") or media.get(text)
        if upload is not None:
            found.append((text, upload))
    return found


def _keep_file(actor: User, submission: Submission | None, name: str, upload: CheckedUpload) -> int:
    """1 when it is new. What was taken in or erased needs its files no more."""
    if submission is None or submission.state not in {Submission.State.RECEIVED, Submission.State.PARTIAL}:
        return 0
    media, _made = SubmissionMedia.objects.get_or_create(submission=submission, name=name[:150])
    if media.sha256:
        return 0
    media.sha256 = upload.sha256
    media.save()
    media.file = uploads.store(upload, actor=actor, owner=media, sealed=True)
    media.save(update_fields=["file"])
    return 1
