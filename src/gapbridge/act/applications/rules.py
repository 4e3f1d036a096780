"""Who may write an application, answer as its partner, and judge it."""

from typing import Any

import rules

from gapbridge.people.roles import Role
from gapbridge.programmes.rules import is_grants_officer
from gapbridge.programmes.standing import standing


@rules.predicate
def is_applicant(user: Any, application: Any = None) -> bool:
    return application is not None and standing(user).acts_for(application.organisation_id, Role.CSO_STAFF)


@rules.predicate
def is_its_applicant(user: Any, partner: Any = None) -> bool:
    return partner is not None and is_applicant(user, partner.application)


@rules.predicate
def is_the_partner(user: Any, partner: Any = None) -> bool:
    return partner is not None and standing(user).acts_for(partner.organisation_id, Role.CSO_STAFF)


@rules.predicate
def is_writer(user: Any, part: Any = None) -> bool:
    return part is not None and is_applicant(user, part.application)


@rules.predicate
def is_writer_of_its_part(user: Any, row: Any = None) -> bool:
    return row is not None and is_writer(user, row.part)


@rules.predicate
def is_writer_or_partner(user: Any, part: Any = None) -> bool:
    """Whoever wrote it, or takes part in it, may look at what stood there before; nobody who judges it may."""
    from .models import Application  # the models import readers.py, which later apps fill through this app

    return part is not None and Application.objects.written_by(user).filter(pk=part.application_id).exists()


rules.add_perm("applications.change_application", is_applicant)
rules.add_perm("applications.read_history", is_writer_or_partner)
rules.add_perm("applications.change_part", is_writer)
rules.add_perm("applications.change_row", is_writer_of_its_part)
rules.add_perm("applications.answer_as_partner", is_the_partner)
rules.add_perm("applications.change_partner", is_its_applicant)
rules.add_perm("applications.judge_application", is_grants_officer)
