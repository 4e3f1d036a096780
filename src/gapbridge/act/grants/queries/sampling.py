"""Which receipts of a report an officer checks: all the large ones, and some by lot that anybody can draw again."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal

from django.conf import settings


def drawn(costs: Sequence[tuple[int, Decimal]], seed: str, percent: int) -> set[int]:
    """Ids of the receipts to check, of (id, cost).

    All whose cost is at least GRANT_SAMPLE_LARGE_PERCENT of the report's sum; of the others as many as `percent` of
    them asks (GRANT_SAMPLE_LEAST at least): those whose SHA-256 of "seed:id" comes first.
    """
    whole = sum((cost for _pk, cost in costs), Decimal(0))
    large = {pk for pk, cost in costs if cost * 100 >= whole * settings.GRANT_SAMPLE_LARGE_PERCENT}
    rest = sorted((lot(seed, pk), pk) for pk, _cost in costs if pk not in large)
    wanted = max(-(-len(rest) * percent // 100), settings.GRANT_SAMPLE_LEAST)
    return large | {pk for _lot, pk in rest[:wanted]}


def lot(seed: str, pk: int) -> str:
    return hashlib.sha256(f"{seed}:{pk}".encode()).hexdigest()
