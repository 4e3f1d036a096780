from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalysesConfig(AppConfig):
    name = "gapbridge.agree.analyses"
    label = "analyses"
    verbose_name = _("Gap analyses")

    def ready(self) -> None:
        from gapbridge.base import sockets

        from . import queries
        from .models import Analysis
        from .withdrawal import words_in_analyses

        def analyses_panel(assessment, user):
            found = queries.analyses_of(assessment, user)
            return sockets.Panel("analyses/parts/of_assessment.html", {"analyses": found}) if found else None

        sockets.NAV.append(sockets.NavItem("agree", _("Gap analyses"), "analyses:list", order=15))
        sockets.WAITING.append(queries.waiting_for)
        sockets.WORDS.append(words_in_analyses)
        sockets.FILE_RULES["analyses.version"] = queries.may_read_file
        sockets.add_panel("assessments.assessment", analyses_panel)
        sockets.add_searchable(
            sockets.Searchable(
                Analysis,
                "agree",
                title=str,
                # never the quotes: people may take their words back
                body=lambda each: f"{each.context}\n{each.method}\n{each.conclusions}",
                queryset=Analysis.objects.visible_to,
            )
        )
