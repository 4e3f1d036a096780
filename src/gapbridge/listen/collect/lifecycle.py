from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.listen.collect.actions."

FORM = Lifecycle(
    model="collect.Form",
    noun="form",
    states=(
        State("draft", _("Draft"), "draft"),
        State("open", _("Open"), "open"),
        State("closed", _("Closed"), "done"),
    ),
    transitions=(
        Transition(
            "open",
            ("draft", "closed"),
            "open",
            _("Open for collecting"),
            "collect.change_form",
            ACTIONS + "open_form",
            explain=_("Telephones can download it and send answers."),
            tone="primary",
        ),
        Transition(
            "close",
            ("open",),
            "closed",
            _("Close"),
            "collect.change_form",
            ACTIONS + "close_form",
            explain=_("It is offered no more. What was filled in before is still taken."),
        ),
    ),
)
