"""What becomes of an answer once it has arrived. `partial` and `replaced` are collecting's to set."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.listen.intake.actions."

SUBMISSION = Lifecycle(
    model="collect.Submission",
    noun="submission",
    states=(
        State("partial", _("Arriving"), "draft"),
        State("received", _("To be read"), "open"),
        State("taken_in", _("Taken in"), "done"),
        State("replaced", _("Replaced by a correction"), "draft"),
        State("set_aside", _("Set aside"), "bad"),
        State("withdrawn", _("Withdrawn"), "bad"),
    ),
    transitions=(
        Transition(
            "take_in",
            ("received",),
            "taken_in",
            _("Take in"),
            "intake.take_in",
            ACTIONS + "take_in",
            by_hand=False,  # a page of its own: names are taken out first
        ),
        Transition(
            "set_aside",
            ("received",),
            "set_aside",
            pgettext_lazy("to do", "Set aside"),
            "intake.take_in",
            ACTIONS + "set_aside",
            explain=_("It stays sealed and can be taken back."),
            asks_reason=True,
        ),
        Transition(
            "refuse",
            ("received", "set_aside"),
            "set_aside",
            _("The people said no: erase the answers"),
            "intake.take_in",
            ACTIONS + "erase_refused",
            explain=_("What was said is erased at once and for good. That it arrived stays known."),
            tone="danger",
        ),
        Transition(
            "take_back",
            ("set_aside",),
            "received",
            _("Take back"),
            "intake.take_in",
            ACTIONS + "take_back",
        ),
        Transition(
            "replace",
            ("received", "set_aside"),
            "replaced",
            _("Replaced by a correction"),
            "intake.take_in",
            "gapbridge.listen.collect.actions.receive_submission",
            by_hand=False,
        ),
        Transition(
            "withdraw",
            ("received", "set_aside", "taken_in", "replaced"),
            "withdrawn",
            _("Withdrawn"),
            "intake.take_in",
            ACTIONS + "erase_words_of",
            by_hand=False,
        ),
    ),
)
