"""What people do for an organisation. A role counts in the programmes of that organisation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    PROGRAMME_OFFICER = "programme_officer", _("Programme officer")
    PROTECTION_OFFICER = "protection_officer", _("Protection officer")
    GRANTS_OFFICER = "grants_officer", _("Grants officer")
    MONITORING_OFFICER = "monitoring_officer", _("Monitoring officer")
    EVALUATOR = "evaluator", _("Evaluator")
    OFFICIAL = "official", _("Official of an authority")
    DONOR = "donor", _("Donor")
    TRAINER = "trainer", _("Trainer")
    LOGISTICIAN = "logistician", _("Logistician")
    CSO_STAFF = "cso_staff", _("CSO staff")
    CASE_WORKER = "case_worker", _("Case worker")
    ADMINISTRATOR = "administrator", _("Office administrator")


# Roles that count only where the organisation carries the programme out.
OFFICERS = frozenset(
    {
        Role.PROGRAMME_OFFICER,
        Role.PROTECTION_OFFICER,
        Role.GRANTS_OFFICER,
        Role.MONITORING_OFFICER,
    }
)
# Roles that take part in a programme without running it.
PARTICIPANTS = frozenset({Role.OFFICIAL, Role.DONOR, Role.TRAINER, Role.LOGISTICIAN, Role.CASE_WORKER})
