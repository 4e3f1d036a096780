from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.share.learning.actions."

COLLECTION = Lifecycle(
    model="learning.Collection",
    noun="collection",
    states=(State("draft", _("Draft"), "draft"), State("published", _("Published"), "done")),
    transitions=(
        Transition(
            "publish",
            ("draft",),
            "published",
            _("Publish"),
            "learning.change_collection",
            ACTIONS + "publish_collection",
            tone="primary",
        ),
        Transition(
            "withdraw",
            ("published",),
            "draft",
            pgettext_lazy("a collection", "Withdraw"),
            "learning.change_collection",
            ACTIONS + "withdraw_collection",
            explain=_("Readers do not see it until it is published again. What organisations ticked stays."),
        ),
    ),
)
