from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.act.grants.actions."

GRANT = Lifecycle(
    model="grants.Grant",
    noun="grant",
    states=(
        State("awarded", _("Awarded"), "draft"),
        State("signed", _("Signed"), "open"),
        State("suspended", _("Suspended"), "bad"),
        State("closed", _("Closed"), "done"),
        State("ended", _("Ended early"), "bad"),
    ),
    transitions=(
        # The second of the two signatures makes it.
        Transition(
            "sign",
            ("awarded",),
            "signed",
            _("The agreement is signed"),
            "grants.change_grant",
            ACTIONS + "register_signatures",
            by_hand=False,
        ),
        Transition(
            "suspend",
            ("signed",),
            "suspended",
            _("Suspend the grant"),
            "grants.change_grant",
            ACTIONS + "suspend_grant",
            explain=_("Nothing is paid until it is resumed; the grantee reads why."),
            asks_reason=True,
            tone="danger",
        ),
        Transition(
            "resume",
            ("suspended",),
            "signed",
            _("Resume the grant"),
            "grants.change_grant",
            ACTIONS + "resume_grant",
            asks_reason=True,
        ),
        Transition(
            "close",
            ("signed",),
            "closed",
            _("Close the grant"),
            "grants.change_grant",
            ACTIONS + "close_grant",
            explain=_(
                "The final report is approved, nothing is owed, no finding is open and the signed copy is here."
            ),
            asks_reason=True,
        ),
        Transition(
            "end",
            ("awarded", "signed", "suspended"),
            "ended",
            _("End the grant early"),
            "grants.change_grant",
            ACTIONS + "end_grant",
            explain=_("What was never paid goes back to the call's budget."),
            asks_reason=True,
            tone="danger",
        ),
    ),
)

REPORT = Lifecycle(
    model="grants.Report",
    noun="report",
    states=(
        State("draft", _("To be written"), "draft"),
        State("submitted", _("Submitted"), "open"),
        State("returned", _("Returned to be corrected"), "bad"),
        State("approved", _("Approved"), "done"),
    ),
    transitions=(
        Transition(
            "submit",
            ("draft", "returned"),
            "submitted",
            _("Submit the report"),
            "grants.write_report",
            ACTIONS + "submit_report",
            explain=_("The office checks it. You can't change it unless it comes back."),
            tone="primary",
        ),
        Transition(
            "return",
            ("submitted",),
            "returned",
            _("Return it to be corrected"),
            "grants.judge_report",
            ACTIONS + "return_report",
            asks_reason=True,
        ),
        Transition(
            "approve",
            ("submitted",),
            "approved",
            _("Approve the report"),
            "grants.judge_report",
            ACTIONS + "approve_report",
            explain=_("Its receipts count as they were judged; what is not eligible is to be paid back."),
            tone="primary",
        ),
    ),
)

CHANGE = Lifecycle(
    model="grants.Change",
    noun="change",
    states=(
        State("asked", _("Waits for approval"), "open"),
        State("in_force", _("In force"), "done"),
        State("declined", _("Declined"), "bad"),
    ),
    transitions=(
        Transition(
            "approve",
            ("asked",),
            "in_force",
            _("Approve the change"),
            "grants.judge_change",
            ACTIONS + "approve_change",
            tone="primary",
        ),
        Transition(
            "decline",
            ("asked",),
            "declined",
            _("Decline the change"),
            "grants.judge_change",
            ACTIONS + "decline_change",
            asks_reason=True,
            tone="danger",
        ),
    ),
)

# Two pairs of eyes: who notes that money went out is never who says that it did.
PAYMENT = Lifecycle(
    model="grants.Payment",
    noun="payment",
    states=(
        State("recorded", _("Waits to be confirmed"), "open"),
        State("confirmed", _("Confirmed"), "done"),
        State("rejected", _("Rejected"), "bad"),
    ),
    transitions=(
        Transition(
            "confirm",
            ("recorded",),
            "confirmed",
            _("Confirm"),
            "grants.confirm_payment",
            ACTIONS + "confirm_payment",
            explain=_(
                "You have seen that the money went out as it is noted. From then on it counts as paid."
            ),
            tone="primary",
        ),
        # Who noted it takes back their own mistake by the same way.
        Transition(
            "reject",
            ("recorded",),
            "rejected",
            _("Reject"),
            "grants.change_grant",
            ACTIONS + "reject_payment",
            asks_reason=True,
            tone="danger",
        ),
    ),
)

RECOVERY = Lifecycle(
    model="grants.Recovery",
    noun="recovery",
    states=(
        State("due", _("To be paid back"), "open"),
        State("received", _("Settled"), "done"),
        State("waived", _("Waived"), "bad"),
    ),
    transitions=(
        Transition(
            "receive",
            ("due",),
            "received",
            _("Settled"),
            "grants.change_grant",
            ACTIONS + "receive_recovery",
            by_hand=False,
        ),
        Transition(
            "waive",
            ("due",),
            "waived",
            _("Waive it"),
            "grants.change_grant",
            ACTIONS + "waive_recovery",
            asks_reason=True,
            tone="danger",
        ),
    ),
)
