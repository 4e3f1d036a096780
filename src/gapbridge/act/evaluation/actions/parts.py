"""What several actions of the course need."""

from collections.abc import Callable, Collection

from django.utils import translation

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation.models import closed_to
from gapbridge.people.models import User


def locked_call(pk: int) -> Call:
    """The call as the database has it now, locked: results, awards and their money go one after the other."""
    calls = Call.objects.select_for_update(of=("self",))
    return calls.select_related("intervention__programme", "procedure").get(pk=pk)


def in_language_of(application: Application, said: Callable[[], str]) -> str:
    with translation.override(application.language):
        return said()


def closed_among(actor: User | None, applications: Collection[int]) -> set[int]:
    """Ids of those about which the actor has a conflict of interest: a refusal names none of them."""
    if actor is None or not applications:
        return set()
    found = Application._base_manager.filter(closed_to(actor), pk__in=applications)
    return set(found.values_list("pk", flat=True))


def named(actor: User | None, application: Application) -> str:
    """Its number, in a refusal; a dash where the actor has a conflict of interest about it."""
    return "–" if closed_among(actor, [application.pk]) else application.number
