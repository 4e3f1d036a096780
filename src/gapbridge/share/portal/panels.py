from typing import Any

from gapbridge.base.sockets import Panel

from . import queries


def programme_panel(programme: Any, user: Any) -> Panel:
    """A programme's line from voices to updates, and its latest update."""
    latest = queries.latest_updates(user).filter(programme=programme).first()
    return Panel(
        "portal/programme_panel.html", {"tallies": queries.tallies(user, programme), "latest": latest}
    )
