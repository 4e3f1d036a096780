"""Who takes part: somebody with an account, or the holder of a personal link. They see the same pages."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from .models import Consultation, Link, Stakeholder
from .queries import my_stakeholders, stakeholders_of


@dataclass(frozen=True)
class Speaker:
    """`user` speaks by account; a `link` stands alone, and its `token` in the addresses of its pages."""

    user: Any = None
    link: Link | None = None
    token: str = ""

    @property
    def by(self) -> dict[str, Any]:
        """Who acts, as the actions of saying take it."""
        return {"actor": None if self.link else self.user, "link": self.link}

    def seats(self, consultation: Consultation) -> list[Stakeholder]:
        """The seats from which this person speaks, each with every position."""
        if self.link is None:
            return my_stakeholders(consultation, self.user)
        return [each for each in stakeholders_of(consultation) if each.pk == self.link.stakeholder_id]

    def takes_position(self, seat: Stakeholder) -> bool:
        """A link is made for the person who holds the mandate; with an account one must be the one named."""
        return bool(self.link) or seat.holder_id in {None, self.user.pk}

    def address(self, name: str, consultation: Consultation, *arguments: Any) -> str:
        """`name`: "answer", "comment", "renew", "confirm" or "contest"."""
        if self.link:
            page = "link" if name == "answer" else f"link_{name}"
            return reverse(f"consultations:{page}", args=[self.token, *arguments])
        return reverse(f"consultations:{name}", args=[consultation.pk, *arguments])
