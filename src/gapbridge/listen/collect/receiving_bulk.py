"""Many answers at once, out of one file: what `receive_submission` does for one, in a few statements for all.

Called within an import's own action, which asks for the right and writes the one journal entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from .models import Form, Submission

State = Submission.State
AT_ONCE = 1000
OPEN = (State.PARTIAL, State.RECEIVED, State.SET_ASIDE)


@dataclass(frozen=True)
class Arrival:
    """One answer of a file. `corrects` is the instance it says it replaces, or ""."""

    instance_id: str
    content: str
    sha256: str
    corrects: str = ""


@dataclass
class ManyReceived:
    """`by_instance`: the newest answer under each id. `elsewhere`: ids that belong to another form."""

    added: list[Submission] = field(default_factory=list)
    changed: list[Submission] = field(default_factory=list)
    known: int = 0
    elsewhere: set[str] = field(default_factory=set)
    by_instance: dict[str, Submission] = field(default_factory=dict)


@dataclass
class _Arriving:
    form: Form
    actor: Any
    kept: dict[str, list[Submission]]  # id → every answer under it, the oldest first
    result: ManyReceived = field(default_factory=ManyReceived)
    replaced: list[int] = field(default_factory=list)

    def row(self, arrival: Arrival, earlier: Submission | None) -> Submission:
        withdrawn = earlier is not None and earlier.state == State.WITHDRAWN
        again = f"#{arrival.sha256[:16]}" if arrival.instance_id in self.kept else ""
        return Submission(
            form=self.form,
            source=Submission.Source.IMPORT,
            instance_id=f"{arrival.instance_id}{again}",
            deprecated_id=earlier.instance_id if earlier else arrival.corrects,
            corrects=earlier,
            sha256=arrival.sha256,
            # Who withdrew their consent withdrew it from what is corrected of their words, too.
            content=None if withdrawn else arrival.content,
            state=State.WITHDRAWN if withdrawn else State.RECEIVED,
            sent_by=self.actor,
            received_at=timezone.now(),
        )


def receive_many(*, actor: Any, form: Form, arrivals: Sequence[Arrival]) -> ManyReceived:
    """Keep what is new, know what was here, and take other content under a known id as its correction.

    What came by telephone under the same id is known, whatever the file says: the telephone's is the original.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an arrival belongs inside its action's transaction")
    arriving = _Arriving(form, actor, _kept(form, arrivals))
    arriving.result.elsewhere = _elsewhere(form, arrivals)
    firsts = [each for each in arrivals if each.instance_id not in arriving.kept]
    _add_first(arriving, [each for each in firsts if each.instance_id not in arriving.result.elsewhere])
    _add_corrections(arriving, [each for each in arrivals if each.instance_id in arriving.kept])
    for start in range(0, len(arriving.replaced), AT_ONCE):
        replaced = Submission.objects.filter(
            pk__in=arriving.replaced[start : start + AT_ONCE], state__in=OPEN
        )
        replaced.update(state=State.REPLACED)
    return arriving.result


def _kept(form: Form, arrivals: Sequence[Arrival]) -> dict[str, list[Submission]]:
    found: dict[str, list[Submission]] = {}
    named = {each.instance_id for each in arrivals} | {each.corrects for each in arrivals if each.corrects}
    rows = Submission.objects.filter(form=form).defer("content").order_by("pk")
    for submission in rows.iterator(chunk_size=2000):
        first = submission.instance_id.partition("#")[0]
        if first in named:
            found.setdefault(first, []).append(submission)
    return found


def _elsewhere(form: Form, arrivals: Sequence[Arrival]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(arrivals), AT_ONCE):
        ids = [each.instance_id for each in arrivals[start : start + AT_ONCE]]
        others = Submission.objects.exclude(form=form).filter(instance_id__in=ids)
        found.update(others.values_list("instance_id", flat=True))
    return found


def _add_first(arriving: _Arriving, arrivals: Sequence[Arrival]) -> None:
    """Answers that never came before. One may say that it replaces another, as a corrected form does."""
    taken: set[int] = set()
    rows = []
    for arrival in arrivals:
        earlier = _open_to_correction(arriving, arrival.corrects, taken)
        if earlier:
            taken.add(earlier.pk)
            arriving.replaced.append(earlier.pk)
        rows.append(arriving.row(arrival, earlier))
    Submission.objects.bulk_create(rows, batch_size=AT_ONCE)
    for row in rows:
        (arriving.result.changed if row.corrects_id else arriving.result.added).append(row)
        arriving.result.by_instance[row.instance_id] = row


def _open_to_correction(arriving: _Arriving, instance_id: str, taken: set[int]) -> Submission | None:
    rows = arriving.kept.get(instance_id) if instance_id else None
    newest = rows[-1] if rows else None
    if newest is None or newest.pk in taken:
        return None
    return None if Submission.objects.filter(corrects=newest).exists() else newest


def _add_corrections(arriving: _Arriving, arrivals: Sequence[Arrival]) -> None:
    rows = []
    for arrival in arrivals:
        before = arriving.kept[arrival.instance_id]
        newest = arriving.result.by_instance[arrival.instance_id] = before[-1]
        original = newest.source != Submission.Source.IMPORT
        if original or any(each.sha256 == arrival.sha256 for each in before) or _is_corrected(newest):
            arriving.result.known += 1
            continue
        rows.append(arriving.row(arrival, newest))
        arriving.replaced.append(newest.pk)
        arriving.result.by_instance[arrival.instance_id] = rows[-1]
    Submission.objects.bulk_create(rows, batch_size=AT_ONCE)
    arriving.result.changed += rows


def _is_corrected(submission: Submission) -> bool:
    return Submission.objects.filter(corrects=submission).exists()
