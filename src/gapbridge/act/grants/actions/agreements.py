"""The agreement: its text from the programme's template, both signatures, the signed copy."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gapbridge.act.grants import letters
from gapbridge.act.grants.formats.wording import FIELDS, LANGUAGES, filled_in, unknown_fields
from gapbridge.act.grants.lifecycle import GRANT
from gapbridge.act.grants.models import Agreement, AgreementTemplate, Grant, Signature
from gapbridge.act.grants.queries.agreements import latest, template_of
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.uploads import CheckedUpload, discard, store
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme

from .common import lock, lock_live


@transaction.atomic
def change_template(
    *, actor: User, programme: Programme, texts: Mapping[str, str], shift_percent: int | None = None
) -> AgreementTemplate:
    """A new version of the programme's text, in all three languages. Refuses a named field that is not known."""
    permit(actor, "grants.change_grant", programme)
    for language in LANGUAGES:
        text = texts.get(language, "")
        if not text.strip():
            raise Refused(_("Write the text in all three languages."), field=f"text_{language}")
        if unknown := unknown_fields(text):
            raise Refused(
                _("These fields are not known: %(unknown)s. Use %(known)s.")
                % {"unknown": ", ".join(unknown), "known": ", ".join(FIELDS)},
                field=f"text_{language}",
            )
    Programme.objects.select_for_update().get(pk=programme.pk)
    if shift_percent is None:
        shift_percent = template_of(programme).shift_percent
    template = AgreementTemplate(
        programme=programme,
        version=programme.agreement_templates.count() + 1,
        texts={language: texts[language].strip() for language in LANGUAGES},
        shift_percent=shift_percent,
        made_by=actor,
        made_at=timezone.now(),
    )
    template.clean_fields()
    template.save()
    journal.record(
        actor=actor, verb="grants.change_template", target=template, data={"version": template.version}
    )
    return template


@transaction.atomic
def prepare_agreement(
    *,
    actor: User,
    grant: Grant,
    starts_on: date,
    ends_on: date,
    special_conditions: str = "",
    language: str | None = None,
) -> Agreement:
    """Fill in the template. A newer text replaces the one before until somebody has signed it.

    Refuses before the call is decided, when nobody has been told, and while instalments don't add up.
    """
    permit(actor, "grants.change_grant", grant)
    lock(grant, "awarded")
    _check_told(grant)
    if ends_on < starts_on:
        raise Refused(_("It can't end before it starts."), field="ends_on")
    before = latest(grant)
    if before and before.signatures.exists():
        raise Refused(_("One side has signed: the text stands as it is."))
    planned = sum(each.amount for each in grant.instalments.all())
    if planned and planned != grant.amount:
        raise Refused(_("Plan the instalments first: they don't add up to the grant."))
    language = language or grant.application.language
    template = template_of(grant.application.call.intervention.programme)
    grant.starts_on, grant.ends_on = starts_on, ends_on
    grant.save(update_fields=["starts_on", "ends_on"])
    agreement = Agreement.objects.create(
        grant=grant,
        number=before.number + 1 if before else 1,
        template_version=template.version,
        language=language,
        special_conditions=special_conditions.strip(),
        text=filled_in(template, grant, special_conditions.strip(), language),
        shift_percent=template.shift_percent,
        starts_on=starts_on,
        ends_on=ends_on,
        prepared_by=actor,
        prepared_at=timezone.now(),
    )
    letters.tell(grant, "prepared", about=agreement)
    journal.record(
        actor=actor, verb="grants.prepare_agreement", target=grant, data={"agreement": agreement.pk}
    )
    return agreement


def _check_told(grant: Grant) -> None:
    if grant.application.call.state != "decided":
        raise Refused(_("The call is not decided: the grantee hasn't been told."))


@transaction.atomic
def register_signature(
    *, actor: User, grant: Grant, side: str, signed_on: date, role: str, name: str = ""
) -> Signature:
    """Note that a side has signed. With the second one the grant is signed."""
    permit(actor, "grants.change_grant", grant)
    signature = _sign(grant, side, signed_on, role, name)
    _sign_grant(actor, grant)
    journal.record(actor=actor, verb="grants.register_signature", target=grant, data={"side": side})
    return signature


@transaction.atomic
def register_signatures(
    *,
    actor: User,
    grant: Grant,
    office: Mapping[str, Any],
    grantee: Mapping[str, Any],
    signed_copy: CheckedUpload | None = None,
) -> Grant:
    """Note both at once: each side is {"signed_on": date, "role": text, "name": text}."""
    permit(actor, "grants.change_grant", grant)
    _sign(grant, Signature.Side.OFFICE, **office)
    _sign(grant, Signature.Side.GRANTEE, **grantee)
    if signed_copy is not None:
        _keep_copy(actor, latest(grant), signed_copy)
    _sign_grant(actor, grant)
    journal.record(actor=actor, verb="grants.register_signatures", target=grant)
    return grant


def _sign(grant: Grant, side: str, signed_on: date, role: str, name: str = "") -> Signature:
    lock(grant, "awarded")
    _check_told(grant)
    agreement = latest(grant)
    if agreement is None:
        raise Refused(_("Prepare the agreement first."))
    if not role.strip():
        raise Refused(_("Say as what it was signed, such as “chair of the board”."), field="role")
    if signed_on > localdate():
        raise Refused(_("This day has not come yet."), field="signed_on")
    if agreement.signatures.filter(side=side).exists():
        raise Refused(_("This side has signed already."), field="side")
    signature = Signature(
        agreement=agreement, side=side, signed_on=signed_on, role=role.strip(), name=name.strip()
    )
    signature.clean_fields()
    signature.save()
    return signature


def _sign_grant(actor: User, grant: Grant) -> None:
    """With both signatures the grant is signed, on the day of the later one."""
    agreement = latest(grant)
    days = [each.signed_on for each in agreement.signatures.all()] if agreement else []
    if len(days) < len(Signature.Side.values):
        return
    GRANT.move(grant, "sign", actor=actor)
    grant.signed_on = max(days)
    grant.save(update_fields=["signed_on"])
    letters.tell(grant, "signed")


@transaction.atomic
def attach_signed_copy(*, actor: User, grant: Grant, upload: CheckedUpload) -> Agreement:
    """Keep the scan of what both have signed; a better scan replaces it while the grant runs."""
    permit(actor, "grants.change_grant", grant)
    lock_live(grant)
    agreement = latest(grant)
    if agreement is None:
        raise Refused(_("Prepare the agreement first."), field="upload")
    _keep_copy(actor, agreement, upload)
    journal.record(
        actor=actor, verb="grants.attach_signed_copy", target=grant, data={"agreement": agreement.pk}
    )
    return agreement


def _keep_copy(actor: User, agreement: Any, upload: CheckedUpload) -> None:
    before = agreement.signed_copy
    agreement.signed_copy = store(upload, owner=agreement, actor=actor)
    agreement.save(update_fields=["signed_copy"])
    if before:
        discard(before)
