from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlocksConfig(AppConfig):
    name = "gapbridge.share.blocks"
    label = "blocks"
    verbose_name = _("Templates to fill in")

    def ready(self) -> None:
        from gapbridge.base import sockets  # needs the models

        from .panels import template_panel

        sockets.add_panel("library.resource", template_panel, order=5)
