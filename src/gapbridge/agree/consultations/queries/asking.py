"""What could be asked, and of whom."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from gapbridge.agree.consultations.models import Consultation
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.base.folding import fold
from gapbridge.listen.assessments.models import Session
from gapbridge.people.models import Organisation

# What stakeholders may be asked about: what is not agreed yet, and what is agreed but not begun, once again.
ASKABLE = ("draft", "in_consultation", "proposed", "agreed")
LISTENED = ("held", "coded")  # states of sessions that took place

Group = tuple[str, str, int]  # sex, age group, place


def gaps_to_ask(consultation: Consultation) -> QuerySet[Gap]:
    there = consultation.items.exclude(gap=None).values("gap")
    return Gap.objects.filter(programme=consultation.programme_id, state__in=ASKABLE).exclude(pk__in=there)


def measures_to_ask(consultation: Consultation) -> QuerySet[Measure]:
    there = consultation.items.exclude(measure=None).values("measure")
    return Measure.objects.filter(plan__programme=consultation.programme_id, state__in=ASKABLE).exclude(
        pk__in=there
    )


def organisations_to_ask(consultation: Consultation) -> QuerySet[Organisation]:
    there = consultation.stakeholders.values("organisation")
    return Organisation.objects.exclude(pk__in=there).order_by("kind", "name")


def named(organisations: QuerySet[Organisation], words: str) -> QuerySet[Organisation]:
    """Those whose name holds all the words, in any of its languages, however they are accented."""
    wanted = fold(words).split()
    if not wanted:
        return organisations
    names = organisations.values_list("pk", "name_en", "name_az", "name_ru", "short_name", "city")
    found = [
        pk for pk, *texts in names if all(word in fold(" ".join(filter(None, texts))) for word in wanted)
    ]
    return organisations.filter(pk__in=found)


# --- groups that were listened to ----------------------------------------------------------------


def same_group(session: Session) -> Group:
    return (session.sex, session.age_group, session.place_id)


def groups_behind(consultation: Consultation) -> list[Session]:
    """The groups whose voices are evidence of what is asked, and have no seat yet; each once, as it was last heard."""
    items = consultation.items.all()
    gaps = Q(statements__evidence_for__gap__in=items.exclude(gap=None).values("gap"))
    through = Q(statements__evidence_for__gap__measures__in=items.exclude(measure=None).values("measure"))
    behind = _listened(consultation).filter(gaps | through)
    return _each_once(Session.objects.filter(pk__in=behind.values("pk")), _seated(consultation))


def other_groups(consultation: Consultation, proposed: Iterable[Session]) -> list[Session]:
    """All further groups that were listened to in the programme."""
    known = _seated(consultation) | {same_group(each) for each in proposed}
    return _each_once(_listened(consultation), known)


def groups_to_ask(consultation: Consultation) -> QuerySet[Session]:
    """What may be chosen: any session that took place and was not taken back."""
    return _listened(consultation)


def _listened(consultation: Consultation) -> QuerySet[Session]:
    return Session.objects.filter(
        assessment__programme=consultation.programme_id, state__in=LISTENED, withdrawn_at=None
    )


def _seated(consultation: Consultation) -> set[Group]:
    seats = consultation.stakeholders.exclude(group=None).select_related("group")
    return {same_group(seat.group) for seat in seats if seat.group}


def _each_once(sessions: QuerySet[Session], known: set[Group]) -> list[Session]:
    found: dict[Group, Any] = {}
    for session in sessions.select_related("place").order_by("-held_on", "-pk"):
        if same_group(session) not in known:
            found.setdefault(same_group(session), session)
    return sorted(found.values(), key=lambda each: (str(each.place), each.age_group, each.sex))
