"""Who was listened to, and how far words may travel: the choices that all records of listening share."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gapbridge.people.roles import OFFICERS, Role

# Who reads everything that was said, the notes too.
KEEPERS = frozenset({Role.PROTECTION_OFFICER, Role.PROGRAMME_OFFICER, Role.MONITORING_OFFICER})
# "The office and the authorities concerned": no donor, trainer or supplier.
CONCERNED = frozenset({*OFFICERS, Role.OFFICIAL})


class Sex(models.TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    MIXED = "mixed", _("Mixed")
    OTHER = "other", _("Other")


class AgeGroup(models.TextChoices):
    """The listening groups of the participatory assessment tool: separate by sex and age from 10."""

    CHILDREN = "10-13", _("10–13")
    ADOLESCENTS = "14-17", _("14–17")
    ADULTS = "18-40", _("18–40")
    OLDER_ADULTS = "41+", _("over 40")
    MIXED = "mixed", _("mixed ages")


UNDER_18 = frozenset({AgeGroup.CHILDREN, AgeGroup.ADOLESCENTS})


class Scope(models.TextChoices):
    """How far a person's words may travel."""

    NONE = "none", _("No consent")
    INTERNAL = "internal", _("The programme's office only")
    AUTHORITIES = "authorities", _("The office and the authorities concerned")
    PUBLIC = "public", _("Everyone")
