from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.act.calls.actions."

OUTAGE = Lifecycle(
    model="calls.Outage",
    noun="outage",
    states=(
        State("noted", _("To be decided"), "open"),
        State("extended", _("Deadline extended"), "done"),
        State("set_aside", _("Set aside"), "done"),
    ),
    transitions=(
        Transition(
            "set_aside",
            ("noted",),
            "set_aside",
            pgettext_lazy("to do", "Set aside"),
            "calls.change_call",
            ACTIONS + "set_outage_aside",
            explain=_("The deadline stands. Say why nobody is wronged by it."),
            asks_reason=True,
        ),
        # A corrigendum does it.
        Transition(
            "extend",
            ("noted", "set_aside"),
            "extended",
            _("Deadline extended"),
            "calls.change_call",
            ACTIONS + "publish_corrigendum",
            by_hand=False,
        ),
    ),
)

CALL = Lifecycle(
    model="calls.Call",
    noun="call",
    states=(
        State("draft", _("In preparation"), "draft"),
        State("open", _("Open"), "open"),
        State("evaluation", _("Being evaluated"), "open"),
        State("decided", _("Decided"), "done"),
        State("cancelled", _("Cancelled"), "bad"),
    ),
    transitions=(
        Transition(
            "open",
            ("draft",),
            "open",
            _("Open the call"),
            "calls.change_call",
            ACTIONS + "open_call",
            explain=_("It is published; procedure, grid and forms can't be changed afterwards."),
            tone="primary",
        ),
        Transition(
            "evaluate",
            ("open",),
            "evaluation",
            _("Start the evaluation"),
            "calls.change_call",
            ACTIONS + "start_evaluation",
            explain=_("No more applications are taken."),
            tone="primary",
        ),
        Transition(
            "decide",
            ("evaluation",),
            "decided",
            _("Announce the decision"),
            "calls.change_call",
            ACTIONS + "decide_call",
            explain=_("Applicants are told; scores are released to them."),
            by_hand=False,
        ),
        Transition(
            "cancel",
            ("draft", "open", "evaluation"),
            "cancelled",
            _("Cancel the call"),
            "calls.change_call",
            ACTIONS + "cancel_call",
            asks_reason=True,
            tone="danger",
        ),
    ),
)
