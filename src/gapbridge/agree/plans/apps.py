from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "gapbridge.agree.plans"
    label = "plans"
    verbose_name = _("Plans")

    def ready(self) -> None:
        from gapbridge.agree.gaps import quality
        from gapbridge.agree.gaps import rules as gap_rules
        from gapbridge.base import sockets

        from . import actions, waiting
        from .models import Measure, Plan
        from .queries import may_read_file, measures_of_gap, remedy_complete

        def measures_panel(gap, user):
            measures, more = measures_of_gap(gap, user)
            return sockets.Panel(
                "plans/parts/measures_of_gap.html", {"measures": measures, "more": more, "gap": gap}
            )

        sockets.NAV.append(sockets.NavItem("agree", _("Plans"), "plans:list", order=30))
        sockets.NAV.append(sockets.NavItem("agree", _("Measures"), "plans:measures", order=40))
        sockets.NAV.append(sockets.NavItem("agree", _("Progress reports"), "plans:reports", order=45))
        sockets.WAITING.append(waiting.waiting)
        sockets.FILE_RULES["plans.report"] = may_read_file

        def coverage_panel(framework, user):
            return sockets.Panel("plans/parts/coverage_of_framework.html", {"framework": framework})

        sockets.add_panel("gaps.gap", measures_panel)
        sockets.add_panel("programmes.framework", coverage_panel)
        sockets.add_searchable(
            sockets.Searchable(
                Measure,
                "agree",
                title=str,
                body=lambda each: each.description,
                queryset=Measure.objects.visible_to,
            )
        )
        sockets.add_searchable(
            sockets.Searchable(
                Plan, "agree", title=str, body=lambda each: "", queryset=Plan.objects.visible_to
            )
        )
        gap_rules.HEIRS.append(actions.pass_to_heirs)
        quality.CHECKS["remedy"] = remedy_complete
