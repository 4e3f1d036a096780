from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReturnsConfig(AppConfig):
    name = "gapbridge.agree.returns"
    label = "returns"
    verbose_name = _("Return to the people")

    def ready(self) -> None:
        from gapbridge.agree.gaps import quality
        from gapbridge.agree.gaps import rules as gap_rules
        from gapbridge.agree.gaps.lifecycle import GAP
        from gapbridge.base import sockets

        from . import panels, waiting
        from .queries import community_told, may_read_file
        from .remedy import before_remedied
        from .withdrawal import uses_of_words

        sockets.NAV.append(sockets.NavItem("agree", _("Return to the people"), "returns:list", order=50))
        sockets.WAITING.append(waiting.waiting)
        sockets.WORDS_OF_SESSIONS.append(uses_of_words)
        sockets.FILE_RULES["returns.proof"] = may_read_file
        sockets.add_panel("gaps.gap", panels.panel_of_gap, order=60)
        sockets.add_panel("feedback.feedback", panels.panel_of_message, order=60)
        gap_rules.BEFORE_REMEDIED.append(before_remedied)
        quality.CHECKS["told"] = community_told
        GAP.pages["remedy"] = "returns:remedy"
