from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    name = "gapbridge.act.procedures"
    label = "procedures"
    verbose_name = _("Procedures")

    def ready(self) -> None:
        from gapbridge.programmes import reference as programmes  # models exist only now

        from . import reference

        programmes.MORE.append(reference.load)
