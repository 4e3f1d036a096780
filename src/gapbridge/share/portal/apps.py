from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "gapbridge.share.portal"
    label = "portal"
    verbose_name = _("Public site")

    def ready(self) -> None:
        from gapbridge.base import sockets  # needs the models

        from .panels import programme_panel

        sockets.add_panel("programmes.programme", programme_panel, order=10)
