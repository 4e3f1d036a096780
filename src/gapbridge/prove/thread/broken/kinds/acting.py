"""Act: what is done and carries out nothing that was agreed."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.kinds import KINDS
from gapbridge.act.interventions.models import Intervention
from gapbridge.people.roles import Role
from gapbridge.prove.thread.broken.line import Line


def without_measure(user: Any) -> QuerySet[Intervention]:
    carried_out = Intervention.measures.through.objects.filter(intervention=OuterRef("pk"))
    return Intervention.objects.visible_to(user).exclude(state="cancelled").filter(~Exists(carried_out))


def _edit(intervention: Intervention) -> str:
    app = KINDS.get(intervention.kind)
    return reverse(app.edit if app and app.edit else "interventions:edit", args=[intervention.pk])


LINES = (
    Line(
        "interventions-without-measure",
        "act",
        _("Interventions without a measure"),
        _("It is done, and nobody can say which agreed measure it carries out."),
        without_measure,
        (Role.PROGRAMME_OFFICER,),
        "interventions.change_intervention",
        _edit,
        _("Choose its measures"),
        organisation="organisation",
        ordering=("-starts_on", "code"),
    ),
)
