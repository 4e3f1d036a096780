"""Who sees rows that belong to a programme: one rule, stated once, used by every list and page."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from gapbridge.people.roles import OFFICERS

from .standing import standing


class InProgramme(models.QuerySet):
    """A queryset of rows that lead to a programme.

    `programme_path`: ORM path to the programme's id. `public`: condition under which everybody sees a row
    (an empty Q would be no condition at all: say `Q(pk__isnull=False)` for every row). `shared`: condition
    under which everyone with a role in the programme sees it. `keepers`: the roles that see every row of the
    programme, drafts too.
    """

    programme_path: ClassVar[str] = "programme_id"
    public: ClassVar[Q | None] = None
    shared: ClassVar[Q | None] = Q()
    keepers: ClassVar[frozenset[str]] = OFFICERS

    def visible_to(self, user: Any) -> Self:
        held = standing(user)
        condition = self._in(held.programmes_with(*self.keepers))
        if self.shared is not None:
            condition |= self._in(held.programmes) & self.shared
        if self.public is not None:
            condition |= self.public
        return self.filter(condition | self.also(user))

    def also(self, user: Any) -> Q:
        """Further rows this user sees, by a rule of the model's own."""
        return Q(pk__in=[])

    def _in(self, programmes: list[int]) -> Q:
        return Q(**{f"{self.programme_path}__in": programmes})
