from django.db import models
from django.utils.translation import gettext_lazy as _

from .application import Partner
from .parts import OfPart, Part
from .rows import EditedRow, one_of_a_token


class LogframeRow(EditedRow):
    """Objective → outcomes → outputs → activities. An activity's `months` ([1, 2, 3]) are the timeline."""

    CELLS = ("text", "assumptions", "partner")

    class Kind(models.TextChoices):
        OBJECTIVE = "objective", _("Objective")
        OUTCOME = "outcome", _("Outcome")
        OUTPUT = "output", _("Output")
        ACTIVITY = "activity", _("Activity")

    part = models.ForeignKey(Part, models.CASCADE, related_name="logframe")
    kind = models.CharField(_("level"), max_length=10, choices=Kind.choices)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField(default=0)
    text = models.TextField(_("text"), max_length=2000)
    assumptions = models.TextField(_("assumptions"), max_length=2000, blank=True)
    months = models.JSONField(_("months"), default=list, blank=True)
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("carried out by")
    )

    objects = OfPart.as_manager()

    class Meta:
        verbose_name = _("row of the logframe")
        verbose_name_plural = _("logframe")
        ordering = ("part", "position", "pk")
        constraints = [one_of_a_token(within="part", name="one_logframe_row_of_a_token")]

    def __str__(self):
        return self.text


class OfRow(OfPart):
    programme_path = "row__part__application__call__intervention__programme_id"
    part_path = "row__part"


class LogIndicator(EditedRow):
    """How a row's success is seen. A baseline or target that is not known is empty, never zero."""

    CELLS = ("text", "unit", "baseline", "target", "means")

    row = models.ForeignKey(LogframeRow, models.CASCADE, related_name="indicators")
    position = models.PositiveIntegerField(default=0)
    text = models.CharField(_("indicator"), max_length=300)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=14, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2, null=True, blank=True)
    means = models.CharField(_("means of verification"), max_length=300, blank=True)

    objects = OfRow.as_manager()

    class Meta:
        verbose_name = _("indicator of the logframe")
        verbose_name_plural = _("indicators of the logframe")
        ordering = ("row", "position", "pk")
        constraints = [one_of_a_token(within="row", name="one_indicator_of_a_token")]

    def __str__(self):
        return self.text
