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
        self._plug_in_the_course()

    def _plug_in_the_course(self) -> None:
        """Steps, committee, letters and complaints."""
        from gapbridge.act.applications import readers as readers_of_applications
        from gapbridge.act.calls import rules as call_rules

        from . import committee, course

        call_rules.STARTED.append(course.prepare_steps)
        readers_of_applications.OPEN_TO.append(committee.open_to)
