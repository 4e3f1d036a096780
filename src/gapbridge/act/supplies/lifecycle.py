from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.act.supplies.actions."

HANDOVER = Lifecycle(
    model="supplies.Handover",
    noun="handover",
    states=(
        State("planned", _("Planned"), "draft"),
        State("handed_over", _("Handed over"), "open"),
        State("confirmed", _("Receipt confirmed"), "done"),
    ),
    transitions=(
        Transition(
            "hand_over",
            ("planned",),
            "handed_over",
            _("Handed over"),
            "supplies.change_handover",
            ACTIONS + "hand_over",
            tone="primary",
        ),
        Transition(
            "confirm",
            ("handed_over",),
            "confirmed",
            _("Confirm receipt"),
            "supplies.confirm_handover",
            ACTIONS + "confirm_handover",
            explain=_("The organisation that receives says that everything arrived."),
            tone="primary",
        ),
    ),
)
