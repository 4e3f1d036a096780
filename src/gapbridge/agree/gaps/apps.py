from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GapsConfig(AppConfig):
    name = "gapbridge.agree.gaps"
    label = "gaps"
    verbose_name = _("Gaps")

    def ready(self) -> None:
        from gapbridge.base import sockets

        from . import waiting
        from .models import Gap
        from .queries import may_read_file

        sockets.NAV.append(sockets.NavItem("agree", _("Gaps"), "gaps:list", order=10))
        sockets.WAITING.append(waiting.waiting)
        sockets.FILE_RULES["gaps.evidence"] = may_read_file
        sockets.add_searchable(
            sockets.Searchable(
                Gap,
                "agree",
                title=str,
                body=lambda gap: f"{gap.statement}\n{gap.remedy}",
                queryset=Gap.objects.visible_to,
            )
        )
