"""The checklist of a gap that would stand up to questions: computed, never ticked by hand.

Each line is a function under a key; a later app puts its own under the key it knows the answer to.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.listen.assessments.models import Scope

from .models import Gap


@dataclass(frozen=True)
class Check:
    """`holds` is None where nobody can tell yet."""

    label: str
    holds: bool | None
    note: str = ""


def independent_sources(gap: Gap) -> Check:
    """A session is one source however many voices it gave; each document and each message is another."""
    found = gap.evidence.aggregate(
        sessions=Count("statement__session", distinct=True), others=Count("pk", filter=Q(statement=None))
    )
    number = found["sessions"] + found["others"]
    note = ngettext("%(number)s source", "%(number)s sources", number) % {"number": number}
    return Check(_("Two or more independent sources"), number >= 2, note)


def consent_recorded(gap: Gap) -> Check:
    voices = gap.evidence.exclude(statement=None)
    found = voices.aggregate(
        all=Count("pk"), without=Count("pk", filter=Q(statement__session__consent_scope=Scope.NONE))
    )
    label = _("Consent recorded for each voice")
    if not found["all"]:
        return Check(label, None, _("No voices yet"))
    if not found["without"]:
        return Check(label, True)
    note = ngettext("%(number)s voice without consent", "%(number)s voices without consent", found["without"])
    return Check(label, False, note % {"number": found["without"]})


def causes_grounded(gap: Gap) -> Check:
    """Each cause has somebody whose duty it is, and something that shows it."""
    found = gap.causes.aggregate(
        all=Count("pk", distinct=True),
        ownerless=Count("pk", distinct=True, filter=Q(duty_bearer=None)),
        groundless=Count("pk", distinct=True, filter=Q(evidence=None)),
    )
    label = _("A duty bearer and evidence for each cause")
    if not found["all"]:
        return Check(label, None, _("No cause yet"))
    notes = [
        said % {"number": number}
        for number, said in (
            (
                found["ownerless"],
                ngettext(
                    "%(number)s cause without a duty bearer",
                    "%(number)s causes without a duty bearer",
                    found["ownerless"],
                ),
            ),
            (
                found["groundless"],
                ngettext(
                    "%(number)s cause without evidence",
                    "%(number)s causes without evidence",
                    found["groundless"],
                ),
            ),
        )
        if number
    ]
    return Check(label, not notes, "; ".join(notes))


def dissent_shown(gap: Gap) -> Check:
    return Check(_("Dissent shown"), None, _("Nobody has been consulted yet"))


def remedy_complete(gap: Gap) -> Check:
    return Check(_("A remedy with owner, date and cost"), None, _("No measure yet"))


def indicator_named(gap: Gap) -> Check:
    return Check(_("An indicator that would show the remedy"), None)


def community_told(gap: Gap) -> Check:
    return Check(_("The community was told what came of it"), None)


CHECKS: dict[str, Callable[[Gap], Check]] = {
    "sources": independent_sources,
    "consent": consent_recorded,
    "causes": causes_grounded,
    "dissent": dissent_shown,
    "remedy": remedy_complete,
    "indicator": indicator_named,
    "told": community_told,
}


def checklist(gap: Gap) -> list[Check]:
    return [check(gap) for check in CHECKS.values()]
