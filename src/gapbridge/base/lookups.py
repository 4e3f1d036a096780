"""Numbers that no database can hold are no error: nothing has such an id.

Django says so itself of `pk=…`; of `pk__in=[…]`, by which a form looks up what was ticked, SQLite raises
OverflowError.
"""

from typing import Any

from django.db import models
from django.db.models.lookups import In

SMALLEST, BIGGEST = -(2**63), 2**63 - 1


class InWhatFits(In):
    def get_prep_lookup(self) -> Any:
        prepared = super().get_prep_lookup()
        if not isinstance(prepared, list):
            return prepared
        return [each for each in prepared if not isinstance(each, int) or SMALLEST <= each <= BIGGEST]


def connect() -> None:
    models.IntegerField.register_lookup(InWhatFits)
