from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.act.applications.actions."

# "submitted" and "full_submitted" are with the office; "draft" and "full_draft" are with the applicant.
APPLICATION = Lifecycle(
    model="applications.Application",
    noun="application",
    states=(
        State("draft", _("Draft"), "draft"),
        State("submitted", _("Submitted"), "open"),
        State("full_draft", _("Invited: full application"), "draft"),
        State("full_submitted", _("Full application submitted"), "open"),
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
            "applications.change_application",
            ACTIONS + "submit_application",
            explain=_("You get a receipt. Until the deadline you can take it back and submit again."),
            tone="primary",
        ),
        Transition(
            "take_back",
            ("submitted",),
            "draft",
            _("Take back to edit"),
            "applications.change_application",
            ACTIONS + "take_back_application",
        ),
        Transition(
            "submit_full",
            ("full_draft",),
            "full_submitted",
            _("Submit the full application"),
            "applications.change_application",
            ACTIONS + "submit_full_application",
            explain=_("You get a receipt. Until the deadline you can take it back and submit again."),
            tone="primary",
        ),
        Transition(
            "take_back_full",
            ("full_submitted",),
            "full_draft",
            _("Take back the full application to edit"),
            "applications.change_application",
            ACTIONS + "take_back_full_application",
        ),
        Transition(
            "withdraw",
            ("draft", "submitted", "full_draft", "full_submitted"),
            "withdrawn",
            _("Withdraw for good"),
            "applications.change_application",
            ACTIONS + "withdraw_application",
            explain=_("Your organisation can't apply to this call again."),
            asks_reason=True,
            tone="danger",
        ),
        # The evaluation makes these.
        Transition(
            "invite",
            ("submitted",),
            "full_draft",
            _("Invite a full application"),
            "applications.judge_application",
            ACTIONS + "invite_full_application",
            by_hand=False,
        ),
        Transition(
            "award",
            ("submitted", "full_submitted", "reserve"),
            "awarded",
            _("Award a grant"),
            "applications.judge_application",
            ACTIONS + "award_application",
            by_hand=False,
        ),
        Transition(
            "reserve",
            ("submitted", "full_submitted"),
            "reserve",
            _("Put on the reserve list"),
            "applications.judge_application",
            ACTIONS + "reserve_application",
            by_hand=False,
        ),
        Transition(
            "decline",
            ("submitted", "full_draft", "full_submitted", "reserve"),
            "declined",
            _("Decline"),
            "applications.judge_application",
            ACTIONS + "decline_application",
            by_hand=False,
        ),
        Transition(
            "reopen",
            ("declined",),
            "submitted",
            _("Take up again after a complaint"),
            "applications.judge_application",
            ACTIONS + "reopen_application",
            by_hand=False,
        ),
    ),
)

PARTNER = Lifecycle(
    model="applications.Partner",
    noun="partner",
    states=(
        State("asked", _("Asked to confirm"), "open"),
        State("confirmed", _("Confirmed"), "done"),
        State("declined", _("Declined"), "bad"),
    ),
    transitions=(
        Transition(
            "confirm",
            ("asked",),
            "confirmed",
            _("Confirm"),
            "applications.answer_as_partner",
            ACTIONS + "confirm_partner",
            explain=_("Your organisation takes part in this application as it is described."),
            tone="primary",
        ),
        Transition(
            "decline",
            ("asked", "confirmed"),
            "declined",
            _("Decline to take part"),
            "applications.answer_as_partner",
            ACTIONS + "decline_partner",
            asks_reason=True,
            tone="danger",
        ),
        # Another role is another thing to consent to.
        Transition(
            "ask_again",
            ("confirmed", "declined"),
            "asked",
            _("Ask again"),
            "applications.change_partner",
            ACTIONS + "ask_partner_again",
            by_hand=False,
        ),
    ),
)
