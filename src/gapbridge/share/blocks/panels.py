from typing import Any

from gapbridge.base.sockets import Panel
from gapbridge.share.library.models import Resource

from . import queries

SHOWN = 5


def template_panel(resource: Any, user: Any) -> Panel | None:
    """“Fill in this template”, and what the reader's organisations filled in before."""
    if resource.kind != Resource.Kind.TEMPLATE or not queries.papers_of(resource):
        return None
    filled = list(queries.filled_by(user, resource)[:SHOWN]) if user.is_authenticated else []
    return Panel("blocks/panel.html", {"template": resource, "filled": filled})
