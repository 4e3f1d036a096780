from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    name = "gapbridge.share.learning"
    label = "learning"
    verbose_name = _("Collections and courses")

    def ready(self) -> None:
        from gapbridge.base import sockets  # needs the models
        from gapbridge.share.library import hooks

        from . import counting, panels, shipped

        sockets.NAV.append(sockets.NavItem("share", _("Collections and courses"), "learning:list", order=41))
        sockets.LIST_BUTTONS.setdefault("library:list", []).append(panels.button_above_the_library)
        ways = sockets.LIST_BUTTONS.setdefault("finding:search", [])
        ways.insert(0, panels.ways_from_the_front)
        ways.append(panels.way_to_readings)
        sockets.add_panel("finding.front", panels.collections_on_the_front)
        sockets.add_panel("library.resource", panels.collections_of_resource, order=60)
        sockets.add_panel("interventions.intervention", panels.courses_of_training, order=60)
        hooks.BROUGHT_IN.append(shipped.bring_in)
        hooks.OPENED.append(counting.count)
