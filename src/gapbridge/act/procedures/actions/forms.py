"""The form of an application: written, published, and then only followed by a newer version."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.procedures.definition import check_definition
from gapbridge.act.procedures.models import FormDefinition
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import WrongState
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme


@transaction.atomic
def create_form(
    *, actor: User | None, programme: Programme, key: str, title: str, part: str, definition: Any
) -> FormDefinition:
    """The first version, a draft. Refuses a definition that no form could be made from."""
    permit(actor, "procedures.change_form", programme)
    check_definition(definition)
    form = FormDefinition(programme=programme, key=key, title=title, part=part, definition=definition)
    form.full_clean()
    form.save()
    journal.record(actor=actor, verb="procedures.create_form", target=form)
    return form


@transaction.atomic
def change_form(*, actor: User | None, form: FormDefinition, **changes: Any) -> FormDefinition:
    """Change title or definition of a draft. Refuses a published version: make a new one."""
    stored = _locked(actor, form)
    if stored.published_at is not None:
        raise WrongState(_("This version is published: applications rest on it. Make a new version."))
    if "definition" in changes:
        check_definition(changes["definition"])
    for name, value in changes.items():
        setattr(stored, name, value)
    stored.full_clean()
    stored.save()
    journal.record(
        actor=actor, verb="procedures.change_form", target=stored, data={"changed": sorted(changes)}
    )
    return stored


@transaction.atomic
def publish_form(*, actor: User | None, form: FormDefinition) -> FormDefinition:
    """Calls may use it from now on, and it stays as it is."""
    stored = _locked(actor, form)
    if stored.published_at is not None:
        raise WrongState(_("This version is published already."))
    check_definition(stored.definition)
    stored.published_at = timezone.now()
    stored.save(update_fields=["published_at"])
    journal.record(actor=actor, verb="procedures.publish_form", target=stored)
    return stored


@transaction.atomic
def new_version(*, actor: User | None, form: FormDefinition, programme: Programme) -> FormDefinition:
    """A draft that starts from a form: the next version of the programme's own, or the first of a shipped one."""
    permit(actor, "procedures.change_form", programme)
    versions = FormDefinition.objects.filter(programme=programme, key=form.key)
    latest = versions.order_by("-version").values_list("version", flat=True).first() or 0
    draft = FormDefinition(
        programme=programme,
        key=form.key,
        title=form.title,
        part=form.part,
        version=latest + 1,
        definition=form.definition,
    )
    draft.full_clean()
    draft.save()
    journal.record(actor=actor, verb="procedures.new_version", target=draft, data={"from": form.pk})
    return draft


def _locked(actor: User | None, form: FormDefinition) -> FormDefinition:
    permit(actor, "procedures.change_form", form)
    stored = FormDefinition.objects.select_for_update().get(pk=form.pk)
    if stored.programme_id is None and actor is not None:
        raise WrongState(_("This is the shipped form. Make a version of your own."))
    return stored
