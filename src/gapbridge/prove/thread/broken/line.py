"""What a kind of break is: one entry of the table of kinds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse

from gapbridge.people.models import Organisation
from gapbridge.people.roles import Role
from gapbridge.programmes.models import Programme
from gapbridge.programmes.standing import standing


def itself(row: Any) -> Any:
    return row


@dataclass(frozen=True)
class Line:
    """A place where listen → agree → act → prove can break.

    `find(user)` gives the broken rows that this user may see, wherever they are; `rows_of` keeps those of the
    user's own programmes. `programme` and `organisation` are paths from a row: to its programme, and to the
    organisation that should mend it. `about(row)` is what the right `perm` is asked about; `mend(row)` the address
    where it is mended, and `page(row)` where it can be read.
    """

    key: str
    stage: str
    label: Any
    sentence: Any
    find: Callable[[Any], QuerySet]
    roles: tuple[str, ...]
    perm: str
    mend: Callable[[Any], str]
    how: Any
    programme: str = "programme"
    organisation: str = ""
    related: tuple[str, ...] = ()
    about: Callable[[Any], Any] = itself
    page: Callable[[Any], str] = lambda row: row.get_absolute_url()
    text: Callable[[Any], str] = str
    ordering: tuple[str, ...] = ("pk",)

    def rows_of(self, user: Any, programmes: list[int] | None = None, *, mine: bool = False) -> QuerySet:
        """The broken rows in the user's programmes, or in some of them; `mine`: those the user should mend."""
        held = standing(user)
        asked = held.programmes if programmes is None else [pk for pk in programmes if pk in held.roles_in]
        rows = self.find(user).filter(**{f"{self.programme}__in": asked})
        return rows.filter(self._for(held)) if mine else rows

    def shown(self, rows: QuerySet) -> QuerySet:
        """With all that a list reads of them."""
        paths = (self.programme, *self.related, *([self.organisation] if self.organisation else []))
        return rows.select_related(*dict.fromkeys(paths)).order_by(*self.ordering)

    def programme_of(self, row: Any) -> Programme:
        return _at(row, self.programme)

    def organisation_of(self, row: Any) -> Organisation | None:
        return _at(row, self.organisation) if self.organisation else None

    @property
    def who(self) -> str:
        return ", ".join(str(Role(role).label) for role in self.roles)

    @property
    def url(self) -> str:
        return reverse("thread:broken_line", args=[self.key])

    def address(self, row: Any, user: Any) -> tuple[str, bool]:
        """Where a row leads this reader, and whether it can be mended there."""
        may = user.has_perm(self.perm, self.about(row))
        return (self.mend(row) if may else self.page(row)), may

    def _for(self, held: Any) -> Q:
        own = Q(**{f"{self.programme}__in": held.programmes_with(*self.roles, Role.PROGRAMME_OFFICER)})
        if self.organisation:
            own |= Q(**{f"{self.organisation}__in": held.organisations})
        return own


def _at(row: Any, path: str) -> Any:
    found = row
    for name in path.split("__"):
        found = getattr(found, name) if found is not None else None
    return found


def to(url_name: str) -> Callable[[models.Model], str]:
    """The address of that name, which takes the row's id."""
    return lambda row: reverse(url_name, args=[row.pk])
