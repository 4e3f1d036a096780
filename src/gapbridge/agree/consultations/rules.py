"""Who may do what in a consultation. `take_position` asks whether one speaks for anybody who is invited."""

from typing import Any

import rules
from django.db.models import Q, QuerySet

from gapbridge.people.roles import Role
from gapbridge.programmes.rules import is_protection_officer
from gapbridge.programmes.standing import standing

from .models import Agreement, Consultation, Stakeholder

# In these roles a person speaks for an organisation; those who judge, teach or carry for it do not.
SPEAKERS = (
    Role.OFFICIAL, Role.CSO_STAFF, Role.DONOR, Role.PROGRAMME_OFFICER, Role.PROTECTION_OFFICER, Role.ADMINISTRATOR,
)  # fmt: skip


def speaks_for(user: Any) -> list[int]:
    """The organisations for which a person speaks."""
    held = standing(user)
    return [pk for pk in held.organisations if held.acts_for(pk, *SPEAKERS)]


def seats_of(user: Any) -> QuerySet[Stakeholder]:
    """The seats from which a person speaks in any round."""
    return Stakeholder.objects.standing().filter(organisation__in=speaks_for(user))


def holds_mandate(user: Any) -> Q:
    """Seats whose position this person takes: nobody else is named as the holder of the mandate."""
    return Q(holder=None) | Q(holder=user.pk)


@rules.predicate
def speaks_for_invited(user: Any, consultation: Consultation | None = None) -> bool:
    """Also from a seat that ended during the round: its page says so, and gives back what was typed."""
    if consultation is None or user is None:
        return False
    return consultation.stakeholders.filter(organisation__in=speaks_for(user)).exists()


@rules.predicate
def has_part(user: Any, consultation: Consultation | None = None) -> bool:
    """Whoever has a role in the programme, and whoever speaks for the invited."""
    if consultation is None or user is None:
        return False
    return consultation.programme_id in standing(user).programmes or speaks_for_invited(user, consultation)


def hands_out(user: Any, agreement: Agreement) -> bool:
    """Whether this reader of an agreement is given its record and documents, which can't lose words.

    Once a group took its words back, only the office hands them out, to those who must check.
    """
    seats = Stakeholder.objects.filter(consultation=agreement.consultation_id)
    taken_back = seats.filter(group__withdrawn_at__isnull=False).exists()
    return not taken_back or user.has_perm("consultations.publish_agreement", agreement)


rules.add_perm("consultations.add_consultation", is_protection_officer)
rules.add_perm("consultations.change_consultation", is_protection_officer)
rules.add_perm("consultations.take_position", speaks_for_invited)
rules.add_perm("consultations.read_hearings", has_part)
rules.add_perm("consultations.publish_agreement", is_protection_officer)
