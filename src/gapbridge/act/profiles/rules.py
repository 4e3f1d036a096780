"""Who may keep an organisation's file, read it, and decide on it. Whose file concerns whom: concern.py."""

from typing import Any

import rules

from gapbridge.people.models import Organisation
from gapbridge.people.roles import Role
from gapbridge.programmes.rules import is_grants_officer
from gapbridge.programmes.standing import standing

from . import concern
from .concern import APPLIED, CONCERNED  # noqa: F401  the sockets that later apps fill


def organisation_id_of(obj: Any) -> int | None:
    """Of an organisation, of its file, or of a row in its file."""
    if isinstance(obj, Organisation):
        return obj.pk
    if hasattr(obj, "screening"):
        return obj.screening.organisation_id
    return getattr(obj, "organisation_id", None) or getattr(obj, "profile_id", None)


@rules.predicate
def keeps_file(user: Any, obj: Any = None) -> bool:
    """Acts for the organisation; without an object: for any."""
    if user is None:
        return False
    mine = concern.kept_by(user)
    return bool(mine) if obj is None else organisation_id_of(obj) in mine


@rules.predicate
def is_payee(user: Any, obj: Any = None) -> bool:
    organisation = organisation_id_of(obj)
    return user is not None and organisation in concern.kept_by(user, concern.PAYEES)


@rules.predicate
def reads_file(user: Any, obj: Any = None) -> bool:
    return _meets(obj, concern.concerning(user)) if user is not None else False


@rules.predicate
def checks(user: Any, obj: Any = None) -> bool:
    """Decides on money in a programme that the organisation concerns, and does not act for the organisation."""
    if user is None or not is_grants_officer(user):
        return False
    return obj is None or _meets(obj, concern.checked_by(user))


@rules.predicate
def checks_in_programme(user: Any, obj: Any = None) -> bool:
    return user is not None and (obj is None or obj.programme_id in concern.family_of(user))


@rules.predicate
def pays(user: Any, obj: Any = None) -> bool:
    return user is not None and _meets(obj, concern.paid_by(user))


@rules.predicate
def is_no_own(user: Any, obj: Any = None) -> bool:
    return user is not None and organisation_id_of(obj) not in standing(user).organisations


def _meets(obj: Any, condition: Any) -> bool:
    """Whether the organisation of the object meets a condition; asked once a request."""
    organisation = organisation_id_of(obj)
    return organisation is not None and Organisation.objects.filter(condition, pk=organisation).exists()


sees_bank_details = is_payee | (pays & is_no_own)
is_cso_staff = rules.Predicate(
    lambda user, obj=None: user is not None and bool(concern.kept_by(user, frozenset({Role.CSO_STAFF}))),
    name="is_cso_staff",
)

rules.add_perm("profiles.have_file", is_cso_staff)  # the menu's; others come by their organisation's page
rules.add_perm("profiles.keep_file", keeps_file)
rules.add_perm("profiles.open_file", keeps_file | reads_file)
rules.add_perm("profiles.see_files", is_grants_officer)
rules.add_perm("profiles.see_officers", keeps_file | checks)
rules.add_perm("profiles.keep_bank_details", is_payee)
rules.add_perm("profiles.see_bank_details", sees_bank_details)
rules.add_perm("profiles.look_at_bank_details", pays & is_no_own)
rules.add_perm("profiles.check", checks)
rules.add_perm("profiles.start_check", is_grants_officer)  # asked of the programme
rules.add_perm("profiles.change_questions", is_grants_officer)  # asked of the programme
rules.add_perm("profiles.decide_check", checks & is_grants_officer)
rules.add_perm("profiles.keep_lists", is_grants_officer)  # asked of the programme, or of a list
rules.add_perm("profiles.see_lists", is_grants_officer)
rules.add_perm("profiles.screen", checks_in_programme)
rules.add_perm("profiles.decide_hit", checks & checks_in_programme)
