"""What an organisation keeps about itself, once for all calls."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from gapbridge.act.profiles import concern
from gapbridge.base.fields import EncryptedTextField
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import MONEY, NARRATIVE_LANGUAGES, Place, Topic

LONGEST_NAME = 200
LONGEST_TEXT = 6000
NAME = [MaxLengthValidator(LONGEST_NAME)]
TEXT = [MaxLengthValidator(LONGEST_TEXT)]
LANGUAGE: dict[str, Any] = {"max_length": 2, "default": "en", "choices": NARRATIVE_LANGUAGES}
CURRENCY: dict[str, Any] = {"max_length": 3, "default": "AZN"}
EARLIEST_YEAR = 1990


class OfOrganisation(models.QuerySet):
    """Rows of an organisation's file: its own people see them, and whom the organisation concerns."""

    path: ClassVar[str] = "profile_id"  # a profile's id is its organisation's
    keepers: ClassVar[frozenset[Any]] = concern.KEEPERS

    def visible_to(self, user: Any) -> Self:
        own = concern.kept_by(user, self.keepers)
        return self.filter(self._in(own) | self._in(concern.organisations(self.others(user))))

    def others(self, user: Any) -> Q:
        """On Organisation: those whose rows this reader sees without acting for them."""
        return concern.concerning(user)

    def _in(self, organisations: Any) -> Q:
        return Q(**{f"{self.path}__in": organisations})


class ProfileQuerySet(OfOrganisation):
    path = "pk"


class Profile(models.Model):
    """An organisation's file. Its id is the organisation's; `queries.profile_of` opens it when it is first needed."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, primary_key=True, related_name="profile", verbose_name=_("organisation")
    )
    legal_address = models.CharField(_("legal address"), max_length=300, blank=True)
    # Keyed hash of the folded address: the same address in two files is found without comparing texts.
    address_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    postal_address = models.CharField(
        _("postal address"), max_length=300, blank=True, help_text=_("Only when it is another.")
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    tax_number = models.CharField(_("tax number"), max_length=40, blank=True)
    mission = models.TextField(
        _("what the organisation is for"), blank=True, max_length=LONGEST_TEXT, validators=TEXT
    )
    language = models.CharField(_("language of the text"), **LANGUAGE)
    staff = models.PositiveIntegerField(
        _("paid staff"), null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    volunteers = models.PositiveIntegerField(
        _("volunteers"), null=True, blank=True, validators=[MaxValueValidator(1_000_000)]
    )
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation's file")
        verbose_name_plural = _("organisations' files")

    def __str__(self):
        return str(self.organisation)

    def get_absolute_url(self) -> str:
        return reverse("profiles:file", args=[self.pk])


class OfficerQuerySet(OfOrganisation):
    def others(self, user: Any) -> Q:
        return concern.checked_by(user)

    def current(self, on: date | None = None) -> Self:
        return self.filter(Q(until=None) | Q(until__gte=on or localdate()))


class Officer(models.Model):
    """A member of the board, a director, or whoever else binds the organisation. A name is personal data."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="officers")
    name = EncryptedTextField(_("name"), validators=NAME)
    # Keyed hash of the name's key (names.key_of), the same for all spellings of it in Latin and Cyrillic letters.
    name_hash = models.CharField(max_length=64, db_index=True, editable=False)
    position = models.CharField(_("position"), max_length=120)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = _("officer of an organisation")
        verbose_name_plural = _("officers of organisations")
        ordering = ("pk",)

    def __str__(self):
        return self.position

    def get_absolute_url(self) -> str:
        return reverse("profiles:file", args=[self.profile_id]) + "#officers"


class BankAccountQuerySet(OfOrganisation):
    keepers = concern.PAYEES

    def others(self, user: Any) -> Q:
        return concern.paid_by(user)


class BankAccount(models.Model):
    """Where money is sent. Read by the organisation's own staff, and by few officers who leave a trace."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="bank_accounts")
    holder = EncryptedTextField(_("account holder"), validators=NAME)
    bank = models.CharField(_("bank"), max_length=200)
    iban = EncryptedTextField(_("IBAN"))
    iban_hash = models.CharField(max_length=64, db_index=True, editable=False)
    currency = models.CharField(_("currency"), **CURRENCY)
    letter = models.ForeignKey(
        "profiles.Document",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("letter of the bank"),
    )
    added_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BankAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ("pk",)

    def __str__(self):
        return f"{self.bank} ({self.currency})"

    @property
    def confirmed(self) -> bool:
        """A letter of the bank is kept that says whose account it is."""
        return self.letter_id is not None

    @property
    def spaced_iban(self) -> str:
        return " ".join(self.iban[i : i + 4] for i in range(0, len(self.iban), 4))

    def get_absolute_url(self) -> str:
        return reverse("profiles:file", args=[self.profile_id]) + "#bank"


class Accounts(models.Model):
    """What came in and went out in a year, with the report."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="accounts")
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(EARLIEST_YEAR)])
    currency = models.CharField(_("currency"), **CURRENCY)
    income = models.DecimalField(_("income"), **MONEY)
    expenditure = models.DecimalField(_("expenditure"), **MONEY)
    audited = models.BooleanField(_("audited"), default=False)

    objects = OfOrganisation.as_manager()

    class Meta:
        verbose_name = _("annual accounts")
        verbose_name_plural = _("annual accounts")
        ordering = ("-year",)
        constraints = [models.UniqueConstraint(fields=["profile", "year"], name="one_account_a_year")]

    def __str__(self):
        return str(self.year)

    def get_absolute_url(self) -> str:
        return reverse("profiles:file", args=[self.profile_id]) + "#accounts"


class PastProject(models.Model):
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="past_projects")
    title = models.CharField(_("title"), max_length=200)
    donor = models.CharField(_("donor"), max_length=200)
    amount = models.DecimalField(_("amount"), **{**MONEY, "validators": [MinValueValidator(Decimal("0.01"))]})
    currency = models.CharField(_("currency"), **CURRENCY)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    place = models.ForeignKey(
        Place, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    theme = models.ForeignKey(
        Topic, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("topic")
    )
    description = models.TextField(
        _("what was done and reached"), blank=True, max_length=LONGEST_TEXT, validators=TEXT
    )
    language = models.CharField(_("language of the text"), **LANGUAGE)

    objects = OfOrganisation.as_manager()

    class Meta:
        verbose_name = _("past project")
        verbose_name_plural = _("past projects")
        ordering = ("-starts_on", "pk")

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("profiles:file", args=[self.profile_id]) + "#projects"


class DocumentQuerySet(OfOrganisation):
    path = "organisation_id"

    def visible_to(self, user: Any) -> Self:
        """A bank's letter holds bank details: it is seen by whom they are."""
        own, seen = concern.kept_by(user), concern.organisations(concern.concerning(user))
        payees = concern.kept_by(user, concern.PAYEES)
        letters = self._in(payees) | self._in(concern.organisations(concern.paid_by(user)))
        is_letter = Q(kind=Document.Kind.BANK_LETTER)
        return self.filter((~is_letter & (self._in(own) | self._in(seen))) | (is_letter & letters))

    def in_use(self) -> Self:
        """Neither replaced nor taken out; it may have run out."""
        return self.filter(ended_at=None)

    def valid(self, on: date) -> Self:
        return self.in_use().filter(Q(expires_on=None) | Q(expires_on__gte=on))


class Document(models.Model):
    """A paper of the organisation, sealed at rest (files.py). A newer one replaces it; it stays to be read."""

    class Kind(models.TextChoices):
        STATUTES = "statutes", _("Statutes")
        REGISTRATION = "registration", _("Certificate of registration")
        TAX = "tax", _("Tax certificate")
        ACCOUNTS = "accounts", _("Accounts")
        AUDIT = "audit", _("Audit report")
        BANK_LETTER = "bank_letter", _("Letter of the bank")
        SAFEGUARDING = "safeguarding", _("Policy against sexual exploitation and abuse")
        ANTI_FRAUD = "anti_fraud", _("Policy against fraud and corruption")
        DATA_PROTECTION = "data_protection", _("Data protection policy")
        GENDER = "gender", _("Gender policy")
        OTHER = "other", _("Other document")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="documents")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("Leave empty when it does not run out.")
    )
    language = models.CharField(_("language of the text"), **LANGUAGE)
    added_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)  # its people were told that it runs out
    replaced_by = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces"
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("kind", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(issued_on=None) | Q(expires_on__gte=models.F("issued_on")),
                name="document_runs_out_after_it_is_issued",
            )
        ]
        indexes = [models.Index(fields=["expires_on"], condition=Q(ended_at=None), name="documents_in_use")]

    def __str__(self):
        return self.title or self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("profiles:file", args=[self.organisation_id]) + "#documents"
