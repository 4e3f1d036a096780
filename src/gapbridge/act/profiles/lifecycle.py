from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.act.profiles.actions."

CHECK = Lifecycle(
    model="profiles.DueDiligence",
    noun="check",
    states=(
        State("draft", _("Under way"), "draft"),
        State("passed", _("Passed"), "good"),
        State("passed_with_conditions", _("Passed with conditions"), "open"),
        State("failed", _("Failed"), "bad"),
    ),
    transitions=(
        Transition(
            "pass_check",
            ("draft",),
            "passed",
            _("Pass"),
            "profiles.decide_check",
            ACTIONS + "pass_check",
            explain=_("Every question is answered and no name on a sanctions list is left undecided."),
            tone="primary",
        ),
        Transition(
            "pass_with_conditions",
            ("draft",),
            "passed_with_conditions",
            _("Pass with conditions"),
            "profiles.decide_check",
            ACTIONS + "pass_with_conditions",
            explain=_("The organisation reads the conditions and must keep them while the check is valid."),
            asks_reason=True,
        ),
        Transition(
            "fail_check",
            ("draft",),
            "failed",
            _("Fail"),
            "profiles.decide_check",
            ACTIONS + "fail_check",
            explain=_("The organisation can't receive money until another check is passed."),
            asks_reason=True,
            tone="danger",
        ),
    ),
    pages={
        "pass_check": "profiles:pass_check",
        "pass_with_conditions": "profiles:pass_with_conditions",
        "fail_check": "profiles:fail_check",
    },
)

HIT = Lifecycle(
    model="profiles.Hit",
    noun="hit",
    states=(
        State("open", _("To be decided"), "open"),
        State("false_match", _("Somebody else"), "done"),
        State("confirmed", _("Confirmed"), "bad"),
    ),
    transitions=(
        Transition(
            "clear_hit",
            ("open", "confirmed"),
            "false_match",
            _("It is somebody else"),
            "profiles.decide_hit",
            ACTIONS + "clear_hit",
            explain=_("Say what tells the two apart: the date of birth, the country, the work they do."),
            asks_reason=True,
        ),
        Transition(
            "confirm_hit",
            ("open", "false_match"),
            "confirmed",
            _("It is the same"),
            "profiles.decide_hit",
            ACTIONS + "confirm_hit",
            explain=_("The organisation can't pass its check while this stands."),
            asks_reason=True,
            tone="danger",
        ),
    ),
)
