"""What a grant still needs before it can be closed."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from gapbridge.act.grants.models import Finding, Grant, Payment, Report


@dataclass(frozen=True)
class Point:
    """One line of the checklist: what must be, whether it is, and what to say where it isn't."""

    label: str
    done: bool
    lack: str


def checklist(grant: Grant) -> list[Point]:
    reports = list(grant.reports.values_list("kind", "state"))
    final = any(kind == Report.Kind.FINAL and state == "approved" for kind, state in reports)
    findings = Finding.objects.filter(visit__grant=grant, closed_at=None).exists()
    agreement = grant.agreements.order_by("-number").first()
    return [
        Point(_("Final report approved"), final, _("The final report is not approved.")),
        Point(
            _("No other report open"),
            all(state == "approved" for _kind, state in reports),
            _("A report is not approved."),
        ),
        Point(_("All payments confirmed"), not unconfirmed(grant), unconfirmed_said()),
        Point(
            _("Nothing to be paid back"),
            not grant.recoveries.filter(state="due").exists(),
            _("Money is still to be paid back."),
        ),
        Point(_("All findings closed"), not findings, _("A finding of a visit is not closed.")),
        Point(
            _("Signed copy of the agreement here"),
            agreement is not None and agreement.signed_copy_id is not None,
            _("The signed copy of the agreement is missing."),
        ),
        Point(
            _("No change waits"),
            not grant.changes.filter(state="asked").exists(),
            _("A change waits for a decision."),
        ),
    ]


def unconfirmed(grant: Grant) -> bool:
    return Payment.objects.filter(grant=grant, state="recorded").exists()


def unconfirmed_said() -> str:
    return _("A payment waits to be confirmed by a second person.")


def lacks(grant: Grant) -> list[str]:
    return [point.lack for point in checklist(grant) if not point.done]
