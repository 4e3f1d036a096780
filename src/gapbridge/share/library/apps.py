from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "gapbridge.share.library"
    label = "library"
    verbose_name = _("Knowledge hub")

    def ready(self) -> None:
        from gapbridge.base import sockets  # needs the models

        from .models import Resource

        sockets.NAV.append(sockets.NavItem("share", _("Knowledge"), "library:list", order=40))
        sockets.FILE_RULES["library.resource"] = may_read_file
        sockets.add_searchable(
            sockets.Searchable(
                model=Resource,
                stage="share",
                title=lambda resource: resource.title,
                body=lambda resource: f"{resource.summary}\n{resource.text}",
                queryset=Resource.objects.visible_to,
            )
        )


def may_read_file(user, stored) -> bool:
    """A resource's file is read by whoever may see the resource."""
    from .models import Resource  # this module is loaded before the models

    return Resource.objects.visible_to(user).filter(pk=stored.owner_id).exists()
