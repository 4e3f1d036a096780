"""Collections and their steps; what organisations tick."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.people.models import Organisation, User
from gapbridge.people.roles import Role
from gapbridge.programmes.models import Programme
from gapbridge.programmes.standing import standing
from gapbridge.share.library.models import PUBLIC, Resource

from .lifecycle import COLLECTION
from .models import LANGUAGES, Collection, Step, Tick

MOST_STEPS = 100


@transaction.atomic
def create_collection(*, actor: User, programme: Programme, **facts: Any) -> Collection:
    """A draft, the last of its programme. `facts`: fields of Collection, `title_en`, `title_az`, … among them."""
    permit(actor, "learning.add_collection", programme)
    last = Collection.objects.filter(programme=programme).aggregate(last=Max("position"))["last"] or 0
    collection = Collection(programme=programme, made_by=actor, position=last + 1, **facts)
    _check(collection)
    collection.save()
    journal.record(actor=actor, verb="learning.create_collection", target=collection)
    return collection


@transaction.atomic
def change_collection(*, actor: User, collection: Collection, **facts: Any) -> Collection:
    """Refuses to make a plain collection of a course that organisations have begun."""
    permit(actor, "learning.change_collection", collection)
    begun = collection.is_course and Tick.objects.filter(step__collection=collection).exists()
    for name, value in facts.items():
        setattr(collection, name, value)
    if begun and not collection.is_course:
        raise Refused(_("Organisations have begun this course, so it stays one."), field="is_course")
    _check(collection)
    collection.save()
    journal.record(
        actor=actor, verb="learning.change_collection", target=collection, data={"fields": sorted(facts)}
    )
    return collection


def _check(collection: Collection) -> None:
    if not any(getattr(collection, f"title_{each}") for each in LANGUAGES):
        raise Refused(_("Give it a title in at least one language."), field="title_en")
    if not collection.is_course and collection.pk and collection.steps.filter(resource=None).exists():
        raise Refused(_("Only a course has steps without a resource. Remove them first."), field="is_course")
    training = collection.training
    if training is not None and training.programme_id != collection.programme_id:
        raise Refused(_("This training belongs to another programme."), field="training")
    collection.full_clean(exclude=["programme", "made_by", "title", "training"])


@transaction.atomic
def publish_collection(*, actor: User, collection: Collection) -> Collection:
    """Refuses one in which a reader would find nothing."""
    if not collection.steps.filter(resource__state__in=PUBLIC).exists():
        raise Refused(_("There is nothing in it that readers see. Add a published resource first."))
    COLLECTION.move(collection, "publish", actor=actor)
    journal.record(actor=actor, verb="learning.publish_collection", target=collection)
    return collection


@transaction.atomic
def withdraw_collection(*, actor: User, collection: Collection) -> Collection:
    COLLECTION.move(collection, "withdraw", actor=actor)
    journal.record(actor=actor, verb="learning.withdraw_collection", target=collection)
    return collection


@transaction.atomic
def move_collection(*, actor: User, collection: Collection, how: str) -> Collection:
    """One place `up` or `down` among those of its programme."""
    permit(actor, "learning.order_collections", collection)
    siblings = list(Collection.objects.filter(programme=collection.programme_id).select_for_update())
    _move(siblings, collection, how)
    journal.record(actor=actor, verb="learning.move_collection", target=collection, data={"how": how})
    return collection


# --- steps ----------------------------------------------------------------------------------------


@transaction.atomic
def add_step(
    *,
    actor: User,
    collection: Collection,
    resource: Resource | None = None,
    doing: str = "read",
    **texts: str,
) -> Step:
    """At the end. `texts`: `text_en`, `text_az`, `text_ru`. Refuses what readers do not see."""
    permit(actor, "learning.change_collection", collection)
    steps = list(Collection.objects.select_for_update().get(pk=collection.pk).steps.all())
    if len(steps) >= MOST_STEPS:
        raise Refused(_("This collection is full. Make another one."))
    if resource is not None and resource.state not in PUBLIC:
        raise Refused(_("Readers do not see this resource yet. Publish it first."), field="resource")
    step = Step(collection=collection, resource=resource, doing=doing, **texts)
    step.position = steps[-1].position + 1 if steps else 1
    _check_step(step, [each.resource_id for each in steps])
    step.save()
    journal.record(
        actor=actor,
        verb="learning.add_step",
        target=collection,
        data={"step": step.pk, "resource": step.resource_id},
    )
    return step


def _check_step(step: Step, there: list[int | None]) -> None:
    if step.resource_id is None and not step.collection.is_course:
        raise Refused(_("Choose a resource."), field="resource")
    if step.resource_id is None and not any(getattr(step, f"text_{each}") for each in LANGUAGES):
        raise Refused(_("Say what to do."), field="text_en")
    if step.resource_id in there and not step.collection.is_course:
        raise Refused(_("It is in this collection already."), field="collection")
    step.full_clean(exclude=["collection", "resource"])


@transaction.atomic
def change_step(*, actor: User, step: Step, **facts: Any) -> Step:
    permit(actor, "learning.change_collection", step.collection)
    for name, value in facts.items():
        setattr(step, name, value)
    _check_step(step, [])
    step.save()
    journal.record(
        actor=actor,
        verb="learning.change_step",
        target=step.collection,
        data={"step": step.pk, "fields": sorted(facts)},
    )
    return step


@transaction.atomic
def move_step(*, actor: User, step: Step, how: str) -> Step:
    """One place `up` or `down`."""
    permit(actor, "learning.change_collection", step.collection)
    _move(list(Step.objects.filter(collection=step.collection_id).select_for_update()), step, how)
    journal.record(
        actor=actor, verb="learning.move_step", target=step.collection, data={"step": step.pk, "how": how}
    )
    return step


def _move(siblings: list[Any], moved: Any, how: str) -> None:
    """Positions are written anew from 1 on; at either end nothing moves."""
    here = next(place for place, each in enumerate(siblings) if each.pk == moved.pk)
    there = min(max(here + (-1 if how == "up" else 1), 0), len(siblings) - 1)
    siblings.insert(there, siblings.pop(here))
    for position, each in enumerate(siblings, start=1):
        each.position = position
    type(moved).objects.bulk_update(siblings, ["position"])


@transaction.atomic
def remove_step(*, actor: User, step: Step) -> None:
    """Refuses a step that organisations have ticked: it would take their progress away."""
    permit(actor, "learning.change_collection", step.collection)
    if step.ticks.exists():
        raise Refused(_("Organisations have ticked this step, so it stays. You can change what it says."))
    data = {"step": step.pk, "resource": step.resource_id}
    collection = step.collection
    step.delete()
    journal.record(actor=actor, verb="learning.remove_step", target=collection, data=data)


# --- progress -------------------------------------------------------------------------------------


@transaction.atomic
def tick_step(*, actor: User, step: Step, organisation: Organisation) -> Tick:
    """The organisation has done it. A second tick changes nothing: the first says who and when."""
    _check_course(actor, step, organisation)
    tick = Tick.objects.filter(step=step, organisation=organisation).first()
    if tick is not None:
        return tick
    try:
        with transaction.atomic():
            tick = Tick.objects.create(step=step, organisation=organisation, by=actor, at=timezone.now())
    except IntegrityError:  # a colleague, at the same moment
        return Tick.objects.get(step=step, organisation=organisation)
    _record_tick(actor, "learning.tick_step", step, organisation)
    return tick


@transaction.atomic
def untick_step(*, actor: User, step: Step, organisation: Organisation) -> None:
    _check_course(actor, step, organisation)
    gone, _kinds = Tick.objects.filter(step=step, organisation=organisation).delete()
    if gone:
        _record_tick(actor, "learning.untick_step", step, organisation)


def _check_course(actor: User, step: Step, organisation: Organisation) -> None:
    permit(actor, "learning.tick", step.collection)
    if not standing(actor).acts_for(organisation.pk, Role.CSO_STAFF):
        raise Forbidden(f"{actor.pk} does not act for {organisation.pk}")
    if not step.collection.is_course:
        raise Refused(_("This is no course: there is nothing to tick."))
    if step.collection.state != "published":
        raise Refused(_("This course is not published now. Try again when it is."))


def _record_tick(actor: User, verb: str, step: Step, organisation: Organisation) -> None:
    data = {"step": step.pk, "organisation": organisation.pk}
    journal.record(actor=actor, verb=verb, target=step.collection, data=data)
