"""Co-applicants and affiliated entities: asked by the applicant, confirmed or declined by themselves."""

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.applications import partner_letters as letters
from gapbridge.act.applications.deadlines import kind_written, require_writable
from gapbridge.act.applications.editors.partners import most_co_applicants
from gapbridge.act.applications.lifecycle import PARTNER
from gapbridge.act.applications.models import Application, Part, Partner
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused, WrongState
from gapbridge.people.models import Organisation, User

from .applications import locked


@transaction.atomic
def ask_partner(
    *,
    actor: User,
    application: Application,
    organisation: Organisation,
    kind: str,
    role: str,
    received_at: Any = None,
) -> Partner:
    """Ask an organisation to take part; its staff is written to. It has no part until it confirms.

    Refuses the applicant itself, one that was asked already, more co-applicants than the call allows, an application
    that is submitted, and a full application whose partners may not differ from the concept note's.
    """
    application = _begin(actor, application, received_at)
    if organisation.pk == application.organisation_id:
        raise Refused(_("This is the applicant itself."), field="organisation")
    if application.partners.filter(organisation=organisation).exists():
        raise Refused(_("This organisation has been asked already."), field="organisation")
    _refuse_unchangeable(application)
    partner = Partner(
        application=application, organisation=organisation, kind=kind, role=_role(role), asked_by=actor,
        asked_at=timezone.now(),
    )  # fmt: skip
    partner.clean_fields(exclude=["application", "organisation", "asked_by"])
    _refuse_too_many(partner)
    partner.save()
    letters.send_asked(partner)
    _record(actor, "ask_partner", partner, kind=kind)
    return partner


@transaction.atomic
def change_partner(
    *, actor: User, partner: Partner, kind: str, role: str, received_at: Any = None
) -> Partner:
    """Change as what it takes part, or what it does. That is another thing to consent to: it is asked again."""
    application = _begin(actor, partner.application, received_at)
    partner = Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    partner.application = application
    if (partner.kind, partner.role) == (kind, _role(role)):
        return partner
    if partner.kind != kind:
        _refuse_unchangeable(application)
    partner.kind, partner.role = kind, _role(role)
    partner.clean_fields(exclude=["application", "organisation", "asked_by"])
    _refuse_too_many(partner)
    if partner.state != "asked":
        PARTNER.move(partner, "ask_again", actor=actor)
    _ask_anew(actor, partner)
    _record(actor, "change_partner", partner, kind=kind)
    return partner


@transaction.atomic
def ask_partner_again(*, actor: User, partner: Partner, received_at: Any = None) -> Partner:
    """Ask one that declined once more, for the same."""
    partner.application = _begin(actor, partner.application, received_at)
    PARTNER.move(partner, "ask_again", actor=actor)
    _ask_anew(actor, partner)
    _record(actor, "ask_partner_again", partner)
    return partner


def _ask_anew(actor: User, partner: Partner) -> None:
    partner.asked_by, partner.asked_at = actor, timezone.now()
    partner.answered_by, partner.answered_at, partner.reason = None, None, ""
    partner.save()
    letters.send_asked(partner)


@transaction.atomic
def confirm_partner(*, actor: User, partner: Partner) -> Partner:
    """The organisation takes part as it is described now. Refuses when the application is closed."""
    application = locked(partner.application)
    if application.state in {"withdrawn", "declined"}:
        raise WrongState(_("This application is “%(state)s”.") % {"state": application.get_state_display()})
    PARTNER.move(partner, "confirm", actor=actor)
    return _answer(actor, partner, "confirm_partner", "")


@transaction.atomic
def decline_partner(*, actor: User, partner: Partner, reason: str) -> Partner:
    """The organisation does not take part, or not any more, and says why. The applicant is written to."""
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    PARTNER.move(partner, "decline", actor=actor)
    return _answer(actor, partner, "decline_partner", reason.strip())


def _answer(actor: User, partner: Partner, verb: str, reason: str) -> Partner:
    partner.answered_by, partner.answered_at, partner.reason = actor, timezone.now(), reason
    partner.save(update_fields=["answered_by", "answered_at", "reason"])
    letters.send_answered(partner)
    _record(actor, verb, partner)
    return partner


@transaction.atomic
def remove_partner(*, actor: User, partner: Partner, received_at: Any = None) -> Application:
    """Take a partner out again. Refused while budget lines or activities are its own."""
    application = _begin(actor, partner.application, received_at)
    _refuse_unchangeable(application)
    removed, organisation = partner.pk, partner.organisation_id
    try:
        with transaction.atomic():
            partner.delete()
    except ProtectedError:
        raise Refused(
            _("Budget lines or activities are this partner's. Give them to somebody else first.")
        ) from None
    journal.record(
        actor=actor,
        verb="applications.remove_partner",
        target=application,
        data={"partner": removed, "organisation": organisation},
    )
    return application


# --- what all of them ask ------------------------------------------------------------------------


def _begin(actor: User, application: Application, received_at: Any) -> Application:
    permit(actor, "applications.change_application", application)
    application = locked(application)
    require_writable(application, received_at or timezone.now())
    return application


def _refuse_unchangeable(application: Application) -> None:
    invited = application.call.is_two_step and kind_written(application) == Part.Kind.FULL
    if invited and "partners" in application.call.procedure.unchangeable:
        raise Refused(_("By the rules of this call the partners may not change after the concept note."))


def _refuse_too_many(partner: Partner) -> None:
    most = most_co_applicants(partner.application.call)
    if most is None or partner.kind != Partner.Kind.CO_APPLICANT:
        return
    others = partner.application.partners.filter(kind=partner.kind).exclude(state="declined")
    if others.exclude(pk=partner.pk).count() >= most:
        raise Refused(
            _("By the rules of this call there may be at most %(most)s co-applicants.") % {"most": most},
            field="kind",
        )


def _role(role: str) -> str:
    if not role.strip():
        raise Refused(_("Say what it does in the project: that is what it consents to."), field="role")
    return role.strip().replace("\r\n", "\n")


def _record(actor: User, verb: str, partner: Partner, **data: Any) -> None:
    journal.record(
        actor=actor,
        verb=f"applications.{verb}",
        target=partner,
        data={"application": partner.application_id, "state": partner.state, **data},
    )
