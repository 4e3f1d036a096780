from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.agree.gaps.actions."

GAP = Lifecycle(
    model="gaps.Gap",
    noun="gap",
    states=(
        State("draft", _("Draft"), "draft"),
        State("in_consultation", _("In consultation"), "open"),
        State("agreed", _("Agreed"), "good"),
        State("being_remedied", _("Being remedied"), "open"),
        State("remedied", _("Remedied"), "done"),
        State("set_aside", _("Set aside"), "bad"),
    ),
    transitions=(
        Transition(
            "propose",
            ("draft",),
            "in_consultation",
            _("Propose for consultation"),
            "gaps.change_gap",
            ACTIONS + "propose_gap",
            explain=_("It needs evidence, a cause and a clause."),
            tone="primary",
        ),
        Transition(
            "withdraw",
            ("in_consultation",),
            "draft",
            _("Take back to draft"),
            "gaps.change_gap",
            ACTIONS + "withdraw_gap",
            asks_reason=True,
        ),
        Transition(
            "agree",
            ("in_consultation",),
            "agreed",
            _("Agreed in the consultation"),
            "gaps.agree_gap",
            ACTIONS + "agree_gap",
            explain=_("Closing a consultation with an agreement does this."),
        ),
        Transition(
            "start",
            ("agreed",),
            "being_remedied",
            _("Remedy has begun"),
            "gaps.change_gap",
            ACTIONS + "start_remedy",
            tone="primary",
        ),
        Transition(
            "remedy",
            ("being_remedied",),
            "remedied",
            _("Remedied"),
            "gaps.change_gap",
            ACTIONS + "mark_remedied",
            explain=_("Say what shows it. The groups that raised it should have been asked again."),
            asks_reason=True,
            tone="primary",
        ),
        Transition(
            "reopen",
            ("remedied",),
            "being_remedied",
            _("Reopen"),
            "gaps.change_gap",
            ACTIONS + "reopen_gap",
            asks_reason=True,
        ),
        Transition(
            "set_aside",
            ("draft", "in_consultation", "agreed"),
            "set_aside",
            pgettext_lazy("to do", "Set aside"),
            "gaps.change_gap",
            ACTIONS + "set_gap_aside",
            asks_reason=True,
            tone="danger",
        ),
    ),
)
