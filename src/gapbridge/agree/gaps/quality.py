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
    """A session is one source however many voices it gave; each document is another."""
    found = gap.evidence.aggregate(
        sessions=Count("statement__session", distinct=True), documents=Count("pk", filter=Q(statement=None))
    )
    number = found["sessions"] + found["documents"]
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
    "dissent": dissent_shown,
    "remedy": remedy_complete,
    "indicator": indicator_named,
    "told": community_told,
}


def checklist(gap: Gap) -> list[Check]:
    return [check(gap) for check in CHECKS.values()]
