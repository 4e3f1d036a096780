from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gapbridge.base import sockets


class CollectConfig(AppConfig):
    name = "gapbridge.listen.collect"
    label = "collect"
    verbose_name = _("Collecting")

    def ready(self) -> None:
        from . import queries  # they need the models

        sockets.NAV.append(
            sockets.NavItem("listen", _("Forms"), "collect:list", perm="collect.see_forms", order=12)
        )
        sockets.NAV.append(
            sockets.NavItem(
                "listen", _("Fill in forms"), "webforms:list", perm="collect.send_answers", order=13
            )
        )
        sockets.FILE_RULES["collect.formversion"] = queries.may_read_workbook
        sockets.add_panel("assessments.assessment", queries.assessment_panel, order=30)
