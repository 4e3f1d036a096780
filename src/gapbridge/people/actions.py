from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.outbox import queue_mail

from . import memberships
from .lifecycle import INVITATION
from .models import Invitation, Membership, Organisation, User
from .roles import Role
from .tokens import new_token, token_hash

INVITATION_DAYS = 14


@transaction.atomic
def create_organisation(*, actor: User | None, **fields: Any) -> Organisation:
    permit(actor, "people.add_organisation")
    organisation = Organisation(**fields)
    _check(organisation)
    organisation.save()
    journal.record(actor=actor, verb="people.create_organisation", target=organisation)
    return organisation


@transaction.atomic
def register_organisation(*, actor: User, **fields: Any) -> Organisation:
    """A CSO registers itself; who does it becomes its administrator and staff."""
    permit(actor, "people.register_organisation")
    organisation = Organisation(kind=Organisation.Kind.CSO, **fields)
    _check(organisation)
    organisation.save()
    for role in (Role.ADMINISTRATOR, Role.CSO_STAFF):
        Membership.objects.create(user=actor, organisation=organisation, role=role)
    memberships.forget(actor)
    journal.record(actor=actor, verb="people.register_organisation", target=organisation)
    return organisation


@transaction.atomic
def change_organisation(*, actor: User, organisation: Organisation, **fields: Any) -> Organisation:
    permit(actor, "people.change_organisation", organisation)
    for name, value in fields.items():
        setattr(organisation, name, value)
    _check(organisation)
    organisation.save()
    journal.record(
        actor=actor, verb="people.change_organisation", target=organisation, data={"fields": sorted(fields)}
    )
    return organisation


def _check(organisation: Organisation) -> None:
    """Refuses a registration in the future and a branch of itself."""
    if organisation.registered_on and organisation.registered_on > timezone.localdate():
        raise Refused(_("An organisation can't be registered in the future."), field="registered_on")
    if organisation.pk and organisation.parent_id == organisation.pk:
        raise Refused(_("An organisation can't be a branch of itself."), field="parent")


@transaction.atomic
def create_user(*, actor: User | None, email: str, name: str, language: str = "en", **fields: Any) -> User:
    """An account without a password: it can be used once one is set by mail. For the system itself."""
    permit(actor, "people.add_user")
    user = User.objects.create_user(email, name=name, language=language, **fields)
    journal.record(actor=actor, verb="people.create_user", target=user)
    return user


@transaction.atomic
def add_membership(
    *, actor: User | None, user: User, organisation: Organisation, role: str, started_on: date | None = None
) -> Membership:
    """Let somebody act for an organisation without an invitation. For the system itself."""
    permit(actor, "people.invite", organisation)
    started = {"started_on": started_on} if started_on else {}
    membership = Membership.objects.create(user=user, organisation=organisation, role=role, **started)
    memberships.forget(user)
    journal.record(actor=actor, verb="people.add_membership", target=membership, data={"role": role})
    return membership


@transaction.atomic
def invite(
    *, actor: User, organisation: Organisation, email: str, role: str, language: str
) -> tuple[Invitation, str]:
    """Invite somebody by mail; returns the invitation and its token, which is kept nowhere else.

    Refuses a second open invitation to the same address for the same role.
    """
    permit(actor, "people.invite", organisation)
    if organisation.invitations.filter(
        email__iexact=email, role=role, state="open", expires_at__gt=timezone.now()
    ).exists():
        raise Refused(
            _("This address already has an open invitation. Withdraw it first to send another."),
            field="email",
        )
    if organisation.memberships.current().filter(user__email__iexact=email, role=role).exists():
        raise Refused(_("This person already has this role here."), field="email")
    token = new_token()
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        language=language,
        token_hash=token_hash(token),
        invited_by=actor,
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    _mail_invitation(invitation, token)
    journal.record(actor=actor, verb="people.invite", target=invitation, data={"role": role})
    return invitation, token


def _mail_invitation(invitation: Invitation, token: str) -> None:
    with translation.override(invitation.language):
        address = settings.SITE_URL + reverse("people:accept", args=[token])
        queue_mail(
            to=invitation.email,
            subject=_("Invitation to act for %(organisation)s in Gapbridge")
            % {"organisation": invitation.organisation},
            body=_(
                "You are invited to act for %(organisation)s as: %(role)s.\n\n"
                "Open this address within %(days)s days to accept:\n%(address)s\n\n"
                "If you did not expect this, you need not do anything."
            )
            % {
                "organisation": invitation.organisation,
                "role": invitation.get_role_display(),
                "days": INVITATION_DAYS,
                "address": address,
            },
            language=invitation.language,
        )


@transaction.atomic
def accept_invitation(*, actor: User, invitation: Invitation) -> Membership:
    """Refuses an invitation that was used, withdrawn or has run out, and one sent to another address."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.state != "open" or invitation.expires_at < timezone.now():
        raise Refused(_("This invitation is no longer open. Ask for a new one."))
    if invitation.email.lower() != actor.email.lower():
        raise Refused(_("This invitation was sent to another address. Sign in with that address."))
    membership, _created = Membership.objects.update_or_create(
        user=actor, organisation=invitation.organisation, role=invitation.role, defaults={"ended_on": None}
    )
    invitation.state = "accepted"
    invitation.accepted_at, invitation.accepted_by = timezone.now(), actor
    invitation.save()
    memberships.forget(actor)
    journal.record(
        actor=actor, verb="people.accept_invitation", target=invitation, data={"membership": membership.pk}
    )
    return membership


@transaction.atomic
def withdraw_invitation(*, actor: User, invitation: Invitation) -> Invitation:
    INVITATION.move(invitation, "withdraw", actor=actor)
    journal.record(actor=actor, verb="people.withdraw_invitation", target=invitation)
    return invitation


@transaction.atomic
def end_membership(*, actor: User, membership: Membership) -> Membership:
    """From now on the person no longer acts for the organisation in this role. Refuses the last administrator."""
    permit(actor, "people.end_membership", membership)
    # Two administrators who end each other's membership at once take turns.
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    others = (
        membership.organisation.memberships.current()
        .filter(role=Role.ADMINISTRATOR)
        .exclude(pk=membership.pk)
    )
    if membership.role == Role.ADMINISTRATOR and not others.exists():
        raise Refused(_("An organisation keeps at least one administrator. Invite another one first."))
    membership.ended_on = timezone.localdate()
    membership.save(update_fields=["ended_on"])
    journal.record(
        actor=actor, verb="people.end_membership", target=membership, data={"role": membership.role}
    )
    return membership


@transaction.atomic
def change_profile(*, actor: User, name: str, language: str) -> User:
    actor.name, actor.language = name, language
    actor.save(update_fields=["name", "language"])
    journal.record(actor=actor, verb="people.change_profile", target=actor)
    return actor
