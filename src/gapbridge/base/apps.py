from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BaseConfig(AppConfig):
    name = "gapbridge.base"
    label = "base"
    verbose_name = _("Base")

    def ready(self) -> None:
        from . import checks, lookups, outbox, search, sockets, uploads  # they need the models

        checks.connect()
        lookups.connect()
        search.connect()
        sockets.DUE += [
            ("mail", outbox.deliver_due),
            ("old mail", outbox.forget_old),
            ("files without a record", uploads.sweep),
        ]
