from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.listen.assessments.actions."

ASSESSMENT = Lifecycle(
    model="assessments.Assessment",
    noun="assessment",
    states=(
        State("planned", _("Planned"), "draft"),
        State("collecting", _("Listening"), "open"),
        State("analysed", _("Analysed"), "good"),
        State("published", _("Published"), "done"),
    ),
    transitions=(
        Transition(
            "start",
            ("planned",),
            "collecting",
            _("Start listening"),
            "assessments.change_assessment",
            ACTIONS + "start_assessment",
            tone="primary",
        ),
        Transition(
            "analyse",
            ("collecting",),
            "analysed",
            _("Listening is finished"),
            "assessments.change_assessment",
            ACTIONS + "finish_assessment",
            explain=_("Every session held must be coded first."),
            tone="primary",
        ),
        Transition(
            "publish",
            ("analysed",),
            "published",
            _("Publish the voices"),
            "assessments.change_assessment",
            ACTIONS + "publish_assessment",
            explain=_("Statements whose consent covers the public can be read by everyone."),
            tone="primary",
        ),
        Transition(
            "reopen",
            ("analysed",),
            "collecting",
            _("Listen further"),
            "assessments.change_assessment",
            ACTIONS + "reopen_assessment",
            asks_reason=True,
        ),
    ),
)

SESSION = Lifecycle(
    model="assessments.Session",
    noun="session",
    states=(
        State("planned", _("Planned"), "draft"),
        State("held", _("Held"), "open"),
        State("coded", _("Coded"), "done"),
        State("cancelled", _("Cancelled"), "bad"),
    ),
    transitions=(
        Transition(
            "hold",
            ("planned",),
            "held",
            _("The session was held"),
            "assessments.change_session",
            ACTIONS + "hold_session",
            explain=_("Consent must be recorded first."),
            tone="primary",
        ),
        Transition(
            "code",
            ("held",),
            "coded",
            _("Coding is finished"),
            "assessments.change_session",
            ACTIONS + "finish_coding",
            explain=_("At least one statement is marked."),
            tone="primary",
        ),
        Transition(
            "cancel",
            ("planned",),
            "cancelled",
            _("Cancel the session"),
            "assessments.change_session",
            ACTIONS + "cancel_session",
            asks_reason=True,
            tone="danger",
        ),
    ),
)
