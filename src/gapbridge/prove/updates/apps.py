from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpdatesConfig(AppConfig):
    name = "gapbridge.prove.updates"
    label = "updates"
    verbose_name = _("Updates")

    def ready(self) -> None:
        from gapbridge.base import sockets  # needs the models

        from .models import Update
        from .queries import drafts_waiting
        from .words import uses_of_words

        sockets.NAV.append(sockets.NavItem("share", _("Updates"), "updates:list", order=10))
        sockets.WAITING.append(drafts_waiting)
        sockets.WORDS.append(uses_of_words)
        sockets.FILE_RULES["updates.update"] = may_read_file
        sockets.add_searchable(
            sockets.Searchable(
                model=Update,
                stage="share",
                title=lambda update: update.title,
                body=lambda update: "\n".join(block.text for block in update.blocks.all()),
                queryset=Update.objects.visible_to,
            )
        )


def may_read_file(user, stored) -> bool:
    """An update's PDF is read by whoever may see the update."""
    from .models import Update  # this module is loaded before the models

    return Update.objects.visible_to(user).filter(pk=stored.owner_id).exists()
