from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.act.interventions.actions."

INTERVENTION = Lifecycle(
    model="interventions.Intervention",
    noun="intervention",
    states=(
        State("planned", _("Planned"), "draft"),
        State("under_way", _("Under way"), "open"),
        State("completed", _("Completed"), "done"),
        State("cancelled", _("Cancelled"), "bad"),
    ),
    transitions=(
        Transition(
            "start",
            ("planned",),
            "under_way",
            _("Start"),
            "interventions.change_intervention",
            ACTIONS + "start_intervention",
            tone="primary",
        ),
        Transition(
            "complete",
            ("under_way",),
            "completed",
            _("Complete"),
            "interventions.change_intervention",
            ACTIONS + "complete_intervention",
            tone="primary",
        ),
        Transition(
            "cancel",
            ("planned", "under_way"),
            "cancelled",
            _("Cancel"),
            "interventions.change_intervention",
            ACTIONS + "cancel_intervention",
            asks_reason=True,
            tone="danger",
        ),
    ),
)
