from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.share.library.actions."

RESOURCE = Lifecycle(
    model="library.Resource",
    noun="resource",
    states=(
        State("draft", _("Draft"), "draft"),
        State("submitted", _("Waits for review"), "open"),
        State("reviewed", pgettext_lazy("a resource", "Reviewed"), "open"),
        State("published", _("Published"), "done"),
        State("due", _("Due for review"), "open"),
        State("archived", _("Archived"), "bad"),
    ),
    transitions=(
        Transition(
            "submit",
            ("draft",),
            "submitted",
            _("Hand in for review"),
            "library.change_resource",
            ACTIONS + "submit_resource",
            explain=_("A curator reads it. Until then you can take it back."),
            tone="primary",
        ),
        Transition(
            "take_back",
            ("submitted",),
            "draft",
            _("Take back to edit"),
            "library.take_back_resource",
            ACTIONS + "take_back_resource",
        ),
        Transition(
            "return",
            ("submitted",),
            "draft",
            _("Return to the author"),
            "library.curate",
            ACTIONS + "return_resource",
            asks_reason=True,
        ),
        Transition(
            "review",
            ("draft", "submitted"),
            "reviewed",
            _("Mark as reviewed"),
            "library.curate",
            ACTIONS + "review_resource",
        ),
        Transition(
            "publish",
            ("reviewed", "archived"),
            "published",
            _("Publish"),
            "library.curate",
            ACTIONS + "publish_resource",
            tone="primary",
        ),
        Transition(
            "fall_due",
            ("published",),
            "due",
            _("Falls due for review"),
            "library.curate",
            ACTIONS + "let_fall_due",
            by_hand=False,
        ),
        Transition(
            "renew",
            ("due", "published"),
            "published",
            pgettext_lazy("a resource", "It still holds"),
            "library.curate",
            ACTIONS + "renew_resource",
            explain=_("The next review is set from today."),
        ),
        Transition(
            "archive",
            ("reviewed", "published", "due"),
            "archived",
            _("Archive"),
            "library.curate",
            ACTIONS + "archive_resource",
            asks_reason=True,
        ),
    ),
)

READING = Lifecycle(
    model="library.Version",
    noun="version",
    field="reading",
    states=(
        State("waiting", _("Waits to be read"), "open"),
        State("reading", _("Is being read"), "open"),
        State("read", pgettext_lazy("a file", "Read"), "done"),
        State("failed", _("Could not be read"), "bad"),
    ),
    transitions=(
        Transition(
            "begin",
            ("waiting",),
            "reading",
            _("Begin"),
            "library.curate",
            ACTIONS + "begin_reading",
            by_hand=False,
        ),
        Transition(
            "finish",
            ("reading",),
            "read",
            _("Finish"),
            "library.curate",
            ACTIONS + "finish_reading",
            by_hand=False,
        ),
        Transition(
            "fail",
            ("reading",),
            "failed",
            _("Give up"),
            "library.curate",
            ACTIONS + "fail_reading",
            by_hand=False,
        ),
        Transition(
            "again",
            ("failed", "read", "reading"),
            "waiting",
            _("Read again"),
            "library.curate",
            ACTIONS + "read_again",
        ),
    ),
)

DOUBT = Lifecycle(
    model="library.Doubt",
    noun="doubt",
    states=(State("open", _("Open"), "open"), State("answered", _("Answered"), "done")),
    transitions=(
        Transition(
            "answer",
            ("open",),
            "answered",
            _("Answer the reader"),
            "library.curate",
            ACTIONS + "answer_doubt",
            asks_reason=True,
        ),
    ),
    pages={"answer": "library:answer"},
)
