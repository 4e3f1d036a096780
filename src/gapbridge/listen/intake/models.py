from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.listen.assessments.models import KEEPERS
from gapbridge.listen.collect.models import Form, Submission
from gapbridge.people.models import User
from gapbridge.programmes.visibility import InProgramme


class MappingQuerySet(InProgramme):
    programme_path = "form__assessment__programme_id"
    keepers = KEEPERS
    shared = None


class Mapping(models.Model):
    """Which question or column fills which part of a session: said once for a form, remembered for the next time."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="mappings")
    # SHA-256 over the sorted names of questions or columns that it was said for.
    signature = models.CharField(max_length=64)
    columns = models.JSONField(default=list)
    # {"place": {"from": "/data/place", "values": {"yevlax": "AZ-YEV"}}, "notes": {"from": ["/data/n1", …]}, …}
    rules = models.JSONField(default=dict)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now=True)

    objects = MappingQuerySet.as_manager()

    class Meta:
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")
        ordering = ("form", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["form", "signature"], name="one_mapping_per_signature")
        ]

    def __str__(self):
        return f"{self.form} {self.signature[:8]}"

    @property
    def programme_id(self) -> int:
        return self.form.programme_id

    def get_absolute_url(self) -> str:
        return reverse("intake:mapping", args=[self.pk])


class ImportRunQuerySet(InProgramme):
    programme_path = "form__assessment__programme_id"
    keepers = KEEPERS
    shared = None


class ImportRun(models.Model):
    """One file of answers from Kobo or ODK that was brought in, and what became of its rows."""

    form = models.ForeignKey(Form, models.PROTECT, related_name="imports")
    mapping = models.ForeignKey(Mapping, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(_("file"), max_length=150)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    added = models.PositiveIntegerField(_("new"), default=0)
    known = models.PositiveIntegerField(_("known already"), default=0)
    changed = models.PositiveIntegerField(_("corrections"), default=0)
    media = models.PositiveIntegerField(_("media files"), default=0)
    run_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    run_at = models.DateTimeField(_("imported"), auto_now_add=True)
    submissions = models.ManyToManyField(Submission, related_name="imports")

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-run_at", "-pk")

    def __str__(self):
        return self.file_name

    @property
    def programme_id(self) -> int:
        return self.form.programme_id

    def get_absolute_url(self) -> str:
        return reverse("intake:import", args=[self.pk])
