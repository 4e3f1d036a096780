from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalysesConfig(AppConfig):
    name = "gapbridge.agree.analyses"
    label = "analyses"
    verbose_name = _("Gap analyses")
