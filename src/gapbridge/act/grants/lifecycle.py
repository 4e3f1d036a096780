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
            asks_reason=True,
        ),
        Transition(
            "end",
            ("awarded", "signed", "suspended"),
            "ended",
            _("End the grant early"),
            "grants.change_grant",
            ACTIONS + "end_grant",
            asks_reason=True,
            tone="danger",
        ),
    ),
)
