from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    name = "gapbridge.act.procedures"
    label = "procedures"
    verbose_name = _("Procedures")

    def ready(self) -> None:
        from gapbridge.base import sockets  # models exist only now
        from gapbridge.programmes import reference as programmes

        from . import reference

        programmes.MORE.append(reference.load)
        sockets.NAV.append(
            sockets.NavItem(
                "act", _("Procedures and forms"), "procedures:list", "procedures.change_procedure", order=27
            )
        )
