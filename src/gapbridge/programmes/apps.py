from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "gapbridge.programmes"
    label = "programmes"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        from gapbridge.base import sockets  # needs the models

        from .models import Programme

        sockets.add_searchable(
            sockets.Searchable(
                model=Programme,
                stage="",
                title=lambda programme: " ".join(
                    filter(None, (programme.title_en, programme.title_az, programme.title_ru))
                ),
                body=lambda programme: " ".join(
                    filter(None, (programme.summary_en, programme.summary_az, programme.summary_ru))
                ),
                queryset=Programme.objects.visible_to,
            )
        )
        sockets.NAV.append(
            sockets.NavItem("agree", _("Standards and plans"), "programmes:frameworks", order=90)
        )
