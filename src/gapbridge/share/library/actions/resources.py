"""A resource, its editions and their versions: added, changed, kept."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.models import StoredFile
from gapbridge.base.uploads import CheckedUpload, store
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Programme
from gapbridge.share.library import letters
from gapbridge.share.library.models import Edition, Resource, Version
from gapbridge.share.library.rules import OTHER_LANGUAGE

LINKED = ("topics", "clauses", "calls", "trainings", "gaps")  # set as many to many
LANGUAGES = ("en", "az", "ru")


@dataclass(frozen=True)
class Content:
    """What a version holds: at least one of a text, a paper, an address or a checked file."""

    text: str = ""
    paper: str = ""
    url: str = ""
    file: CheckedUpload | None = field(default=None)
    same_file: StoredFile | None = field(default=None)  # of the version before; a new `file` takes its place

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.paper.strip() or self.url or self.file or self.same_file)

    def sha256(self) -> str:
        file = self.file or self.same_file
        parts = (self.text.strip(), self.paper.strip(), self.url, file.sha256 if file else "")
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@transaction.atomic
def create_resource(
    *,
    actor: User,
    programme: Programme,
    language: str,
    title: str,
    summary: str,
    content: Content,
    organisation: Organisation | None = None,
    **facts: Any,
) -> Resource:
    """A draft with its first edition. `organisation`: the partner that hands it in. `facts`: fields of Resource."""
    permit(actor, "library.hand_in" if organisation else "library.add_resource", organisation or programme)
    links = {name: facts.pop(name) for name in LINKED if name in facts}
    resource = Resource(programme=programme, organisation=organisation, added_by=actor, **facts)
    resource.full_clean(exclude=["programme", "organisation", "added_by"])
    resource.save()
    _link(resource, links)
    edition = _edition(resource, language, title, summary)
    _keep(actor, edition, content, adopted=True)
    journal.record(actor=actor, verb="library.create_resource", target=resource, data={"language": language})
    return resource


@transaction.atomic
def change_resource(*, actor: User, resource: Resource, **facts: Any) -> Resource:
    """What it is about and for whom; its words are changed by a new version."""
    permit(actor, "library.change_resource", resource)
    changed = sorted(facts)
    links = {name: facts.pop(name) for name in LINKED if name in facts}
    for name, value in facts.items():
        setattr(resource, name, value)
    resource.full_clean(exclude=["programme", "organisation", "added_by"])
    resource.save()
    _link(resource, links)
    journal.record(actor=actor, verb="library.change_resource", target=resource, data={"fields": changed})
    return resource


@transaction.atomic
def add_edition(
    *, actor: User, resource: Resource, language: str, title: str, summary: str, content: Content
) -> Edition:
    """The same work in another language. Refuses a language it has already."""
    permit(actor, "library.change_resource", resource)
    if resource.editions.filter(language=language).exists():
        raise Refused(_("It is there in this language already. Add a new version to that."), field="language")
    edition = _edition(resource, language, title, summary)
    _keep(actor, edition, content, adopted=True)
    journal.record(actor=actor, verb="library.add_edition", target=resource, data={"language": language})
    return edition


@transaction.atomic
def add_version(
    *, actor: User, edition: Edition, title: str, summary: str, content: Content, note: str = ""
) -> Version:
    """What it says from now on; the earlier versions stay. A partner's, of what is published, waits for a curator.

    Refuses a content that is the same as now.
    """
    resource = Resource.objects.select_for_update().get(pk=edition.resource_id)
    permit(actor, "library.add_version", resource)
    if edition.current is not None and edition.current.sha256 == content.sha256():
        raise Refused(_("This says the same as the version that is there. Nothing was added."))
    adopted = actor.has_perm("library.change_resource", resource)
    if adopted:
        edition.title, edition.summary = title.strip(), summary.strip()
        edition.save(update_fields=["title", "summary"])
    version = _keep(actor, edition, content, adopted=adopted, note=note)
    data = {"language": edition.language, "number": version.number, "adopted": adopted}
    journal.record(actor=actor, verb="library.add_version", target=resource, data=data)
    return version


@transaction.atomic
def adopt_version(*, actor: User, version: Version) -> Version:
    """A curator takes over what a partner proposed: it is shown from now on, and who proposed it hears of it."""
    edition = Edition.objects.select_for_update().select_related("resource").get(pk=version.edition_id)
    permit(actor, "library.curate", edition.resource)
    if version.adopted_at is not None:
        raise Refused(_("This version was taken over already."))
    version.adopted_at, version.declined_because = timezone.now(), ""
    version.save(update_fields=["adopted_at", "declined_because"])
    _show(edition, version)
    letters.tell_adopted(version, by=actor)
    journal.record(
        actor=actor, verb="library.adopt_version", target=edition.resource, data={"version": version.pk}
    )
    return version


@transaction.atomic
def decline_version(*, actor: User, version: Version, reason: str) -> Version:
    """What readers see stays; who proposed the version hears why. It is kept, and can be taken over later."""
    permit(actor, "library.curate", version.edition.resource)
    locked = Version.objects.select_for_update().get(pk=version.pk)
    if locked.adopted_at is not None:
        raise Refused(_("This version was taken over already."))
    version.declined_because = reason.strip()
    version.save(update_fields=["declined_because"])
    letters.tell_declined(version, by=actor)
    journal.record(
        actor=actor,
        verb="library.decline_version",
        target=version.edition.resource,
        data={"version": version.pk},
    )
    return version


def _edition(resource: Resource, language: str, title: str, summary: str) -> Edition:
    """Refuses a language in which the hub is not searched."""
    if language not in LANGUAGES:
        raise Refused(OTHER_LANGUAGE, field="language")
    return Edition.objects.create(
        resource=resource, language=language, title=title.strip(), summary=summary.strip()
    )


def _keep(actor: User, edition: Edition, content: Content, *, adopted: bool, note: str = "") -> Version:
    if not content:
        raise Refused(_("There is nothing in it yet. Add a text, a file or a web address."), field="text")
    number = edition.versions.count() + 1
    version = Version.objects.create(
        edition=edition,
        number=number,
        text=content.text.strip(),
        paper=content.paper.strip(),
        url=content.url,
        note=note.strip(),
        sha256=content.sha256(),
        made_by=actor,
        made_at=timezone.now(),
        adopted_at=timezone.now() if adopted else None,
        reading="waiting",
        reading_since=timezone.now(),
    )
    if content.file is None:
        version.file = content.same_file
        version.save(update_fields=["file"])
    else:
        version.file = store(
            content.file, actor=actor, owner=version, programme_id=edition.resource.programme_id
        )
        version.save(update_fields=["file"])
    if adopted:
        _show(edition, version)
    return version


def _show(edition: Edition, version: Version) -> None:
    edition.current = version
    edition.save(update_fields=["current"])


def _link(resource: Resource, links: Mapping[str, Iterable[Any]]) -> None:
    for name, rows in links.items():
        getattr(resource, name).set(rows)


def next_review(months: int, today: date | None = None) -> date:
    """The same day so many months on; the month's last where it has no such day."""
    today = today or timezone.localdate()
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    for day in range(today.day, today.day - 4, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    raise ValueError(months)
