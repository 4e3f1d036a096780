from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.agree.consultations.actions."

CONSULTATION = Lifecycle(
    model="consultations.Consultation",
    noun="consultation",
    states=(
        State("draft", _("In preparation"), "draft"),
        State("open", _("Open"), "open"),
        State("agreed", _("Closed with an agreement"), "done"),
        State("not_agreed", _("Closed without an agreement"), "bad"),
    ),
    transitions=(
        Transition(
            "open",
            ("draft",),
            "open",
            _("Open the consultation"),
            "consultations.change_consultation",
            ACTIONS + "open_consultation",
            explain=_("The texts are fixed as they stand now and the stakeholders are told."),
            tone="primary",
        ),
        Transition(
            "close",
            ("open",),
            "agreed",
            _("Close with an agreement"),
            "consultations.change_consultation",
            ACTIONS + "close_with_agreement",
            explain=_(
                "Quorum and rule are computed; every comment must be answered."
                " The agreement can't be changed afterwards."
            ),
            asks_reason=True,
            tone="primary",
        ),
        Transition(
            "fail",
            ("open",),
            "not_agreed",
            _("Close without an agreement"),
            "consultations.change_consultation",
            ACTIONS + "close_without_agreement",
            asks_reason=True,
            tone="danger",
        ),
    ),
    pages={"close": "consultations:close"},
)
