"""The knowledge hub: what is shipped with the program, what people of the programme added, and how it is used."""

from datetime import date

from gapbridge.demo.clock import telling
from gapbridge.demo.hub import Shelf, use, works
from gapbridge.share.learning.models import Collection
from gapbridge.share.library import actions as library
from gapbridge.share.library.content import bring_in

from .tale import Tale

OPENED = date(2024, 11, 25)  # before M8 was said to be finished
LOOKED_AT_AGAIN = 85  # days ago, all that is shipped


def tell(tale: Tale) -> None:
    shelf = Shelf(tale.stage, tale.programme, tale.today)
    _bring_in(tale)
    works.add(shelf, shelf.words["bridge"])
    for row in shelf.words["shipped"]:
        works.go_on(shelf, row)
    library.fall_due()
    _use(tale, shelf)
    use.read_and_index()
    use.ask(shelf, shelf.words["questions"])
    use.read(shelf, shelf.words["readings"])


def _bring_in(tale: Tale) -> None:
    officer = tale.who("programme_officer")
    with telling(OPENED):
        resources = bring_in(actor=officer, programme=tale.programme)
    with telling(tale.ago(LOOKED_AT_AGAIN)):
        for each in resources:
            library.renew_resource(actor=officer, resource=each)


def _use(tale: Tale, shelf: Shelf) -> None:
    courses = {each.key: each for each in Collection.objects.filter(programme=tale.programme)}
    courses["course"] = use.course(shelf, shelf.words["course"])
    for course, organisation, by, days in shelf.words["ticks"]:
        use.tick(shelf, courses[course], organisation, by, days)
    use.fill_in(shelf, shelf.words["filled"])
