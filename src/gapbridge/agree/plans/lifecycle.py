from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.agree.plans.actions."

PLAN = Lifecycle(
    model="plans.Plan",
    noun="plan",
    states=(
        State("draft", _("Draft"), "draft"),
        State("adopted", _("Adopted"), "open"),
        State("closed", _("Closed"), "done"),
    ),
    transitions=(
        Transition(
            "adopt",
            ("draft",),
            "adopted",
            _("Adopt and publish the plan"),
            "plans.change_plan",
            ACTIONS + "adopt_plan",
            explain=_("Its agreed measures can be read by everyone."),
            tone="primary",
        ),
        Transition(
            "close",
            ("adopted",),
            "closed",
            _("Close the plan"),
            "plans.change_plan",
            ACTIONS + "close_plan",
            asks_reason=True,
        ),
    ),
)

MEASURE = Lifecycle(
    model="plans.Measure",
    noun="measure",
    states=(
        State("proposed", _("Proposed"), "draft"),
        State("agreed", _("Agreed"), "good"),
        State("under_way", _("Under way"), "open"),
        State("done", _("Done"), "done"),
        State("dropped", _("Dropped"), "bad"),
    ),
    transitions=(
        Transition(
            "agree",
            ("proposed",),
            "agreed",
            _("Agreed in the consultation"),
            "plans.agree_measure",
            ACTIONS + "agree_measure",
            explain=_("Closing a consultation with an agreement does this."),
        ),
        Transition(
            "start",
            ("agreed",),
            "under_way",
            _("Work has begun"),
            "plans.progress_measure",
            ACTIONS + "start_measure",
            tone="primary",
        ),
        Transition(
            "finish",
            ("under_way",),
            "done",
            _("Done"),
            "plans.progress_measure",
            ACTIONS + "finish_measure",
            asks_reason=True,
            tone="primary",
        ),
        Transition(
            "drop",
            ("proposed", "agreed", "under_way"),
            "dropped",
            _("Drop"),
            "plans.change_measure",
            ACTIONS + "drop_measure",
            asks_reason=True,
            tone="danger",
        ),
    ),
)
