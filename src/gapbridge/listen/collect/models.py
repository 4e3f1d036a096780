from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.base.fields import EncryptedTextField
from gapbridge.base.models import StoredFile
from gapbridge.listen.assessments.models import KEEPERS, Assessment, Session
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme
from gapbridge.programmes.visibility import InProgramme

from .lifecycle import FORM


class FormQuerySet(InProgramme):
    programme_path = "assessment__programme_id"
    keepers = KEEPERS
    shared = None

    def also(self, user: Any) -> Q:
        """Who goes out with a team fills in its forms."""
        if not user.is_authenticated:
            return Q(pk__in=[])
        return Q(state="open", assessment__in=Assessment.objects.filter(teams__members=user.pk))


class Form(models.Model):
    """A form that field teams fill in: an XLSForm with versions, each kept. Never a migration."""

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="forms", verbose_name=_("assessment")
    )
    # What OpenRosa calls formID: one on this server, chosen by the XLSForm's settings sheet.
    form_id = models.CharField(_("form id"), max_length=64, unique=True)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=FORM.choices, default="draft")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FormQuerySet.as_manager()

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        ordering = ("title", "pk")

    def __str__(self):
        return self.title

    @property
    def programme_id(self) -> int:
        return self.assessment.programme_id

    def get_absolute_url(self) -> str:
        return reverse("collect:form", args=[self.pk])


class FormVersionQuerySet(InProgramme):
    programme_path = "form__assessment__programme_id"
    keepers = KEEPERS
    shared = None


class FormVersion(models.Model):
    """One version of a form as it was converted: it never changes, and answers to it are taken for ever."""

    form = models.ForeignKey(Form, models.PROTECT, related_name="versions")
    version = models.CharField(_("version"), max_length=64)
    xlsform = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    xform = models.TextField()  # the XForm as it is sent: its bytes are what `md5` is of
    md5 = models.CharField(max_length=32)
    # Each question in its order: see queries.questions_of.
    questions = models.JSONField(default=list)
    languages = models.JSONField(default=list)  # as the form names them: ["English (en)", …]
    warnings = models.JSONField(default=list)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a form")
        verbose_name_plural = _("versions of forms")
        ordering = ("form", "-pk")
        constraints = [models.UniqueConstraint(fields=["form", "version"], name="one_row_per_form_version")]

    def __str__(self):
        return f"{self.form_id} {self.version}"

    @property
    def programme_id(self) -> int:
        return self.form.programme_id

    def get_absolute_url(self) -> str:
        return self.form.get_absolute_url()


class FormAttachment(models.Model):
    """A file that a form's manifest lists: a picture, a sound, a list of choices as CSV."""

    version = models.ForeignKey(FormVersion, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=150)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    md5 = models.CharField(max_length=32)

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["version", "name"], name="one_attachment_per_name")]

    def __str__(self):
        return self.name


class DeviceQuerySet(InProgramme):
    keepers = KEEPERS
    shared = None


class Device(models.Model):
    """An account of a telephone, not of a person: it lists, downloads and submits forms, and nothing else."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="devices")
    label = models.CharField(
        _("label"), max_length=80, help_text=_("Which telephone, or whose bag it is in.")
    )
    username = models.CharField(_("user name"), max_length=40, unique=True)
    # MD5 of "username:realm:password" (RFC 7616 with the algorithm that Collect speaks); the password is shown once.
    ha1 = EncryptedTextField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ("label", "pk")

    def __str__(self):
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("collect:devices", args=[self.programme_id])


class SubmissionQuerySet(InProgramme):
    programme_path = "form__assessment__programme_id"
    keepers = KEEPERS
    shared = None


class Submission(models.Model):
    """One filled-in form as it arrived. Its content stays sealed until somebody has read it for names."""

    class Source(models.TextChoices):
        DEVICE = "device", _("Telephone")
        BROWSER = "browser", _("Browser")
        IMPORT = "import", _("Imported file")

    class State(models.TextChoices):
        PARTIAL = "partial", _("Arriving")  # parts of it have *isIncomplete*
        RECEIVED = "received", _("To be read")
        TAKEN_IN = "taken_in", _("Taken in")
        REPLACED = "replaced", _("Replaced by a correction")
        SET_ASIDE = "set_aside", _("Set aside")
        WITHDRAWN = "withdrawn", _("Withdrawn")  # consent was withdrawn: content is gone, the row stays

    form = models.ForeignKey(Form, models.PROTECT, related_name="submissions")
    version = models.ForeignKey(FormVersion, models.PROTECT, null=True, related_name="submissions")
    source = models.CharField(_("came by"), max_length=10, choices=Source.choices)
    # What it said it was filled in on; `version` is None where this server doesn't know that version.
    stated_version = models.CharField(_("version it was filled in on"), max_length=64, blank=True)
    instance_id = models.CharField(max_length=120, unique=True)
    # The earlier answer that it says it corrects; `corrects` is None where that never came or is corrected already.
    deprecated_id = models.CharField(max_length=120, blank=True, db_index=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    sha256 = models.CharField(max_length=64)  # of the content as it was sent
    # The instance's XML, or for an import a JSON object {column: value}; null once withdrawn.
    content = EncryptedTextField(null=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RECEIVED)
    set_aside_because = models.TextField(_("why it was set aside"), blank=True)
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="submissions")
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField(_("received"))
    session = models.ForeignKey(Session, models.SET_NULL, null=True, blank=True, related_name="submissions")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ("-received_at", "-pk")
        indexes = [models.Index(fields=["form", "state"])]

    def __str__(self):
        return self.instance_id

    @property
    def programme_id(self) -> int:
        return self.form.programme_id

    def get_absolute_url(self) -> str:
        return reverse("intake:submission", args=[self.pk])


class SubmissionMedia(models.Model):
    """A photo or sound that came with a submission, encrypted at rest."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="media")
    name = models.CharField(max_length=150)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+"
    )  # null: expected, or gone
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["submission", "name"], name="one_media_file_per_name")]

    def __str__(self):
        return self.name

    @property
    def programme_id(self) -> int:
        return self.submission.programme_id
