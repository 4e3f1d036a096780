"""For which country an organisation speaks at a meeting."""

from gapbridge.people.models import Organisation

KINDS = Organisation.Kind
OF_NO_ONE_COUNTRY = {KINDS.UN_AGENCY, KINDS.INTERNATIONAL, KINDS.INGO, KINDS.DONOR}


def country_of(organisation: Organisation) -> str:
    """Two letters; "" for one that works in many countries and speaks for none, wherever its seat is."""
    return "" if organisation.kind in OF_NO_ONE_COUNTRY else organisation.country
