from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.agree.analyses.actions."

ANALYSIS = Lifecycle(
    model="analyses.Analysis",
    noun="analysis",
    states=(
        State("draft", _("Draft"), "draft"),
        State("published", _("Published"), "done"),
    ),
    transitions=(
        Transition(
            "publish",
            ("draft",),
            "published",
            _("Publish"),
            "analyses.publish_analysis",
            ACTIONS + "publish_analysis",
            explain=_("The newest version is frozen in all its languages and opens to its readers."),
            tone="primary",
        ),
        Transition(
            "reopen",
            ("published",),
            "draft",
            _("Write a new version"),
            "analyses.change_analysis",
            ACTIONS + "reopen_analysis",
            explain=_("What was published stays published; the next version says what changed."),
            asks_reason=True,
        ),
    ),
)
