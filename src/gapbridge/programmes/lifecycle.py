from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

PROGRAMME = Lifecycle(
    model="programmes.Programme",
    noun="programme",
    states=(
        State("draft", _("In preparation"), "draft"),
        State("running", _("Running"), "open"),
        State("closed", _("Closed"), "done"),
    ),
    transitions=(
        Transition(
            "start",
            ("draft",),
            "running",
            _("Start the programme"),
            "programmes.change_programme",
            "gapbridge.programmes.actions.start_programme",
            explain=_("It becomes visible to everyone."),
            tone="primary",
        ),
        Transition(
            "close",
            ("running",),
            "closed",
            _("Close the programme"),
            "programmes.change_programme",
            "gapbridge.programmes.actions.close_programme",
            explain=_("Its records stay and can be read; no new ones are added."),
            asks_reason=True,
            tone="danger",
        ),
    ),
)
