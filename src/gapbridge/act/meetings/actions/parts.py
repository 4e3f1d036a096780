"""What hangs from a meeting: adding, changing and removing. Their entries are the meeting's, which outlives them."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapbridge.act.meetings.letters import tell_owner
from gapbridge.act.meetings.models import (
    AgendaItem,
    Delegation,
    FollowUp,
    Lesson,
    Meeting,
    Note,
    Part,
    Visit,
)
from gapbridge.act.meetings.models.agenda import ABOUT
from gapbridge.act.meetings.seats import country_of
from gapbridge.act.meetings.sides import too_many_sides
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.countries import is_country
from gapbridge.base.errors import Refused
from gapbridge.people.models import Organisation, User

NOUNS: dict[type, str] = {FollowUp: "follow_up", AgendaItem: "agenda_item"}


@transaction.atomic
def add_delegation(
    *,
    actor: User | None,
    meeting: Meeting,
    organisation: Organisation,
    women: int | None = None,
    men: int | None = None,
    **facts: Any,
) -> Delegation:
    """None is not known, 0 is nobody. `country` is by default that of an organisation of one country.

    Refuses an organisation that is on the list, and a third side of a bilateral meeting.
    """
    return add(Delegation(meeting=meeting), actor, organisation=organisation, women=women, men=men, **facts)


@transaction.atomic
def add_visit(*, actor: User | None, meeting: Meeting, what: str, **facts: Any) -> Visit:
    """`place`, `visited_on`, `learnt` may be missing. Refuses what is no study tour, and a day outside the tour."""
    return add(Visit(meeting=meeting), actor, what=what, **facts)


@transaction.atomic
def change_part(*, actor: User | None, part: Part, **facts: Any) -> Part:
    """Correct an agenda item, delegation, visit, lesson or follow-up."""
    permit(actor, "meetings.change_meeting", part)
    write(part, facts, actor)
    _journal(actor, "change", part, part.pk, changed=sorted(facts))
    if isinstance(part, FollowUp):
        tell_owner(part, but=actor)
    return part


@transaction.atomic
def remove_part(*, actor: User | None, part: Part) -> None:
    """Take an agenda item, delegation, visit, lesson or follow-up out of the record.

    Refuses a delegation of which it is written what it said: that would go with it.
    """
    permit(actor, "meetings.change_meeting", part)
    if isinstance(part, Delegation) and Note.objects.filter(delegation=part).exclude(text="").exists():
        raise Refused(_("It is written what this delegation said. Empty that first, then remove it."))
    pk = part.pk
    part.delete()
    _journal(actor, "remove", part, pk)


def remove_delegation(*, actor: User | None, delegation: Delegation) -> None:
    remove_part(actor=actor, part=delegation)


def add(part: Any, actor: User | None, **facts: Any) -> Any:
    """Save a new part of `part.meeting` with its journal entry, inside an action's transaction."""
    permit(actor, "meetings.change_meeting", part.meeting)
    write(part, facts, actor)
    _journal(actor, "add", part, part.pk)
    return part


def write(part: Any, facts: dict[str, Any], actor: User | None) -> None:
    """Set the facts, check them and save; nothing is journalled."""
    before = type(part).objects.filter(pk=part.pk).first() if part.pk else None
    lists = {each.name for each in type(part)._meta.many_to_many} & facts.keys()
    for name, value in facts.items():
        if name in lists:
            facts[name] = list(value)
        else:
            setattr(part, name, value)
    _check_links(part, facts, before, actor)
    part.clean_fields(exclude=["meeting"])
    if check := CHECKS.get(type(part)):
        check(part, before)
    part.save()
    for name in lists:
        getattr(part, name).set(facts[name])


def _journal(actor: User | None, verb: str, part: Any, pk: int, **data: Any) -> None:
    noun = NOUNS.get(type(part), part._meta.model_name)
    journal.record(actor=actor, verb=f"meetings.{verb}_{noun}", target=part.meeting, data={noun: pk, **data})


# --- what is refused ------------------------------------------------------------------------------

OF_THE_PROGRAMMES = {"gap", "measure", "consultation", "gaps", "measures"}
LINKS = OF_THE_PROGRAMMES | {"taken_up_in", "intervention"}


def _check_links(part: Any, facts: dict[str, Any], before: Any, actor: User | None) -> None:
    """What is newly named must be open to the actor; gaps, measures and rounds must be of the meeting's programmes."""
    for name in LINKS & facts.keys():
        fresh = _newly_named(name, facts[name], before)
        if not fresh:
            continue
        seen = type(fresh[0]).objects.visible_to(actor) if actor else type(fresh[0]).objects.all()
        if seen.filter(pk__in=[each.pk for each in fresh]).count() < len(fresh):
            raise Refused(_("Choose what is open to you."), field=name)
        programmes = set(part.meeting.programmes().values_list("pk", flat=True))
        if name in OF_THE_PROGRAMMES and any(each.programme_id not in programmes for each in fresh):
            raise Refused(_("Choose from the programmes that the meeting is held for."), field=name)


def _newly_named(name: str, value: Any, before: Any) -> list[Any]:
    if isinstance(value, list):
        standing = set(getattr(before, name).values_list("pk", flat=True)) if before else set()
        return [each for each in value if each.pk not in standing]
    return [value] if value and value.pk != getattr(before, f"{name}_id", None) else []


def _check_agenda_item(item: AgendaItem, before: AgendaItem | None) -> None:
    if item.ends_at and not item.starts_at:
        raise Refused(_("Say when it begins as well."), field="starts_at")
    if item.ends_at and item.starts_at and item.ends_at <= item.starts_at:
        raise Refused(_("It ends after it begins."), field="ends_at")
    if sum(getattr(item, f"{name}_id") is not None for name in ABOUT) > 1:
        raise Refused(_("An item is about one gap, measure or consultation."), field="about")


def _check_delegation(delegation: Delegation, before: Delegation | None) -> None:
    others = delegation.meeting.delegations.exclude(pk=delegation.pk)
    if others.filter(organisation=delegation.organisation).exists():
        raise Refused(_("This organisation is on the list already."), field="organisation")
    if before is None and not delegation.country:
        delegation.country = country_of(delegation.organisation)
    delegation.country = delegation.country.upper()
    if delegation.country and not is_country(delegation.country):
        raise Refused(_("Use the two letters of a country, such as AZ or GE."), field="country")
    delegation.mandate = delegation.mandate.strip()
    if delegation.meeting.is_bilateral and too_many_sides([*others, delegation]):
        raise Refused(
            _("A bilateral meeting has two sides: two countries, or two organisations."), field="organisation"
        )


def _check_visit(visit: Visit, before: Visit | None) -> None:
    tour = visit.meeting.intervention
    if not visit.meeting.is_tour:
        raise Refused(_("Only a study tour has visits."))
    if visit.visited_on and not tour.starts_on <= visit.visited_on <= tour.ends_on:
        raise Refused(
            _("The tour is from %(first)s to %(last)s.")
            % {"first": date_format(tour.starts_on), "last": date_format(tour.ends_on)},
            field="visited_on",
        )


def _check_lesson(lesson: Lesson, before: Lesson | None) -> None:
    chosen = lesson.taken_up_in
    if chosen and chosen.pk != getattr(before, "taken_up_in_id", None):
        check_taken_up(lesson, chosen, "taken_up_in")


def check_taken_up(lesson: Lesson, intervention: Any, field: str) -> None:
    if intervention.pk == lesson.meeting.intervention_id:
        raise Refused(_("A lesson is taken up by something else than its own meeting."), field=field)
    if intervention.ends_on < lesson.meeting.intervention.starts_on:
        raise Refused(_("This intervention was over before the meeting."), field=field)


def _check_follow_up(follow_up: FollowUp, before: FollowUp | None) -> None:
    if follow_up.due_on:
        not_before_the_meeting(follow_up.meeting, follow_up.due_on, "due_on")
    if before and (before.owner_id, before.due_on) != (follow_up.owner_id, follow_up.due_on):
        # Whoever does it now, or the new day, has not been written of.
        follow_up.reminded_on = follow_up.called_overdue_on = None
        if before.owner_id != follow_up.owner_id:
            follow_up.told_on = None


def not_before_the_meeting(meeting: Meeting, day: date, field: str) -> None:
    if day < meeting.intervention.starts_on:
        raise Refused(
            _("The meeting is on %(day)s; this is before it.")
            % {"day": date_format(meeting.intervention.starts_on)},
            field=field,
        )


CHECKS: dict[type, Any] = {
    AgendaItem: _check_agenda_item,
    Delegation: _check_delegation,
    Visit: _check_visit,
    Lesson: _check_lesson,
    FollowUp: _check_follow_up,
}
