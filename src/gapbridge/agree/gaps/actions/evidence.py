"""What a gap stands on: voices, documents, what the community told the programme."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.agree.gaps.models import Evidence, Gap
from gapbridge.base import journal, uploads
from gapbridge.base.errors import Refused
from gapbridge.base.uploads import CheckedUpload
from gapbridge.listen.assessments.anonymity import refuse_identity
from gapbridge.listen.assessments.models import Scope, Statement
from gapbridge.listen.feedback.models import Feedback
from gapbridge.people.models import User

from .parts import open_draft


@transaction.atomic
def add_voices(*, actor: User | None, gap: Gap, statements: Collection[Statement]) -> list[Evidence]:
    """Statements of the same programme whose group consented; those already there are passed over."""
    gap = open_draft(actor, gap)
    added = attach_voices(actor, gap, statements)
    data = {"statements": [each.statement_id for each in added]}
    journal.record(actor=actor, verb="gaps.add_voices", target=gap, data=data)
    return added


def attach_voices(actor: User | None, gap: Gap, statements: Collection[Statement]) -> list[Evidence]:
    """A step of the verbs that bring voices to a draft."""
    if not statements:
        raise Refused(_("Tick at least one voice."), field="statements")
    wanted = {statement.pk for statement in statements}
    usable = Statement.objects.filter(pk__in=wanted, session__assessment__programme=gap.programme_id)
    if actor is not None:
        usable = usable & Statement.objects.visible_to(actor)
    found = set(
        usable.exclude(session__consent_scope=Scope.NONE)
        .filter(session__withdrawn_at=None)
        .values_list("pk", flat=True)
    )
    if found != wanted:
        raise Refused(
            _("One of these voices can't be used: it is of another programme, or no consent covers it."),
            field="statements",
        )
    there = set(gap.evidence.filter(statement__in=wanted).values_list("statement_id", flat=True))
    return Evidence.objects.bulk_create(Evidence(gap=gap, statement_id=pk) for pk in sorted(wanted - there))


@transaction.atomic
def add_feedback(*, actor: User | None, gap: Gap, feedback: Feedback, note: str) -> Evidence:
    """What the community told the programme, in the officer's own words: `note`. Its text stays where it is.

    Refused for a sealed concern, for what the actor can't read, and for what stands here already.
    """
    gap = open_draft(actor, gap)
    if gap.evidence.filter(feedback=feedback).exists():
        raise Refused(_("This message is evidence of this gap already."))
    evidence = rest_on_message(actor, gap, feedback, note, field="note")
    data = {"evidence": evidence.pk, "feedback": feedback.pk}
    journal.record(actor=actor, verb="gaps.add_feedback", target=gap, data=data)
    return evidence


def rest_on_message(
    actor: User | None, gap: Gap, feedback: Feedback, note: str, *, field: str = "reason"
) -> Evidence:
    """A step of the verbs that let a gap rest on a message; one that stands there already keeps its note.

    Refused, beside `field`, without a note or with one by which somebody could be recognised.
    """
    if feedback.programme_id != gap.programme_id or feedback.sealed or not _may_read(actor, feedback):
        raise Refused(_("This message can't be used as evidence."))
    if not note.strip():
        raise Refused(_("Say in your own words what the message shows."), field=field)
    refuse_identity(note, field, programme_id=gap.programme_id)
    there, _new = Evidence.objects.get_or_create(gap=gap, feedback=feedback, defaults={"note": note.strip()})
    return there


@transaction.atomic
def add_document(
    *,
    actor: User | None,
    gap: Gap,
    source: str,
    url: str = "",
    note: str = "",
    file: CheckedUpload | None = None,
) -> Evidence:
    gap = open_draft(actor, gap)
    if not source.strip():
        raise Refused(_("Name the document: title, author and year."), field="source")
    evidence = Evidence(gap=gap, source=source, url=url, note=note)
    evidence.full_clean()
    evidence.save()
    if file is not None:
        evidence.file = uploads.store(file, actor=actor, owner=evidence, programme_id=gap.programme_id)
        evidence.save(update_fields=["file"])
    data = {"evidence": evidence.pk, "file": file is not None}
    journal.record(actor=actor, verb="gaps.add_document", target=gap, data=data)
    return evidence


@transaction.atomic
def remove_evidence(*, actor: User | None, evidence: Evidence) -> Gap:
    gap = open_draft(actor, evidence.gap)
    removed, file = evidence.pk, evidence.file
    evidence.delete()
    # A gap that this one comes from may still show the file.
    if file is not None and not Evidence.objects.filter(file=file).exists():
        uploads.discard(file)
    journal.record(actor=actor, verb="gaps.remove_evidence", target=gap, data={"evidence": removed})
    return gap


def _may_read(actor: User | None, feedback: Feedback) -> bool:
    return actor is None or Feedback.objects.visible_to(actor).filter(pk=feedback.pk).exists()
