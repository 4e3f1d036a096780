"""Reading templates, what an organisation's file knows for them, and what it has filled in."""

import re
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from gapbridge.act.profiles import concern
from gapbridge.act.profiles.models import Officer, Profile
from gapbridge.base.folding import fold
from gapbridge.people.models import Organisation
from gapbridge.share.library.models import Resource, Version

from .models import Filled

# Beginnings of what the head of an organisation is called, and of those who stand in for the head; folded.
HEADS = re.compile(
    r"\b(chair|head|director|president|manager|executive|sedr|direktor|prezident|rehber|"
    r"председател|директор|президент|руководител)"
)
DEPUTIES = re.compile(r"\b(deputy|vice|assistant|muavin|вице|заместител|зам)|muavin")


def papers_of(resource: Resource) -> dict[str, Version]:
    """Language → the version that holds now, of those that have a paper to fill in."""
    found: dict[str, Version] = {}
    for edition in resource.editions.select_related("current"):
        if edition.current is not None and edition.current.paper:
            edition.resource, edition.current.edition = resource, edition
            found[edition.language] = edition.current
    return found


def own_organisations(user: Any) -> list[Organisation]:
    """Those in whose name this person fills in."""
    return list(Organisation.objects.filter(pk__in=concern.kept_by(user)).order_by("name", "pk"))


def filled_by(user: Any, resource: Resource | None = None) -> QuerySet[Filled]:
    found = Filled.objects.visible_to(user).select_related(
        "version__edition__resource", "version__edition__current", "organisation", "changed_by"
    )
    return found.filter(version__edition__resource=resource) if resource is not None else found


def facts_of(user: Any, organisation: Organisation, language: str) -> dict[str, str]:
    """Key of a field → what the organisation's file says, as far as this reader may see it."""
    profile = Profile.objects.visible_to(user).filter(pk=organisation.pk).first() or Profile()
    officers = list(Officer.objects.visible_to(user).current().filter(profile_id=organisation.pk))
    head = _head_of(officers)
    with translation.override(language):
        name = organisation.name
    facts = {
        "organisation": name,
        "short_name": organisation.short_name,
        "legal_form": organisation.legal_form,
        "registration_number": organisation.registration_number,
        "registered_on": organisation.registered_on.isoformat() if organisation.registered_on else "",
        "tax_number": profile.tax_number,
        "address": profile.legal_address,
        "city": organisation.city,
        "phone": profile.phone,
        "email": profile.email,
        "head": head.name if head else "",
        "head_position": head.position if head else "",
        "officers": "; ".join(f"{each.name} ({each.position})" for each in officers),
    }
    return {key: value for key, value in facts.items() if value}


def _head_of(officers: list[Officer]) -> Officer | None:
    """Who is called head, chair or director and not their deputy; else the first."""
    called = [(fold(each.position), each) for each in officers]
    heads = (each for name, each in called if HEADS.search(name) and not DEPUTIES.search(name))
    return next(heads, officers[0] if officers else None)
