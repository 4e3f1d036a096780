"""Awarded grants as open data: JSON by the 360Giving Data Standard (standard.threesixtygiving.org, version 1.4).

Only what everybody may read is in it. Where a grantee's name is withheld, so is whatever could lead to it: the
project's title, its places and the organisation's identifier.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import override

from gapbridge.act.grants.models import Grant
from gapbridge.act.grants.queries.lists import grants_for
from gapbridge.people.models import Organisation

VERSION = "1.4"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
WITHHELD = "Name withheld for safety"


def awarded() -> QuerySet[Grant]:
    """The grants of decided calls with all that the file says of them, however many, in a bounded number of queries."""
    public = grants_for(AnonymousUser()).filter(application__call__state="decided")
    return public.prefetch_related(
        "application__places",
        "application__lot__measures",
        "application__lot__theme",
        "application__call__intervention__programme__partners__organisation",
    ).order_by("awarded_on", "pk")


def package() -> dict[str, Any]:
    """{"version", "license", "grants": […]}, in English where there is a choice."""
    with override("en"):
        return {"version": VERSION, "license": LICENCE, "grants": [_grant(each) for each in awarded()]}


def _grant(grant: Grant) -> dict[str, Any]:
    application = grant.application
    call, lot = application.call, application.lot
    shown = not grant.name_withheld
    found = {
        "id": f"{settings.GIVING_PREFIX}-grant-{grant.pk}",
        "title": application.title if shown else lot.title,
        "description": f"{call.intervention.title}: {lot.title}",
        "currency": call.currency,
        "amountAwarded": float(grant.amount),
        "awardDate": grant.awarded_on.isoformat(),
        "dateModified": grant.awarded_on.isoformat(),
        "recipientOrganization": [_recipient(application.organisation) if shown else _withheld(grant)],
        "fundingOrganization": [_organisation(each) for each in _funders(call.intervention.programme)],
        "grantProgramme": [
            {"code": call.intervention.code, "title": call.intervention.title, "url": _url(call)}
        ],
        "classifications": [_classification(lot.theme)],
        "fromOpenCall": "Yes",
        "dataSource": settings.SITE_URL + reverse("portal:giving"),
    }
    if grant.starts_on and grant.ends_on:
        days = {"startDate": grant.starts_on.isoformat(), "endDate": grant.ends_on.isoformat()}
        found["plannedDates"] = [days | {"duration": application.months or 0}]
    if (paid := getattr(grant, "paid", None)) is not None:  # grants_for() adds it
        found["amountDisbursed"] = float(paid)
    if shown:
        found["beneficiaryLocation"] = [_location(each) for each in application.places.all()]
    return found


def _recipient(organisation: Organisation) -> dict[str, Any]:
    found = _organisation(organisation)
    if organisation.city:
        found["addressLocality"] = organisation.city
    return found | {"addressCountry": organisation.country}


def _withheld(grant: Grant) -> dict[str, str]:
    return {"id": f"{settings.GIVING_PREFIX}-withheld-{grant.pk}", "name": WITHHELD}


def _organisation(organisation: Organisation) -> dict[str, Any]:
    return {"id": f"{settings.GIVING_PREFIX}-org-{organisation.pk}", "name": organisation.name}


def _funders(programme: Any) -> Iterable[Organisation]:
    """Who pays; where nobody is named, who carries the programme out."""
    by_role: dict[str, list[Organisation]] = {}
    for each in programme.partners.all():
        by_role.setdefault(each.role, []).append(each.organisation)
    return by_role.get("funding") or by_role.get("lead", [])


def _classification(theme: Any) -> dict[str, str]:
    if theme.dac_code:
        return {"vocabulary": "OECD DAC CRS purpose codes", "code": theme.dac_code, "title": theme.name}
    return {"vocabulary": "Themes of this site", "code": theme.key, "title": theme.name}


def _location(place: Any) -> dict[str, Any]:
    found = {"name": place.name, "geoCode": place.code, "countryCode": place.code[:2]}
    if place.latitude is not None and place.longitude is not None:
        found |= {"latitude": str(place.latitude), "longitude": str(place.longitude)}
    return found


def _url(obj: Any) -> str:
    return settings.SITE_URL + obj.get_absolute_url()
