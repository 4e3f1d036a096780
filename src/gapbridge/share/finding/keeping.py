"""Keeping the index beside the library.

By signals, as the house's own search (base/search.py): this is upkeep and no domain logic, so nobody who writes an
action of the library can forget it. What changed is written down in the same transaction (Stale); when that is
committed it is indexed, many changes of one work at once, and outside of what the reader waits for to be kept.
Whatever is left then, because the process ended or something was wrong, `run_due` takes up.
"""

from collections.abc import Collection, Iterator
from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save

from gapbridge.share.library.models import Edition, Resource, Version

from . import contents, vocabulary
from .index import engine
from .index.shapes import Work
from .index.vendor import vendor
from .models import Indexed, Stale
from .pieces import pieces

AT_ONCE = 50  # resources that are indexed in one transaction
IN_BULK = 2000  # in a rebuild


def connect() -> None:
    for model in (Resource, Edition, Version):
        post_save.connect(_changed, sender=model, dispatch_uid=f"finding.{model.__name__}.saved")
        post_delete.connect(_changed, sender=model, dispatch_uid=f"finding.{model.__name__}.deleted")
    m2m_changed.connect(_linked, sender=Resource.topics.through, dispatch_uid="finding.topics")


def _changed(sender: Any, instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    if not raw:
        note(_resource_of(instance))


def _linked(sender: Any, instance: Any, action: str, **_kwargs: Any) -> None:
    if action.startswith("post_") and isinstance(instance, Resource):
        note(instance.pk)


def _resource_of(instance: Any) -> int:
    if isinstance(instance, Resource):
        return instance.pk
    return instance.resource_id if isinstance(instance, Edition) else instance.edition.resource_id


def note(resource: int) -> None:
    """Have it indexed as soon as what changes it is committed."""
    Stale.objects.create(resource_id=resource)
    transaction.on_commit(catch_up, robust=True)


def catch_up() -> int:
    """Index what is noted; how many resources there were."""
    done = 0
    while Stale.objects.exists():  # a work of many changes asks as many times: no transaction for nothing
        done += _catch_up_some()
    return done


@transaction.atomic
def _catch_up_some() -> int:
    """Whoever writes the index reads the library only then: an older reading never follows a newer one."""
    vendor().lock()
    rows = list(Stale.objects.order_by("pk").values_list("pk", "resource_id")[:AT_ONCE])
    resources = sorted({resource for _, resource in rows})
    _write(list(contents.works(resources)), resources)
    Stale.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
    return len(resources)


def rebuild() -> Iterator[int]:
    """Write the whole index anew, some works at a time; yields how many. Searching goes on meanwhile, and writing:
    words are read and weighed before the database is held, and a work that was indexed meanwhile is left as it is."""
    engine().begin()
    vocabulary.forget_counts()
    resources = list(Resource.objects.order_by("pk").values_list("pk", flat=True))
    for some in pieces(resources, IN_BULK):
        before = _places(some)
        works = list(contents.works(some))
        with transaction.atomic():
            vendor().lock()
            now = _places(some)
            _write(
                [work for work in works if now.get(work.resource) == before.get(work.resource)], (), anew=True
            )
        yield len(some)
    engine().drop(set(Indexed.objects.values_list("resource_id", flat=True)) - {*resources} - _new(resources))
    vocabulary.forget_unused()
    engine().sweep()


def sweep_when_due() -> int:
    """What `run_due` does: where most of the index is left empty by what changed, write it anew."""
    return sum(rebuild()) if engine().is_sparse() else 0


def _new(resources: list[int]) -> set[int]:
    return set(Resource.objects.filter(pk__gt=max(resources, default=0)).values_list("pk", flat=True))


def _places(resources: Collection[int]) -> dict[int, int]:
    return dict(Indexed.objects.filter(resource_id__in=resources).values_list("resource_id", "place"))


def _write(works: list[Work], resources: Collection[int], *, anew: bool = False) -> None:
    """`resources`: those that were looked for; what is not among the works exists no more."""
    before = dict(
        Indexed.objects.filter(resource_id__in=[each.resource for each in works]).values_list(
            "resource_id", "words_sha256"
        )
    )
    engine().put(works, anew=anew)
    engine().drop({*resources} - {work.resource for work in works})
    changed = [each for each in works if anew or before.get(each.resource) != each.words_sha256]
    vocabulary.learn(
        (term for work in changed for term in _terms(work)),
        {pair for work in changed for edition in work.editions.values() for pair in edition.spellings},
    )


def _terms(work: Work) -> set[str]:
    return {term for edition in work.editions.values() for term in edition.weights}
