from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class FindingConfig(AppConfig):
    name = "gapbridge.share.finding"
    label = "finding"
    verbose_name = _("Search of the knowledge hub")

    def ready(self) -> None:
        from gapbridge.base import sockets  # needs the models

        from . import keeping

        keeping.connect()
        post_migrate.connect(keeping.make_tables, sender=self, dispatch_uid="finding.tables")
        sockets.DUE.append(("resources indexed", keeping.catch_up))
