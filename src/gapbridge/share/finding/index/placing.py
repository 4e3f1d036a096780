"""The engine in the database, writing: works get places, their terms' weights go into blocks.

A work whose words change gets a new place behind all others, as in a log; the old place belongs to no trait any more,
so nothing is found there. `sweep` drops the blocks in which nobody lives.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import connection, transaction
from django.db.models import Count, Min, Model

from gapbridge.share.finding.models import Block, Edge, Indexed, PageTerms, TraitBlock

from . import blocks, leaves
from .blocks import WORKS
from .shapes import Work
from .vendor import vendor

TRAIT_WORKS = 8 * WORKS  # in a block of a trait: all of them are read for each question
MOST_PLACES = 3  # for each work, before the index is written anew
AT_ONCE = 500  # blocks that are read or written by one statement

Weights = dict[tuple[str, str], dict[int, int]]  # (term, language) → place in the block → weight


@transaction.atomic
def put(works: Sequence[Work], *, anew: bool = False) -> None:
    vendor().lock()
    resources = [w.resource for w in works]
    there = {each.resource_id: each for each in Indexed.objects.filter(resource_id__in=resources)}
    same = {
        w.resource
        for w in works
        if not anew and w.resource in there and there[w.resource].words_sha256 == w.words_sha256
    }
    known = [w for w in works if w.resource in same]
    fresh = [w for w in works if w.resource not in same]
    _leave([there[w.resource] for w in fresh if w.resource in there])
    _retrait([(there[w.resource], w.traits) for w in known])
    _settle(fresh)


@transaction.atomic
def drop(resources: Collection[int]) -> None:
    vendor().lock()
    _leave(list(Indexed.objects.filter(resource_id__in=resources)))


@transaction.atomic
def begin() -> None:
    """Who comes from now on begins a block that nobody used yet: only then can `sweep` drop the earlier ones whole."""
    vendor().lock()
    _keep_free(-(-_next() // WORKS) * WORKS)


def is_sparse() -> bool:
    found = Indexed.objects.aggregate(first=Min("place"), works=Count("place"))
    return bool(found["works"]) and _next() - found["first"] > MOST_PLACES * found["works"] + WORKS


@transaction.atomic
def sweep() -> None:
    """Drop the blocks before the first work."""
    vendor().lock()
    first = Indexed.objects.aggregate(first=Min("place"))["first"]
    if first is not None:
        _delete(Block, "number < %s", [first // WORKS])
        _delete(TraitBlock, "number < %s", [first // TRAIT_WORKS])


def _delete(model: type[Model], condition: str, values: Sequence[int]) -> None:
    """Without reading the rows first, as Django does where somebody listens to deletions (base/search.py)."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE {condition}", values)  # noqa: S608


def _next() -> int:
    """The first free place. A place is never used again: the weights of who left it stay in its blocks."""
    return Edge.objects.values_list("place", flat=True).filter(pk=1).first() or 0


def _keep_free(place: int) -> None:
    Edge.objects.update_or_create(pk=1, defaults={"place": place})


def _settle(works: Sequence[Work]) -> None:
    """Give each a place behind the last, and write its terms, pages and traits there."""
    first = _next()
    placed = list(enumerate(works, start=first))
    _keep_free(first + len(works))
    by_block: dict[int, list[tuple[int, Work]]] = defaultdict(list)
    for place, work in placed:
        by_block[place // WORKS].append((place, work))
    for number, some in by_block.items():
        _add_weights(number, _weights(some))
    PageTerms.objects.bulk_create(
        [
            PageTerms(place=place, language=language, pages=leaves.encode(edition.pages))
            for place, work in placed
            for language, edition in work.editions.items()
            if edition.pages
        ],
        batch_size=AT_ONCE,
    )
    _change_traits({place: ((), work.traits) for place, work in placed})
    Indexed.objects.bulk_create(
        Indexed(
            place=place, resource_id=work.resource, words_sha256=work.words_sha256, traits=list(work.traits)
        )
        for place, work in placed
    )


def _leave(rows: Sequence[Indexed]) -> None:
    _change_traits({row.place: (tuple(row.traits), ()) for row in rows})
    for row in rows:
        _delete(PageTerms, "place = %s", [row.place])
    Indexed.objects.filter(place__in=[row.place for row in rows]).delete()


def _retrait(rows: Iterable[tuple[Indexed, tuple[str, ...]]]) -> None:
    changed = [(row, traits) for row, traits in rows if tuple(row.traits) != traits]
    _change_traits({row.place: (tuple(row.traits), traits) for row, traits in changed})
    for row, traits in changed:
        row.traits = list(traits)
    Indexed.objects.bulk_update([row for row, _ in changed], ["traits"], batch_size=AT_ONCE)


# --- weights -------------------------------------------------------------------------------------


def _weights(placed: Iterable[tuple[int, Work]]) -> Weights:
    found: Weights = defaultdict(dict)
    for place, work in placed:
        for language, edition in work.editions.items():
            for term, weight in edition.weights.items():
                found[term, language][place % WORKS] = weight
    return found


def _add_weights(number: int, weights: Weights) -> None:
    keys = sorted(weights)
    for at in range(0, len(keys), AT_ONCE):
        some = keys[at : at + AT_ONCE]
        there = _blocks(number, {term for term, _ in some})
        _write([_merged(number, key, there.get(key), weights[key]) for key in some])


def _blocks(number: int, terms: Collection[str]) -> dict[tuple[str, str], tuple[int, bytes]]:
    rows = Block.objects.filter(number=number, term__in=terms)
    return {
        (term, language): (works, bytes(weights))
        for term, language, works, weights in rows.values_list("term", "language", "works", "weights")
    }


def _merged(
    number: int, key: tuple[str, str], there: tuple[int, bytes] | None, weights: Mapping[int, int]
) -> tuple[str, str, int, int, bytes]:
    works, slices = 0, blocks.sliced({})
    if there is not None:
        works, slices = there[0], [bytearray(each) for each in blocks.decode(there[1])]
    blocks.put(slices, weights)
    works += len(weights)
    return (*key, number, works, blocks.encode(slices, works))


def _write(rows: Sequence[tuple[str, str, int, int, bytes]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO finding_block (term, language, number, works, weights) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (term, language, number) DO UPDATE SET works = excluded.works, weights = excluded.weights",
            rows,
        )


# --- traits --------------------------------------------------------------------------------------


def _change_traits(changes: Mapping[int, tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
    """place → (traits before, traits now)."""
    turned: dict[tuple[str, int], int] = defaultdict(int)
    for place, (before, now) in changes.items():
        for trait in {*before} ^ {*now}:
            turned[trait, place // TRAIT_WORKS] |= 1 << (place % TRAIT_WORKS)
    if not turned:
        return
    there = {
        (row.trait, row.number): row
        for row in TraitBlock.objects.filter(
            trait__in={t for t, _ in turned}, number__in={n for _, n in turned}
        )
    }
    rows = [
        (
            trait,
            number,
            packed((unpacked(bytes(there[trait, number].works)) if (trait, number) in there else 0) ^ bits),
        )
        for (trait, number), bits in sorted(turned.items())
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO finding_traitblock (trait, number, works) VALUES (%s, %s, %s)"
            " ON CONFLICT (trait, number) DO UPDATE SET works = excluded.works",
            rows,
        )


def packed(works: int) -> bytes:
    """Not compressed: it is as quick to read as to unpack, and all of them are a third of a megabyte."""
    return works.to_bytes((works.bit_length() + 7) // 8, "little")


def unpacked(works: bytes) -> int:
    return int.from_bytes(works, "little")
