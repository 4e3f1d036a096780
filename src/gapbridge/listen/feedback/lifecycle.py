from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.listen.feedback.actions."

FEEDBACK = Lifecycle(
    model="feedback.Feedback",
    noun="feedback",
    states=(
        State("received", _("Received"), "open"),
        State("in_review", _("Being looked into"), "open"),
        State("answered", _("Answered"), "good"),
        State("closed", _("Closed"), "done"),
    ),
    transitions=(
        Transition(
            "take",
            ("received",),
            "in_review",
            _("Look into it"),
            "feedback.handle_feedback",
            ACTIONS + "take_feedback",
            tone="primary",
        ),
        Transition(
            "answer",
            ("received", "in_review"),
            "answered",
            _("Answer"),
            "feedback.handle_feedback",
            ACTIONS + "answer_feedback",
            explain=_("Say what was done, or why not. The person reads it with the receipt."),
            asks_reason=True,
            tone="primary",
        ),
        Transition(
            "close",
            ("answered",),
            "closed",
            _("Close"),
            "feedback.handle_feedback",
            ACTIONS + "close_feedback",
        ),
        Transition(
            "reopen",
            ("answered", "closed"),
            "in_review",
            _("Reopen"),
            "feedback.handle_feedback",
            ACTIONS + "reopen_feedback",
            asks_reason=True,
        ),
    ),
)
