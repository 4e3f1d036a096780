from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "gapbridge.act.applications"
    label = "applications"
    verbose_name = _("Applications")

    def ready(self) -> None:
        from gapbridge.act.calls import rules as calls
        from gapbridge.act.profiles import concern as profiles
        from gapbridge.base import sockets  # models exist only now

        from . import answers, checks, completeness, content, letters, queries
        from .editors.partners import waiting_for_partners
        from .lifecycle import APPLICATION
        from .models import Application, Attachment

        completeness.CHECKS.append(answers.missing_answers)
        content.CONTENT |= {"answers": answers.frozen_answers, "attachments": answers.frozen_attachments}
        sockets.FILE_RULES["applications.attachment"] = lambda user, file: (
            Attachment.objects.visible_to(user).filter(pk=file.owner_id).exists()
        )
        APPLICATION.pages |= {"submit": "applications:submit", "submit_full": "applications:submit"}
        calls.BEGAN.append(letters.began)
        calls.UNSENT.append(queries.unsent)
        profiles.APPLIED.append(queries.applied_to)
        calls.OWN.append(lambda call, user: queries.applications_of(user).filter(call=call))
        sockets.NAV.append(
            sockets.NavItem("act", _("Our applications"), "applications:list", "calls.apply", order=21)
        )
        sockets.WAITING.append(queries.waiting_for_applicants)
        sockets.WAITING.append(waiting_for_partners)
        completeness.CHECKS += [checks.budget_missing, checks.logframe_missing, checks.partners_missing]
        content.CONTENT |= {
            "budget": checks.budget_content,
            "logframe": checks.logframe_content,
            "partners": checks.partners_content,
        }
        sockets.add_searchable(
            sockets.Searchable(
                model=Application,
                stage="act",
                title=str,
                body=lambda each: f"{each.number} {each.organisation} {each.lot}",
                queryset=Application.objects.visible_to,
            )
        )
