from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FindingConfig(AppConfig):
    name = "gapbridge.share.finding"
    label = "finding"
    verbose_name = _("Search of the knowledge hub")
