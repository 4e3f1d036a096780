from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GapsConfig(AppConfig):
    name = "gapbridge.agree.gaps"
    label = "gaps"
    verbose_name = _("Gaps")

    def ready(self) -> None:
        from gapbridge.base import sockets

        from . import panels, waiting
        from .models import Gap
        from .queries import may_read_file, texts_to_search
        from .words import uses_of_words

        sockets.NAV.append(sockets.NavItem("agree", _("Gaps"), "gaps:list", order=10))
        sockets.NAV.append(sockets.NavItem("agree", _("Heat maps"), "gaps:maps", order=15))
        sockets.WORDS.append(uses_of_words)
        sockets.LIST_BUTTONS.setdefault("assessments:statements", []).append(panels.from_these_voices)
        sockets.add_panel("feedback.feedback", panels.gaps_of_message)
        sockets.WAITING.append(waiting.waiting)
        sockets.FILE_RULES["gaps.evidence"] = may_read_file
        sockets.add_searchable(
            sockets.Searchable(
                Gap,
                "agree",
                title=str,
                body=texts_to_search,
                queryset=Gap.objects.visible_to,
            )
        )
