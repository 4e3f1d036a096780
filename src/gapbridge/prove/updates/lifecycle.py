from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.prove.updates.actions."

UPDATE = Lifecycle(
    model="updates.Update",
    noun="update",
    states=(
        State("draft", _("Draft"), "draft"),
        State("published", _("Published"), "done"),
        State("restated", _("Replaced by a newer version"), "draft"),
    ),
    transitions=(
        Transition(
            "publish",
            ("draft",),
            "published",
            _("Publish"),
            "updates.publish_update",
            ACTIONS + "publish_update",
            explain=_(
                "Text and figures are frozen. A later correction is a new version that says what was restated, and why."
            ),
            tone="primary",
        ),
        Transition(
            "restate",
            ("published",),
            "published",
            _("Correct in a new version"),
            "updates.publish_update",
            ACTIONS + "restate_update",
            explain=_(
                "The new version starts as a draft. This one stays readable and points to it once that is published."
            ),
            asks_reason=True,
        ),
        Transition(
            "replace",
            ("published",),
            "restated",
            _("Replaced by the newer version"),
            "updates.publish_update",
            ACTIONS + "publish_update",
            explain=_("Publishing the newer version does this."),
            by_hand=False,
        ),
    ),
)
