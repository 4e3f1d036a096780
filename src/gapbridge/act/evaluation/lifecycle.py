from django.utils.translation import gettext_lazy as _

from gapbridge.base.lifecycle import Lifecycle, State, Transition

ACTIONS = "gapbridge.act.evaluation.actions."

CALL_STEP = Lifecycle(
    model="evaluation.CallStep",
    noun="call_step",
    states=(
        State("waiting", _("Not begun"), "draft"),
        State("under_way", _("Under way"), "open"),
        State("released", _("Scores released"), "good"),
        State("closed", _("Closed with its minutes"), "done"),
    ),
    transitions=(
        Transition(
            "begin",
            ("waiting",),
            "under_way",
            _("Begin this step"),
            "evaluation.run_evaluation",
            ACTIONS + "begin_step",
            tone="primary",
        ),
        Transition(
            "release",
            ("under_way",),
            "released",
            _("Release the scores"),
            "evaluation.run_evaluation",
            ACTIONS + "release_scores",
            explain=_("Scores can't be changed any more; the evaluators see each other's."),
            tone="primary",
        ),
        Transition(
            "close",
            ("under_way", "released"),
            "closed",
            _("Close this step"),
            "evaluation.run_evaluation",
            ACTIONS + "close_step",
            explain=_("Who passes goes on, the others are told why. The minutes are kept as they are."),
            tone="primary",
        ),
    ),
)

ASSIGNMENT = Lifecycle(
    model="evaluation.Assignment",
    noun="assignment",
    states=(
        State("given", _("To be scored"), "open"),
        State("scored", _("Scored"), "done"),
        State("conflict", _("Conflict of interest"), "bad"),
        State("withdrawn", _("Taken back"), "bad"),
    ),
    transitions=(
        Transition(
            "score",
            ("given", "scored"),
            "scored",
            _("Give the scores"),
            "evaluation.score_assignment",
            ACTIONS + "score",
            by_hand=False,
        ),
        Transition(
            "conflict",
            ("given", "scored"),
            "conflict",
            _("I have a conflict of interest"),
            "evaluation.score_assignment",
            ACTIONS + "declare_conflict_of_assignment",
            explain=_("You lose access at once, to this application and to everything about it."),
            asks_reason=True,
            tone="danger",
        ),
        Transition(
            "withdraw",
            ("given",),
            "withdrawn",
            _("Take back"),
            "evaluation.assign_evaluators",
            ACTIONS + "withdraw_assignment",
        ),
        Transition(
            "give_again",
            ("withdrawn",),
            "given",
            _("Give again"),
            "evaluation.assign_evaluators",
            ACTIONS + "assign",
            by_hand=False,
        ),
    ),
)

PROPOSAL = Lifecycle(
    model="evaluation.Proposal",
    noun="proposal",
    states=(
        State("draft", _("In preparation"), "draft"),
        State("voting", _("Put to the vote"), "open"),
        State("decided", _("Decided"), "done"),
        State("rejected", _("Rejected"), "bad"),
    ),
    transitions=(
        Transition(
            "put",
            ("draft",),
            "voting",
            _("Put to the vote"),
            "evaluation.run_evaluation",
            ACTIONS + "put_to_vote",
            tone="primary",
        ),
        Transition(
            "decide",
            ("voting",),
            "decided",
            _("Close the vote: decided"),
            "evaluation.run_evaluation",
            ACTIONS + "decide",
            explain=_("The decision is frozen; everybody who applied is written to."),
            tone="primary",
        ),
        Transition(
            "reject",
            ("voting",),
            "rejected",
            _("Close the vote: rejected"),
            "evaluation.run_evaluation",
            ACTIONS + "reject_proposal",
            asks_reason=True,
            tone="danger",
        ),
    ),
)

COMPLAINT = Lifecycle(
    model="evaluation.Complaint",
    noun="complaint",
    states=(
        State("open", _("Open"), "open"),
        State("upheld", _("Upheld: the file is evaluated again"), "good"),
        State("rejected", _("Rejected"), "bad"),
    ),
    transitions=(
        Transition(
            "uphold",
            ("open",),
            "upheld",
            _("Uphold"),
            "evaluation.answer_complaint",
            ACTIONS + "uphold_complaint",
            explain=_("The file is opened again and goes to a different evaluator."),
            asks_reason=True,
        ),
        Transition(
            "reject",
            ("open",),
            "rejected",
            _("Reject"),
            "evaluation.answer_complaint",
            ACTIONS + "reject_complaint",
            explain=_("The applicant reads the reason."),
            asks_reason=True,
            tone="danger",
        ),
    ),
)
