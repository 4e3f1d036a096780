from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.act.meetings.actions."

FOLLOW_UP = Lifecycle(
    model="meetings.FollowUp",
    noun="follow_up",
    states=(
        State("open", _("Open"), "open"),
        State("done", _("Done"), "done"),
        State("declined", _("Declined"), "bad"),
        State("dropped", _("Dropped"), "draft"),
    ),
    transitions=(
        # Its page asks for the day and for what was done.
        Transition(
            "finish",
            ("open",),
            "done",
            _("Mark as done"),
            "meetings.finish_follow_up",
            ACTIONS + "finish_follow_up",
            tone="primary",
            by_hand=False,
        ),
        Transition(
            "decline",
            ("open",),
            "declined",
            _("Decline"),
            "meetings.finish_follow_up",
            ACTIONS + "decline_follow_up",
            explain=_("Who is to do it says that it will not be done, and why. Who asked reads the reason."),
            asks_reason=True,
        ),
        Transition(
            "drop",
            ("open",),
            "dropped",
            _("Drop"),
            "meetings.change_meeting",
            ACTIONS + "drop_follow_up",
            explain=_("It is no longer needed, or another one takes its place."),
            asks_reason=True,
            tone="danger",
        ),
        Transition(
            "reopen",
            ("done", "declined", "dropped"),
            "open",
            _("Open it again"),
            "meetings.finish_follow_up",
            ACTIONS + "reopen_follow_up",
            explain=_("It is not settled after all. What was said about it before stays on its page."),
        ),
    ),
)
