"""The five stages: one direction, one hue and one sign each, the same everywhere."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Stage:
    key: str
    label: Any
    summary: Any


STAGES = (
    Stage("listen", _("Listen"), _("What displaced women, men, girls and boys say")),
    Stage("agree", _("Agree"), _("Gaps and remedies that everyone concerned agreed")),
    Stage("act", _("Act"), _("Trainings, grants, supplies and services that carry them out")),
    Stage("prove", _("Prove"), _("People counted once, results with their evidence")),
    Stage("share", _("Share"), _("Updates, knowledge and open calls")),
)
