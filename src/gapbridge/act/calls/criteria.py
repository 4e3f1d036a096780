"""What the value of each eligibility rule may be (models.EligibilityRule says the shapes)."""

from typing import Any

from django.utils.translation import gettext as _

from gapbridge.act.profiles.models import Document
from gapbridge.base.countries import is_country
from gapbridge.base.errors import Refused
from gapbridge.people.models import Organisation

from .models import EligibilityRule

Kind = EligibilityRule.Kind
NUMBERS = {
    Kind.REGISTERED_YEARS: (1, 50),
    Kind.INCOME_SHARE: (1, 1000),
    Kind.PAST_PROJECTS: (1, 100),
    Kind.CO_APPLICANTS: (0, 20),
}


def cleaned(kind: str, value: Any) -> Any:
    """The value as it is kept. Refuses what no self-check could read."""
    if kind in NUMBERS:
        return _number(kind, value)
    if kind == Kind.ORGANISATION_KIND:
        return _among(kind, value, Organisation.Kind.values)
    if kind == Kind.DOCUMENTS:
        return _among(kind, value, Document.Kind.values)
    if kind == Kind.COUNTRY:
        return _countries(value)
    raise Refused(_("This kind of rule is not known."), field="rules")


def _number(kind: str, value: Any) -> int:
    least, most = NUMBERS[Kind(kind)]
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Refused(
            _("“%(rule)s”: write a number from %(least)s to %(most)s.")
            % {"rule": Kind(kind).label, "least": least, "most": most},
            field=kind,
        )
    return value


def _among(kind: str, value: Any, known: list[str]) -> list[str]:
    chosen = list(value) if isinstance(value, list | tuple | set) else []
    if not chosen or not {*chosen} <= {*known}:
        raise Refused(_("“%(rule)s”: choose at least one.") % {"rule": Kind(kind).label}, field=kind)
    return [each for each in known if each in chosen]


def _countries(value: Any) -> list[str]:
    chosen = [each.strip().upper() for each in value] if isinstance(value, list | tuple) else []
    if not chosen or not all(map(is_country, chosen)):
        raise Refused(_("Write countries as two letters each, such as AZ, GE."), field=Kind.COUNTRY)
    return sorted(set(chosen))
