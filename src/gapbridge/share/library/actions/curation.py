"""From a draft to what the world reads, and looked at again before it is out of date."""

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.errors import Refused
from gapbridge.people.models import User
from gapbridge.share.library import letters
from gapbridge.share.library.lifecycle import DOUBT, RESOURCE
from gapbridge.share.library.models import Doubt, Resource, Version

from .resources import next_review

AT_ONCE = 200  # resources that fall due in one run


@transaction.atomic
def submit_resource(*, actor: User, resource: Resource) -> Resource:
    RESOURCE.move(resource, "submit", actor=actor)
    _say(resource, "")
    journal.record(actor=actor, verb="library.submit_resource", target=resource)
    return resource


def _say(resource: Resource, because: str) -> None:
    resource.because = because.strip()
    resource.save(update_fields=["because"])


@transaction.atomic
def take_back_resource(*, actor: User, resource: Resource) -> Resource:
    """Its author goes on working on it; no curator reads it until it is handed in again."""
    RESOURCE.move(resource, "take_back", actor=actor)
    journal.record(actor=actor, verb="library.take_back_resource", target=resource)
    return resource


@transaction.atomic
def return_resource(*, actor: User, resource: Resource, reason: str) -> Resource:
    """Its authors are written to with the reason, which also stands on its page until it is handed in again."""
    RESOURCE.move(resource, "return", actor=actor)
    _say(resource, reason)
    letters.tell_returned(resource, by=actor)
    journal.record(actor=actor, verb="library.return_resource", target=resource)
    return resource


@transaction.atomic
def review_resource(*, actor: User, resource: Resource) -> Resource:
    RESOURCE.move(resource, "review", actor=actor)
    journal.record(actor=actor, verb="library.review_resource", target=resource)
    return resource


@transaction.atomic
def publish_resource(*, actor: User, resource: Resource) -> Resource:
    """Everybody reads it from now on; its authors are written to."""
    RESOURCE.move(resource, "publish", actor=actor)
    resource.published_at = resource.published_at or timezone.now()
    resource.review_on = next_review(resource.review_months)
    resource.because = ""
    resource.save(update_fields=["published_at", "review_on", "because"])
    letters.tell_published(resource, by=actor)
    journal.record(actor=actor, verb="library.publish_resource", target=resource)
    return resource


@transaction.atomic
def renew_resource(*, actor: User, resource: Resource) -> Resource:
    """Looked at, still holds. Refuses one whose last day is past: give it another first."""
    if resource.valid_until is not None and resource.valid_until < timezone.localdate():
        raise Refused(_("Its last day is past. Change “holds until” first, or archive it."))
    RESOURCE.move(resource, "renew", actor=actor)
    resource.review_on = next_review(resource.review_months)
    resource.save(update_fields=["review_on"])
    journal.record(actor=actor, verb="library.renew_resource", target=resource)
    return resource


@transaction.atomic
def archive_resource(*, actor: User, resource: Resource, reason: str) -> Resource:
    RESOURCE.move(resource, "archive", actor=actor)
    _say(resource, reason)
    journal.record(actor=actor, verb="library.archive_resource", target=resource)
    return resource


def fall_due() -> int:
    """What `run_due` does once a day and oftener: published resources whose review or last day has come."""
    today = timezone.localdate()
    published = Resource.objects.filter(state="published")
    found = published.filter(review_on__lte=today) | published.filter(valid_until__lt=today)
    resources = list(found.order_by("pk")[:AT_ONCE])
    for resource in resources:
        let_fall_due(actor=None, resource=resource)
    return len(resources)


@transaction.atomic
def let_fall_due(*, actor: User | None, resource: Resource) -> Resource:
    RESOURCE.move(resource, "fall_due", actor=actor)
    journal.record(actor=actor, verb="library.fall_due", target=resource)
    return resource


@transaction.atomic
def ask_doubt(*, actor: User | None, version: Version, text: str) -> Doubt:
    """“Is this out of date?” Anybody who can read it may ask; without an account nobody is named."""
    if not text.strip():
        raise Refused(_("Say what has changed, or what you wonder about."), field="text")
    doubt = Doubt.objects.create(
        version=version,
        text=text.strip(),
        language=translation.get_language() or "en",
        asked_by=actor,
        asked_at=timezone.now(),
    )
    journal.record(
        actor=actor, verb="library.ask_doubt", target=version.edition.resource, data={"doubt": doubt.pk}
    )
    return doubt


@transaction.atomic
def answer_doubt(*, actor: User, doubt: Doubt, reason: str) -> Doubt:
    """Who asked with an account is written to; without one nobody can be."""
    DOUBT.move(doubt, "answer", actor=actor)
    doubt.answer, doubt.answered_by, doubt.answered_at = reason.strip(), actor, timezone.now()
    doubt.save(update_fields=["answer", "answered_by", "answered_at"])
    letters.tell_answered(doubt)
    journal.record(
        actor=actor,
        verb="library.answer_doubt",
        target=doubt.version.edition.resource,
        data={"doubt": doubt.pk},
    )
    return doubt
