"""All terms that stand anywhere in the hub: what a word begun may become, and what a mistyped one may have meant."""

from collections import Counter
from collections.abc import Collection, Iterable

from django.db import connection

from .index.vendor import vendor
from .models import Neighbour, Term
from .words import is_near, neighbours

BEGINNINGS = 40  # terms that a beginning stands for at most, the most frequent
NEAR = 8  # terms that a mistyped word stands for at most
AT_ONCE = 500


def learn(terms: Iterable[str]) -> None:
    """Count these terms (once for each work that holds them), and know them from now on."""
    counted = Counter(terms)
    known = _known(counted)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO finding_term (term, works) VALUES (%s, %s)"
            " ON CONFLICT (term) DO UPDATE SET works = finding_term.works + excluded.works",
            sorted(counted.items()),
        )
    rows = [
        Neighbour(key=key, term=term) for term in sorted(counted.keys() - known) for key in neighbours(term)
    ]
    Neighbour.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)


def forget_counts() -> None:
    """Before all works are counted anew."""
    Term.objects.update(works=0)


def forget_unused() -> None:
    """After all works were counted anew."""
    Neighbour.objects.filter(term__in=Term.objects.filter(works=0).values("term")).delete()
    Term.objects.filter(works=0).delete()


def known(terms: Collection[str]) -> set[str]:
    return _known(terms)


def _known(terms: Collection[str]) -> set[str]:
    found: set[str] = set()
    asked = sorted(terms)
    for at in range(0, len(asked), AT_ONCE):
        some = asked[at : at + AT_ONCE]
        found.update(Term.objects.filter(term__in=some).values_list("term", flat=True))
    return found


def begun(beginnings: Collection[str]) -> list[str]:
    """The terms that begin like one of these, the most frequent."""
    if not beginnings:
        return []
    conditions = [vendor().begins("term", beginning) for beginning in beginnings]
    sql = (
        f"SELECT term FROM finding_term WHERE {' OR '.join(f'({each})' for each, _ in conditions)}"  # noqa: S608
        f" ORDER BY works DESC, term LIMIT {BEGINNINGS}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in conditions for value in values])
        return [term for (term,) in cursor.fetchall()]


def near(terms: Collection[str]) -> list[str]:
    """Terms one typing error away from one of these, the most frequent; not these themselves."""
    keys = {key for term in terms for key in neighbours(term)}
    found = set(Neighbour.objects.filter(key__in=keys).values_list("term", flat=True)) - {*terms}
    close = [each for each in found if any(is_near(term, each) for term in terms)]
    counted = dict(Term.objects.filter(term__in=close).values_list("term", "works"))
    return sorted(close, key=lambda each: (-counted.get(each, 0), each))[:NEAR]
