from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

INVITATION = Lifecycle(
    model="people.Invitation",
    noun="invitation",
    states=(
        State("open", _("Open"), "open"),
        State("accepted", _("Accepted"), "done"),
        State("withdrawn", _("Withdrawn"), "bad"),
    ),
    transitions=(
        Transition(
            "withdraw",
            ("open",),
            "withdrawn",
            _("Withdraw the invitation"),
            "people.withdraw_invitation",
            "gapbridge.people.actions.withdraw_invitation",
            tone="danger",
        ),
    ),
)
