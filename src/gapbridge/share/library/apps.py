from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "gapbridge.share.library"
    label = "library"
    verbose_name = _("Knowledge hub")

    def ready(self) -> None:
        from gapbridge.base import sockets  # needs the models

        from . import panels, waiting
        from .actions import fall_due
        from .buttons import buttons
        from .models import Edition, Version

        for name in ("finding:search", "library:list"):
            sockets.LIST_BUTTONS.setdefault(name, []).insert(0, buttons)
        sockets.WAITING += [waiting.waiting_for_curators, waiting.waiting_for_authors]

        sockets.add_panel("library.resource", panels.about_of_resource, order=50)
        sockets.add_panel("calls.call", panels.resources_of_call, order=80)
        sockets.add_panel("gaps.gap", panels.resources_of_gap, order=80)
        sockets.add_panel("interventions.intervention", panels.resources_of_training, order=80)
        sockets.DUE.append(("resources due for review", fall_due))
        sockets.FILE_RULES["library.version"] = lambda user, file: (
            Version.objects.visible_to(user).filter(pk=file.owner_id).exists()
        )
        sockets.add_searchable(
            sockets.Searchable(
                model=Edition,
                stage="share",
                title=lambda edition: edition.title,
                body=lambda edition: f"{edition.summary}\n{edition.current.text if edition.current else ''}",
                queryset=Edition.objects.visible_to,
            )
        )
