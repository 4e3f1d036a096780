from typing import Any

import rules
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .lifecycle import INVITATION
from .roles import Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person with an account. Nobody is above the rules: there is no superuser."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(
        _("language"),
        max_length=2,
        default="en",
        choices=[("en", "English"), ("az", "Azərbaycanca"), ("ru", "Русский")],
    )
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(
        default=False, help_text=_("A demonstration account, refused in production.")
    )
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self):
        return self.name or self.email

    @property
    def account(self) -> str:
        """The part of the address before the @: what a demonstration account is called."""
        return self.email.partition("@")[0]

    def get_full_name(self) -> str:
        return str(self)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_active and rules.has_perm(perm, self, obj)

    def has_perms(self, perms, obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user) -> "OrganisationQuerySet":
        """Organisations are public knowledge to whoever is signed in; a visitor sees the listed ones."""
        return self if user.is_authenticated else self.filter(is_listed=True)

    def offices(self) -> "OrganisationQuerySet":
        """Those that can lead programmes: not CSOs and community groups, which register themselves."""
        return self.exclude(kind__in=[Organisation.Kind.CSO, Organisation.Kind.COMMUNITY])


class Organisation(models.Model):
    class Kind(models.TextChoices):
        CSO = "cso", _("Civil society organisation")
        NATIONAL_SOCIETY = "national_society", _("National Society")
        BRANCH = "branch", _("Branch of a National Society")
        AUTHORITY = "authority", _("Authority")
        UN_AGENCY = "un_agency", _("UN agency")
        DONOR = "donor", _("Donor")
        INTERNATIONAL = "international", _("International organisation")
        INGO = "ingo", _("International NGO")
        COMMUNITY = "community", _("Community group")

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="branches", verbose_name=_("branch of")
    )
    country = models.CharField(
        _("country"), max_length=2, default="AZ", help_text=_("Two letters, ISO 3166-1.")
    )
    city = models.CharField(_("town"), max_length=80, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=60, blank=True)
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=120, blank=True)
    website = models.URLField(_("website"), blank=True)
    about = models.TextField(_("about"), blank=True)
    language = models.CharField(_("language of the text"), max_length=2, default="en")
    is_listed = models.BooleanField(_("shown on the public site"), default=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)

    def __str__(self):
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("people:organisation", args=[self.pk])


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=timezone.localdate()))

    def visible_to(self, user: Any) -> "MembershipQuerySet":
        """The current memberships of the organisations one acts for."""
        if not user.is_authenticated:
            return self.none()
        mine = Membership.objects.current().filter(user=user).values("organisation_id")
        return self.current().filter(organisation_id__in=mine)


class Membership(models.Model):
    """A person acts for an organisation in a role."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    started_on = models.DateField(_("since"), default=timezone.localdate)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="one_membership_per_role")
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"

    def get_absolute_url(self) -> str:
        return self.organisation.get_absolute_url()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user) -> "InvitationQuerySet":
        if not user.is_authenticated:
            return self.none()
        administered = user.memberships.current().filter(role=Role.ADMINISTRATOR).values("organisation_id")
        return self.filter(organisation_id__in=administered)


class Invitation(models.Model):
    """An invitation by mail to act for an organisation in a role. Only a hash of its token is kept."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    language = models.CharField(_("language"), max_length=2, default="en")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=20, choices=INVITATION.choices, default="open")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self):
        return self.email

    def get_absolute_url(self) -> str:
        return self.organisation.get_absolute_url()
