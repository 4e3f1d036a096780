"""What every template may count on."""

from django.conf import settings

from .sockets import NAV
from .stages import STAGES


def site(request):
    """The menu of the five stages, as far as this reader may use it (evaluated only where it is shown)."""

    def menu():
        user = request.user
        items = [item for item in NAV if item.perm is None or user.has_perm(item.perm)]
        items.sort(key=lambda item: item.order)
        groups = [(stage, [item for item in items if item.stage == stage.key]) for stage in STAGES]
        return [(stage, found) for stage, found in groups if found]

    return {"DEMO": settings.DEMO, "workspace_menu": menu, "LANGUAGES": settings.LANGUAGES}
