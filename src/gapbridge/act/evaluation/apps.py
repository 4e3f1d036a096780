from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "gapbridge.act.evaluation"
    label = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        from gapbridge.act.applications import readers as readers_of_applications

        from . import readers  # models exist only now

        readers_of_applications.OPEN_TO.append(readers.open_to)
        readers_of_applications.CLOSED_TO.append(readers.closed_to)
        self._plug_in_the_people()
        self._plug_in_the_course()

    def _plug_in_the_people(self) -> None:
        """Evaluators, what they are given, and their conflicts of interest."""
        from gapbridge.base import sockets

        from . import daily, queries

        sockets.NAV.append(
            sockets.NavItem("act", _("My evaluations"), "evaluation:mine", "evaluation.evaluate", order=22)
        )
        sockets.WAITING += [queries.waiting_for_evaluators, queries.waiting_for_the_office]
        sockets.add_panel("applications.application", queries.panel_of_scores, order=55)
        sockets.DUE.append(("conflicts of interest", daily.look_for_conflicts))

    def _plug_in_the_course(self) -> None:
        """Steps, committee, letters and complaints."""
        from gapbridge.act.applications import readers as readers_of_applications
        from gapbridge.act.calls import rules as call_rules
        from gapbridge.base import sockets

        from . import committee, course, panels, waiting
        from .lifecycle import CALL_STEP

        call_rules.STARTED.append(course.prepare_steps)
        readers_of_applications.OPEN_TO.append(committee.open_to)
        call_rules.HOLDS.append(course.hold_on)
        CALL_STEP.pages["close"] = "evaluation:close_step"
        sockets.NAV.append(
            sockets.NavItem("act", _("Evaluation"), "evaluation:list", "evaluation.run_evaluation", order=23)
        )
        sockets.WAITING.append(waiting.waiting)
        sockets.add_panel("applications.application", panels.letters_of_application, order=60)
        sockets.add_panel("calls.call", panels.evaluation_of_call, order=60)
