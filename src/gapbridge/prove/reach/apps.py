from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReachConfig(AppConfig):
    name = "gapbridge.prove.reach"
    label = "reach"
    verbose_name = _("People counted once")

    def ready(self) -> None:
        from gapbridge.base import sockets

        sockets.NAV.append(sockets.NavItem("prove", _("Figures"), "reach:figures", order=20))
