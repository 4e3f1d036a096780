"""The five stages: one direction, one hue and one sign each, the same everywhere."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Stage:
    key: str
    label: Any
    summary: Any


STAGES = (
    Stage("listen", pgettext_lazy("stage", "Listen"), _("What displaced women, men, girls and boys say")),
    Stage("agree", pgettext_lazy("stage", "Agree"), _("Gaps and remedies that everyone concerned agreed")),
    Stage(
        "act",
        pgettext_lazy("stage", "Act"),
        _("Trainings, grants, supplies and services that carry them out"),
    ),
    Stage("prove", pgettext_lazy("stage", "Prove"), _("People counted once, results with their evidence")),
    Stage("share", pgettext_lazy("stage", "Share"), _("Updates, knowledge and open calls")),
)
