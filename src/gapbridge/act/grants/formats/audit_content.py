"""What stands in the audit file, in the order in which a grant came to be."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from gapbridge.act.applications.models import Attachment, Receipt
from gapbridge.act.evaluation.models import Assignment, Check, Letter, Proposal, Score, StepResult
from gapbridge.act.grants.models import Expense, Grant, Report
from gapbridge.act.grants.queries.budget import variance_of
from gapbridge.act.grants.queries.narrative import indicators_of, states_of
from gapbridge.base import journal
from gapbridge.base.models import JournalEntry

from .agreement import agreement_pdf
from .audit import Entry, data, stored, table, text


def entries_of(grant: Grant) -> list[Entry]:
    makers = (_call, _application, _evaluation, _agreement, _money, _reports, _course, _journal)
    return [entry for make in makers for entry in make(grant)]


def _call(grant: Grant) -> Iterator[Entry]:
    call = grant.application.call
    yield text("01-call/guidelines.md", _("Guidelines of the call"), lambda: call.guidelines)
    yield table(
        "01-call/lots.csv",
        _("Lots of the call"),
        ("number", "title", "budget", "smallest", "largest", "currency"),
        lambda: (
            (lot.number, lot.title, lot.budget, lot.smallest, lot.largest, call.currency)
            for lot in call.lots.all()
        ),
    )
    yield table(
        "01-call/corrigenda.csv",
        _("Corrigenda of the call"),
        ("number", "published", "text", "changes"),
        lambda: ((each.number, each.published_at, each.text, each.changes) for each in call.corrigenda.all()),
    )


def _application(grant: Grant) -> Iterator[Entry]:
    for receipt in Receipt.objects.filter(part__application=grant.application_id).order_by("pk"):
        name = slugify(receipt.number)
        yield Entry(
            f"02-application/{name}-content.json",
            _("What was submitted, as it was received"),
            _content_of(receipt),
            receipt.sha256,
        )
        yield data(f"02-application/{name}-receipt.json", _("Receipt of the submission"), _facts_of(receipt))
    attachments = Attachment.objects.filter(part__application=grant.application_id, file__isnull=False)
    for number, attachment in enumerate(attachments.select_related("file"), 1):
        assert attachment.file is not None
        yield stored("02-application/files", number, attachment.key, attachment.file)


def _content_of(receipt: Receipt) -> Any:
    return lambda: [receipt.content.encode()]


def _facts_of(receipt: Receipt) -> Any:
    return lambda: {
        "number": receipt.number,
        "received_at": receipt.received_at,
        "sha256": receipt.sha256,
        "signature": receipt.signature,
        "taken_back_at": receipt.taken_back_at,
    }


def _evaluation(grant: Grant) -> Iterator[Entry]:
    """Evaluators stand here by number: what they found counts, not who they are."""
    application = grant.application_id
    yield table(
        "03-evaluation/scores.csv",
        _("Scores and comments"),
        ("step", "evaluator", "question", "weight", "score", "comment"),
        lambda: _scores(application),
    )
    yield table(
        "03-evaluation/checks.csv",
        _("Answers of the checks"),
        ("step", "question", "answer", "note"),
        lambda: (
            (str(each.call_step), each.item.text, each.get_answer_display(), each.note)
            for each in Check.objects.filter(application=application).select_related(
                "call_step__step", "item"
            )
        ),
    )
    yield table(
        "03-evaluation/results.csv",
        _("Results of the steps"),
        ("step", "points", "rank", "outcome", "reason", "replaced"),
        lambda: (
            (str(r.call_step), r.points, r.rank, r.get_outcome_display(), r.reason, r.replaced_at)
            for r in StepResult.objects.filter(application=application).select_related("call_step__step")
        ),
    )
    for number, letter in enumerate(Letter.objects.filter(application=application), 1):
        yield text(f"03-evaluation/letter-{number:02d}.txt", letter.get_kind_display(), _text_of(letter))
    for proposal in Proposal.objects.filter(call=grant.application.call_id).exclude(record=""):
        yield Entry(
            f"03-evaluation/decision-{proposal.number}.json",
            _("Decision of the committee, as it was frozen"),
            _record_of(proposal),
            proposal.sha256,
        )


def _text_of(letter: Letter) -> Any:
    return lambda: letter.text


def _record_of(proposal: Proposal) -> Any:
    return lambda: [proposal.record.encode()]


def _scores(application: int) -> Iterator[tuple[Any, ...]]:
    assignments = (
        Assignment.objects.filter(application=application).order_by("pk").values_list("pk", flat=True)
    )
    numbers = {pk: number for number, pk in enumerate(assignments, 1)}
    scores = Score.objects.filter(assignment__application=application).select_related(
        "assignment__call_step__step", "question"
    )
    for score in scores.order_by("assignment", "question"):
        step = str(score.assignment.call_step)
        yield (
            step,
            numbers[score.assignment_id],
            score.question.text,
            score.question.weight,
            score.value,
            score.comment,
        )


def _agreement(grant: Grant) -> Iterator[Entry]:
    for agreement in grant.agreements.prefetch_related("signatures").select_related("signed_copy"):
        folder = f"04-agreement/version-{agreement.number}"
        yield text(f"{folder}/agreement.md", _("Agreement, its text"), _agreed(agreement))
        yield Entry(f"{folder}/agreement.pdf", _("Agreement"), _pdf_of(agreement))
        yield table(
            f"{folder}/signatures.csv",
            _("Signatures"),
            ("side", "signed_on", "role", "name"),
            _signatures(agreement),
        )
        if agreement.signed_copy:
            yield stored(folder, agreement.number, _("Signed copy"), agreement.signed_copy)


def _agreed(agreement: Any) -> Any:
    return lambda: agreement.text


def _pdf_of(agreement: Any) -> Any:
    return lambda: [agreement_pdf(agreement)]


def _signatures(agreement: Any) -> Any:
    return lambda: (
        (each.get_side_display(), each.signed_on, each.role, each.name) for each in agreement.signatures.all()
    )


def _money(grant: Grant) -> Iterator[Entry]:
    yield table(
        "05-money/instalments.csv",
        _("Instalments"),
        ("number", "amount", "due_on", "requires", "conditions"),
        lambda: (
            (each.number, each.amount, each.due_on, str(each.requires or ""), each.conditions)
            for each in grant.instalments.select_related("requires")
        ),
    )
    payments = grant.payments.select_related("instalment", "made_by", "judged_by")
    yield table(
        "05-money/payments.csv",
        _("Payments"),
        ("instalment", "on", "amount", "currency", "rate", "in_currency", "reference", "paid_all_the_same_because",
         "noted_by", "state", "decided_by", "decided_at", "rejected_because"),
        lambda: (
            (p.instalment.number if p.instalment else "", p.on, p.amount, p.currency, p.rate, p.paid_in_currency,
             p.reference, p.overridden_because, str(p.made_by), p.get_state_display(), str(p.judged_by or ""),
             p.judged_at, p.rejected_because)
            for p in payments
        ),
    )  # fmt: skip
    yield table(
        "05-money/recoveries.csv",
        _("Money to be paid back"),
        ("amount", "due_on", "state", "reason", "how", "settled_on", "reference", "waived_because"),
        lambda: (
            (r.amount, r.due_on, r.get_state_display(), r.reason, r.get_how_display(), r.settled_on, r.reference,
             r.waived_because)
            for r in grant.recoveries.all()
        ),
    )  # fmt: skip
    yield table(
        "05-money/ledger.csv",
        _("Ledger of support to the grantee by this grant"),
        ("on", "entry", "amount", "currency", "per_euro", "amount_eur"),
        lambda: (
            (each.on, each.get_kind_display(), each.amount, each.currency, each.per_euro, each.amount_eur)
            for each in grant.ledger.all()
        ),
    )


def _reports(grant: Grant) -> Iterator[Entry]:
    for report in grant.reports.exclude(state="draft"):
        folder = f"06-reports/{report.number:02d}-{report.kind}"
        yield data(f"{folder}/report.json", str(report), _report(report))
        yield table(
            f"{folder}/variance.csv",
            _("Budget and what was spent"),
            ("heading", "planned", "before", "this_report", "not_eligible", "left"),
            _variance(report),
        )
        yield table(f"{folder}/receipts.csv", _("Receipts"), RECEIPT, _receipts(report))
        with_file = report.expenses.filter(file__isnull=False).select_related("file").order_by("pk")
        for expense in with_file:
            title = _("Receipt %(number)s") % {"number": expense.pk}
            assert expense.file is not None
            yield stored(f"{folder}/files", expense.pk, title, expense.file)


def _report(report: Report) -> Any:
    return lambda: {
        "kind": report.get_kind_display(),
        "from": report.period_from,
        "to": report.period_to,
        "due_on": report.due_on,
        "submitted_at": report.submitted_at,
        "state": report.get_state_display(),
        "judged_at": report.judged_at,
        "returned_because": report.returned_because,
        "summary": report.summary,
        "difficulties": report.difficulties,
        "next_steps": report.next_steps,
        "activities": [
            {
                "activity": each.row.text,
                "state": each.state.get_stage_display() if each.state else "",
                "text": each.state.text if each.state else "",
            }
            for each in states_of(report)
        ],
        "indicators": [
            {
                "indicator": each.indicator.text,
                "baseline": each.indicator.baseline,
                "target": each.indicator.target,
                "value": each.value,
                "note": each.note,
            }
            for each in indicators_of(report)
        ],
        "sample": {"percent": report.sample_percent, "seed": report.sample_seed},
        "questions": [
            {
                "question": each.text,
                "asked_at": each.asked_at,
                "answer": each.answer,
                "answered_at": each.answered_at,
            }
            for each in report.questions.all()
        ],
    }


def _variance(report: Report) -> Any:
    return lambda: (
        (each.label, each.planned, each.before, each.now, each.ineligible, each.left)
        for each in variance_of(report.grant, report)
    )


RECEIPT = (
    "id", "date", "supplier", "number", "what", "heading", "line", "amount", "currency", "rate", "cost", "sampled",
    "verdict", "not_eligible", "note",
)  # fmt: skip


def _receipts(report: Report) -> Any:
    def rows() -> Iterator[tuple[Any, ...]]:
        for each in Expense.objects.filter(report=report).select_related("line"):
            yield (
                each.pk, each.on, each.supplier, each.number, each.text, each.heading, str(each.line or ""),
                each.amount, each.currency, each.rate, each.cost, each.is_sampled, each.get_verdict_display(),
                each.ineligible,
                each.note,
            )  # fmt: skip

    return rows


def _course(grant: Grant) -> Iterator[Entry]:
    yield table(
        "07-course/changes.csv",
        _("Changes"),
        ("number", "kind", "reason", "shifts", "new_last_day", "new_amount", "on_notice", "state", "asked", "decided",
         "declined_because"),
        lambda: (
            (c.number, c.get_kind_display(), c.reason, c.shifts or "", c.ends_on, c.amount, c.on_notice,
             c.get_state_display(), c.asked_at, c.judged_at, c.declined_because)
            for c in grant.changes.all()
        ),
    )  # fmt: skip
    yield table(
        "07-course/suspensions.csv",
        _("Suspensions"),
        ("since", "reason", "until", "resumed_because"),
        lambda: ((s.since, s.reason, s.until, s.resumed_because) for s in grant.suspensions.all()),
    )
    yield table(
        "07-course/activities.csv",
        _("Interventions that carry the grant out"),
        ("activity", "intervention", "starts_on", "ends_on", "state"),
        lambda: (
            (str(a.row or ""), str(a.intervention), a.intervention.starts_on, a.intervention.ends_on,
             a.intervention.get_state_display())
            for a in grant.activities.select_related("row", "intervention")
        ),
    )  # fmt: skip
    for number, visit in enumerate(grant.visits.select_related("place").prefetch_related("findings"), 1):
        yield data(f"08-visits/visit-{number:02d}.json", _("Site visit"), _visit(visit))


def _visit(visit: Any) -> Any:
    return lambda: {
        "visited_on": visit.visited_on,
        "place": str(visit.place),
        "seen": visit.seen,
        "findings": [
            {
                "finding": each.text,
                "severity": each.get_severity_display(),
                "due_on": each.due_on,
                "answer": each.answer,
                "answered_at": each.answered_at,
                "closed_at": each.closed_at,
            }
            for each in visit.findings.all()
        ],
    }


def _journal(grant: Grant) -> Iterator[Entry]:
    """Each entry with the text that its hash covers: anybody can reckon it again and follow the chain."""
    entries = journal_of(grant)
    yield table(
        "09-journal/entries.csv",
        _("Entries of the journal"),
        ("sequence", "at", "actor", "verb", "target", "data", "previous_hash", "hash"),
        lambda: (
            (
                e.sequence,
                e.at,
                e.actor_id,
                e.verb,
                f"{e.target_type} {e.target_id}",
                e.data,
                e.previous_hash,
                e.hash,
            )
            for e in entries
        ),
    )
    yield text(
        "09-journal/proof.jsonl",
        _("What each hash covers (SHA-256 of the line)"),
        lambda: "".join(f"{journal.canonical(each)}\n" for each in entries),
    )
    yield text("09-journal/head.txt", _("Where the journal ended when this was made"), journal.mark)


def journal_of(grant: Grant) -> list[JournalEntry]:
    reports = Q(target_type="grants.report", target_id__in=grant.reports.values("pk"))
    own = Q(target_type="grants.grant", target_id=grant.pk)
    application = Q(target_type="applications.application", target_id=grant.application_id)
    return list(JournalEntry.objects.filter(own | reports | application).order_by("sequence"))
