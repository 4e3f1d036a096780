"""Reads: the register, people by code, what a service has done."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from gapbridge.base.sockets import Panel
from gapbridge.programmes.standing import standing

from .models import Person, PersonIdentity, Record, Service, ServiceSession

PANEL_ROWS = 12


@dataclass(frozen=True)
class Figures:
    """Lines of the register and times served stand beside different people; None before the first line."""

    people: int | None
    services: int | None
    sessions: int


def figures_of(service: Service) -> Figures:
    found = service.records.aggregate(people=Count("person", distinct=True), services=Sum("quantity"))
    return Figures(found["people"] or None, found["services"], service.sessions.count())


def records_of(service: Service, user: Any) -> QuerySet[Record]:
    visible = Record.objects.visible_to(user).filter(service=service)
    return visible.select_related("person", "place", "provider", "session").order_by("-received_on", "pk")


def people_for(user: Any) -> QuerySet[Person]:
    return (
        Person.objects.visible_to(user)
        .select_related("place", "programme")
        .annotate(services=Count("records"))
    )


def services_received(person: Person, user: Any) -> QuerySet[Record]:
    visible = Record.objects.visible_to(user).filter(person=person)
    return visible.select_related("service__intervention", "place", "provider", "session").order_by(
        "-received_on", "pk"
    )


def same_document(person: Person, user: Any) -> list[Person]:
    """Other people of the reader's programmes whose identity shows the same document."""
    own = (
        PersonIdentity.objects.filter(person=person)
        .exclude(document_hash="")
        .values_list("document_hash", flat=True)
    )
    same = PersonIdentity.objects.filter(document_hash__in=list(own)).exclude(person=person)
    return list(Person.objects.visible_to(user).filter(pk__in=same.values("person_id")))


def sessions_of(service: Service, user: Any) -> QuerySet[ServiceSession]:
    visible = ServiceSession.objects.visible_to(user).filter(service=service).select_related("place")
    return visible.annotate(people=Count("records__person", distinct=True)).order_by("-held_on", "-pk")


def panel_on_an_intervention(intervention: Any, user: Any) -> Panel | None:
    if intervention.kind != "service":
        return None
    service = Service.objects.visible_to(user).filter(intervention=intervention).first()
    if service is None:
        return None
    service.intervention = intervention
    inside = intervention.programme_id in standing(user).programmes
    return Panel(
        "services/panel_service.html",
        {
            "service": service,
            "figures": figures_of(service) if inside else None,
            "sessions": sessions_of(service, user)[:PANEL_ROWS],
            "may_see_register": user.has_perm("services.see_register", service),
            "may_change_service": user.has_perm("services.change_sessions", service),
        },
    )
