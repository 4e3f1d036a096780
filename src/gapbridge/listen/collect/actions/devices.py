"""Accounts of telephones: never a person's password."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.listen.collect.credentials import ha1, new_password, new_username
from gapbridge.listen.collect.models import Device
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme

SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class NewDevice:
    """A device and its password, which is shown now and kept nowhere."""

    device: Device
    password: str


@transaction.atomic
def add_device(*, actor: User | None, programme: Programme, label: str) -> NewDevice:
    permit(actor, "collect.manage_devices", programme)
    label = label.strip()
    if not label:
        raise Refused(_("Write which telephone this is."), field="label")
    username, password = new_username(), new_password()
    device = Device.objects.create(
        programme=programme,
        label=label[:80],
        username=username,
        ha1=ha1(username, password),
        made_by=actor,
    )
    journal.record(actor=actor, verb="collect.add_device", target=device)
    return NewDevice(device, password)


@transaction.atomic
def withdraw_device(*, actor: User | None, device: Device) -> Device:
    """Close the account: its next request is refused. What it sent stays."""
    permit(actor, "collect.manage_devices", device)
    device = Device.objects.select_for_update(of=("self",)).get(pk=device.pk)
    if device.revoked_at:
        raise Refused(_("This telephone was withdrawn already."))
    device.revoked_at = timezone.now()
    device.save(update_fields=["revoked_at"])
    journal.record(actor=actor, verb="collect.withdraw_device", target=device)
    return device


def note_seen(device: Device) -> None:
    """Remember that it has called: no act of anybody, so the journal does not hear of it. At most every 5 minutes."""
    now = timezone.now()
    if device.seen_at is None or device.seen_at < now - SEEN_EVERY:
        stale = Q(seen_at=None) | Q(seen_at__lt=now - SEEN_EVERY)
        Device.objects.filter(stale, pk=device.pk).update(seen_at=now)
