"""What several actions of the course need."""

from collections.abc import Callable

from django.utils import translation

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call


def locked_call(pk: int) -> Call:
    """The call as the database has it now, locked: results, awards and their money go one after the other."""
    calls = Call.objects.select_for_update(of=("self",))
    return calls.select_related("intervention__programme", "procedure").get(pk=pk)


def in_language_of(application: Application, said: Callable[[], str]) -> str:
    with translation.override(application.language):
        return said()
