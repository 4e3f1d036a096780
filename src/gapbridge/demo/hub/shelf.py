"""What one programme has on its shelf of the hub, by the keys of the texts."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from gapbridge.demo.stage import Stage, texts
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import Programme
from gapbridge.share.library.models import Resource


@dataclass
class Shelf:
    """`today` is the day of loading, from which a row's `ago` counts; `curator` acts where a row names nobody."""

    stage: Stage
    programme: Programme
    today: date
    curator: str = "programme_officer"
    own: dict[str, Resource] = field(default_factory=dict)

    @property
    def words(self) -> dict[str, Any]:
        return texts("hub")

    def day(self, row: dict[str, Any]) -> date:
        return row["day"] if "day" in row else self.today - timedelta(days=row["ago"])

    def who(self, row: dict[str, Any]) -> User:
        return self.stage.people[row.get("by", self.curator)]

    def organisation(self, key: str) -> Organisation:
        return self.stage.organisations[key]

    def work(self, key: str) -> Resource:
        """One of the story's, or one that is shipped."""
        return self.own.get(key) or Resource.objects.get(programme=self.programme, key=key)
