"""The shipped content in the index, once for a file: bringing it in takes some seconds."""

import pytest

from gapbridge.share.extraction import sections
from gapbridge.share.finding import keeping
from gapbridge.share.library import actions, content
from gapbridge.share.library.models import Version


def read_all() -> None:
    """Every text as pages, as the reader of files does it."""
    for version in Version.objects.filter(reading="waiting"):
        actions.begin_reading(version=version)
        pages = sections.pages_of(version.text) + sections.pages_of(version.paper)
        actions.finish_reading(version=version, pages=pages)


@pytest.fixture
def shipped(cast):
    content.bring_in(actor=cast.programme_officer, programme=cast.programme)
    read_all()
    keeping.catch_up()
    return cast
