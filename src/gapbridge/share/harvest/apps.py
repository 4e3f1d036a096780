from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HarvestConfig(AppConfig):
    name = "gapbridge.share.harvest"
    label = "harvest"
    verbose_name = _("Harvesting")

    def ready(self) -> None:
        from gapbridge.base import sockets  # needs the models

        from .heads import feed_links, metadata, way_to_the_feed

        for name in ("library", "library.resource"):
            sockets.add_head(name, feed_links)
        sockets.add_head("library.resource", metadata)
        sockets.LIST_BUTTONS.setdefault("finding:search", []).append(way_to_the_feed)
