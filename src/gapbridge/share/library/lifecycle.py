from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.share.library.actions."

RESOURCE = Lifecycle(
    model="library.Resource",
    noun="resource",
    states=(
        State("draft", _("Draft"), "draft"),
        State("published", _("Published"), "done"),
        State("archived", _("Archived"), "bad"),
    ),
    transitions=(
        Transition(
            "publish",
            ("draft", "archived"),
            "published",
            _("Publish"),
            "library.publish_resource",
            ACTIONS + "publish_resource",
            tone="primary",
        ),
        Transition(
            "archive",
            ("published",),
            "archived",
            _("Archive"),
            "library.publish_resource",
            ACTIONS + "archive_resource",
            asks_reason=True,
        ),
    ),
)
