"""The axes along which people are counted, with the cells of the common refinement.

Both the UNHCR and the IFRC age schemes are exact sums of these bands (see `AGE_SCHEMES`).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")
    UNKNOWN = "unknown", _("Unknown")


class AgeBand(models.TextChoices):
    A0_1 = "0-1", "0–1"
    A2_4 = "2-4", "2–4"
    A5 = "5", "5"
    A6_11 = "6-11", "6–11"
    A12 = "12", "12"
    A13_17 = "13-17", "13–17"
    A18_59 = "18-59", "18–59"
    A60 = "60+", "60+"
    UNKNOWN = "unknown", _("Unknown")


AGE_SCHEMES: dict[str, dict[str, tuple[str, ...]]] = {
    "unhcr": {
        "0-4": ("0-1", "2-4"),
        "5-11": ("5", "6-11"),
        "12-17": ("12", "13-17"),
        "18-59": ("18-59",),
        "60+": ("60+",),
    },
    "ifrc": {
        "0-1": ("0-1",),
        "2-5": ("2-4", "5"),
        "6-12": ("6-11", "12"),
        "13-17": ("13-17",),
        "18-59": ("18-59",),
        "60+": ("60+",),
    },
}

FIRST_YEARS = {"0-1": 0, "2-4": 2, "5": 5, "6-11": 6, "12": 12, "13-17": 13, "18-59": 18, "60+": 60}


def band_of(age: int | None) -> str:
    """The band of an age in whole years; "unknown" for None. Refuses a negative age."""
    if age is None:
        return AgeBand.UNKNOWN
    if age < 0:
        raise ValueError("an age is never negative")
    return max((first, band) for band, first in FIRST_YEARS.items() if first <= age)[1]


class Disability(models.TextChoices):
    """By the Washington Group Short Set; "not asked" is never "no"."""

    DISABLED = "disabled", _("Disabled")
    NOT_DISABLED = "not_disabled", _("Not disabled")
    NOT_ASKED = "not_asked", _("Not asked")


class Status(models.TextChoices):
    REFUGEE = "refugee", _("Refugee")
    ASYLUM_SEEKER = "asylum_seeker", _("Asylum seeker")
    IDP = "idp", _("Internally displaced")
    RETURNEE = "returnee", _("Returnee")
    HOST = "host", _("Host community")
    STATELESS = "stateless", _("Stateless")
    OTHER = "other", _("Other")
    UNKNOWN = "unknown", _("Unknown")
