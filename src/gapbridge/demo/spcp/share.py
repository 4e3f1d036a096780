"""What the project left on the knowledge hub: slides that still hold, and a list that was archived."""

from django.utils import timezone

from gapbridge.demo.hub import Shelf, works
from gapbridge.demo.stage import Stage


def tell(stage: Stage) -> None:
    shelf = Shelf(stage, stage.programmes["spcp"], timezone.localdate())
    works.add(shelf, shelf.words["spcp"])
