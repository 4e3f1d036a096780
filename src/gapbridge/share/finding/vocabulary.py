"""All words that stand anywhere in the hub: what a word begun may become, and what a mistyped one may have meant."""

from collections import Counter
from collections.abc import Collection, Iterable

from django.db import connection

from .index.vendor import vendor
from .models import Neighbour, Spelling, Term
from .pieces import pieces
from .spellings import Pair
from .words import is_near, neighbours

BEGINNINGS = {1: 8, 2: 16}  # letters → terms that a beginning stands for at most, the most frequent
LONGER = 30  # the same for longer beginnings
NEAR = 8  # terms that a mistyped word stands for at most
AT_ONCE = 500


def learn(terms: Iterable[str], spellings: Collection[Pair]) -> None:
    """Count these terms (once for each work that holds them), and know them and their spellings from now on."""
    counted = Counter(terms)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO finding_term (term, works) VALUES (%s, %s)"
            " ON CONFLICT (term) DO UPDATE SET works = finding_term.works + excluded.works",
            sorted(counted.items()),
        )
    _learn_spellings({*spellings, *((term, term) for term in counted)})


def _learn_spellings(pairs: Collection[Pair]) -> None:
    for some in pieces(sorted(pairs), AT_ONCE):
        there = set(
            Spelling.objects.filter(spelling__in={each for each, _ in some}).values_list("spelling", "term")
        )
        new = [pair for pair in some if pair not in there]
        Spelling.objects.bulk_create(
            [Spelling(spelling=spelling, term=term) for spelling, term in new], ignore_conflicts=True
        )
        unknown = sorted({spelling for spelling, _ in new} - {spelling for spelling, _ in there})
        Neighbour.objects.bulk_create(
            [Neighbour(key=key, spelling=each) for each in unknown for key in neighbours(each)],
            ignore_conflicts=True,
            batch_size=AT_ONCE,
        )


def forget_counts() -> None:
    """Before all works are counted anew."""
    Term.objects.update(works=0)


def forget_unused() -> None:
    """After all works were counted anew."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM finding_term WHERE works = 0")
        cursor.execute(
            "DELETE FROM finding_spelling WHERE NOT EXISTS"
            " (SELECT 1 FROM finding_term WHERE finding_term.term = finding_spelling.term)"
        )
        cursor.execute(
            "DELETE FROM finding_neighbour WHERE NOT EXISTS"
            " (SELECT 1 FROM finding_spelling WHERE finding_spelling.spelling = finding_neighbour.spelling)"
        )


def known(terms: Collection[str]) -> set[str]:
    return set(Term.objects.filter(term__in=terms).values_list("term", flat=True))


def works_of(terms: Collection[str]) -> dict[str, int]:
    """About how many works hold each."""
    return dict(Term.objects.filter(term__in=terms).values_list("term", "works"))


def begun(beginnings: Collection[str]) -> list[str]:
    """The terms that begin like one of these, the most frequent; of few letters only some, for they say little."""
    if not beginnings:
        return []
    conditions = [vendor().begins("term", beginning) for beginning in beginnings]
    sql = (
        f"SELECT term FROM finding_term WHERE {' OR '.join(f'({each})' for each, _ in conditions)}"  # noqa: S608
        f" ORDER BY works DESC, term LIMIT %s"
    )
    most = BEGINNINGS.get(max(map(len, beginnings)), LONGER)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(value for _, values in conditions for value in values), most])
        return [term for (term,) in cursor.fetchall()]


def near(typed: Collection[str], but: Collection[str]) -> list[str]:
    """Terms of words that are spelled like one of these with one typing error, the most frequent; none of `but`."""
    keys = {key for spelling in typed for key in neighbours(spelling)}
    found = set(Neighbour.objects.filter(key__in=keys).values_list("spelling", flat=True))
    close = [each for each in found if any(is_near(spelling, each) for spelling in typed)]
    terms = set(Spelling.objects.filter(spelling__in=close).values_list("term", flat=True)) - {*but}
    counted = works_of(terms)
    return sorted(counted, key=lambda term: (-counted[term], term))[:NEAR]
