from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.act.grants.actions."

CALL = Lifecycle(
    model="grants.Call",
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
            "grants.change_call",
            ACTIONS + "open_call",
            explain=_("It is published; the scoring grid can't be changed afterwards."),
            tone="primary",
        ),
        Transition(
            "evaluate",
            ("open",),
            "evaluation",
            _("Start the evaluation"),
            "grants.change_call",
            ACTIONS + "start_evaluation",
            explain=_("No more applications are taken."),
            tone="primary",
        ),
        Transition(
            "decide",
            ("evaluation",),
            "decided",
            _("Decide and tell the applicants"),
            "grants.change_call",
            ACTIONS + "decide_call",
            explain=_("Every application is awarded or declined; scores are released."),
            tone="primary",
        ),
        Transition(
            "cancel",
            ("draft", "open", "evaluation"),
            "cancelled",
            _("Cancel the call"),
            "grants.change_call",
            ACTIONS + "cancel_call",
            asks_reason=True,
            tone="danger",
        ),
    ),
)

APPLICATION = Lifecycle(
    model="grants.Application",
    noun="application",
    states=(
        State("draft", _("Draft"), "draft"),
        State("submitted", _("Submitted"), "open"),
        State("awarded", _("Awarded"), "done"),
        State("reserve", _("On the reserve list"), "open"),
        State("declined", _("Not selected"), "bad"),
        State("withdrawn", _("Withdrawn"), "bad"),
    ),
    transitions=(
        Transition(
            "submit",
            ("draft",),
            "submitted",
            _("Submit"),
            "grants.change_application",
            ACTIONS + "submit_application",
            explain=_("You get a receipt. Until the deadline you can take it back and submit again."),
            tone="primary",
        ),
        Transition(
            "take_back",
            ("submitted",),
            "draft",
            _("Take back to edit"),
            "grants.change_application",
            ACTIONS + "take_back_application",
        ),
        Transition(
            "withdraw",
            ("draft", "submitted"),
            "withdrawn",
            _("Withdraw for good"),
            "grants.change_application",
            ACTIONS + "withdraw_application",
            explain=_("Your organisation can't apply to this call again."),
            asks_reason=True,
            tone="danger",
        ),
        Transition(
            "award",
            ("submitted", "reserve"),
            "awarded",
            _("Award a grant"),
            "grants.award_application",
            ACTIONS + "award_application",
            tone="primary",
        ),
        Transition(
            "reserve",
            ("submitted",),
            "reserve",
            _("Put on the reserve list"),
            "grants.award_application",
            ACTIONS + "reserve_application",
        ),
        Transition(
            "decline",
            ("submitted", "reserve"),
            "declined",
            _("Decline"),
            "grants.award_application",
            ACTIONS + "decline_application",
            explain=_("The applicant reads the reason."),
            asks_reason=True,
            tone="danger",
        ),
        Transition(
            "reconsider",
            ("awarded", "reserve", "declined"),
            "submitted",
            _("Reconsider"),
            "grants.reconsider_application",
            ACTIONS + "reconsider_application",
            explain=_("Takes the decision back. Possible until the call is decided."),
        ),
    ),
)

ASSIGNMENT = Lifecycle(
    model="grants.Assignment",
    noun="assignment",
    states=(
        State("given", _("To declare"), "draft"),
        State("declared", _("To score"), "open"),
        State("scored", _("Scored"), "done"),
        State("conflict", _("Conflict of interest"), "bad"),
    ),
    transitions=(
        Transition(
            "declare",
            ("given",),
            "declared",
            _("I am impartial: open the application"),
            "grants.score_assignment",
            ACTIONS + "declare_impartial",
            tone="primary",
        ),
        Transition(
            "conflict",
            ("given", "declared", "scored"),
            "conflict",
            _("I have a conflict of interest"),
            "grants.score_assignment",
            ACTIONS + "declare_conflict",
            explain=_(
                "You lose access to it at once, what you scored no longer counts, and somebody else is asked."
            ),
            tone="danger",
        ),
        Transition(
            "score",
            ("declared", "scored"),
            "scored",
            _("Give the scores"),
            "grants.score_assignment",
            ACTIONS + "score",
            by_hand=False,
        ),
    ),
)

GRANT = Lifecycle(
    model="grants.Grant",
    noun="grant",
    states=(
        State("awarded", _("Awarded"), "draft"),
        State("signed", _("Signed"), "open"),
        State("closed", _("Closed"), "done"),
        State("ended", _("Ended early"), "bad"),
    ),
    transitions=(
        Transition(
            "sign",
            ("awarded",),
            "signed",
            _("The agreement is signed"),
            "grants.change_grant",
            ACTIONS + "sign_grant",
            tone="primary",
        ),
        Transition(
            "close",
            ("signed",),
            "closed",
            _("Close the grant"),
            "grants.change_grant",
            ACTIONS + "close_grant",
            asks_reason=True,
        ),
        Transition(
            "end",
            ("awarded", "signed"),
            "ended",
            _("End the grant early"),
            "grants.change_grant",
            ACTIONS + "end_grant",
            asks_reason=True,
            tone="danger",
        ),
    ),
)
