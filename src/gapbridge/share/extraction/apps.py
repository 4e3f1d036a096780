from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExtractionConfig(AppConfig):
    name = "gapbridge.share.extraction"
    label = "extraction"
    verbose_name = _("Reading of files")

    def ready(self) -> None:
        from gapbridge.base import sockets  # needs the models
        from gapbridge.share.library import hooks

        from . import sections
        from .actions import read_waiting
        from .panels import reading_panel

        sockets.SLOW.append(("files read", read_waiting))
        sockets.add_panel("library.version", reading_panel, order=10)
        hooks.DRAWN.append(sections.drawn)
