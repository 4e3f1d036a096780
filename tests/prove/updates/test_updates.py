import re
from datetime import date

import pytest
from django.utils.html import strip_tags

from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry
from gapbridge.prove.updates import actions
from gapbridge.prove.updates.models import FrozenFigure, Update
from gapbridge.prove.updates.queries import standing_of


@pytest.fixture
def published(cast, draft, meeting):
    meeting("R1")
    return actions.publish_update(actor=cast.programme_officer, update=draft)


def test_a_published_figure_stays_as_it_was_when_records_are_added(as_, published, meeting):
    meeting("R2")
    page = strip_tags(as_("visitor").get(published.get_absolute_url()).content.decode())
    figure = FrozenFigure.objects.get()
    assert figure.value == 1
    assert re.search(r"\b1\s+meetings", page)
    assert not standing_of(figure).unchanged


def test_a_published_figure_says_that_its_records_are_the_same(published):
    standing = standing_of(FrozenFigure.objects.get())
    assert standing.unchanged
    assert standing.frozen_records == 1


def test_publishing_makes_a_tagged_pdf_that_everybody_may_read(as_, published):
    response = as_("visitor").get(f"/files/{published.pdf_id}/")
    document = b"".join(response.streaming_content)
    assert document.startswith(b"%PDF")
    assert b"pdfuaid" in document


def test_nobody_may_change_what_is_published(cast, published):
    for person in ("programme_officer", "monitoring_officer", "administrator"):
        with pytest.raises(Forbidden):
            actions.change_update(actor=cast.people[person], update=published, title="Other")
    with pytest.raises(Forbidden):
        actions.remove_block(actor=cast.programme_officer, block=published.blocks.first())


def test_a_correction_is_a_new_version_that_says_why(as_, cast, published, meeting):
    meeting("R2")
    draft = actions.restate_update(
        actor=cast.programme_officer, update=published, reason="One meeting was missing."
    )
    published.refresh_from_db()
    assert published.state == "published"
    again = actions.publish_update(actor=cast.programme_officer, update=draft)
    published.refresh_from_db()
    assert (published.state, again.version) == ("restated", 2)
    assert again.blocks.get(kind="figure").frozen.value == 2
    new, old = (as_("visitor").get(each.get_absolute_url()).content.decode() for each in (again, published))
    assert "One meeting was missing." in new
    assert again.get_absolute_url() in old


def test_a_second_correction_of_one_version_is_refused(cast, published):
    actions.restate_update(actor=cast.programme_officer, update=published, reason="First.")
    with pytest.raises(Refused):
        actions.restate_update(actor=cast.programme_officer, update=published, reason="Second.")


def test_an_unknown_figure_is_not_published(cast, draft):
    with pytest.raises(Refused, match="not known"):
        actions.publish_update(actor=cast.programme_officer, update=draft)
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert not FrozenFigure.objects.exists()


def test_an_empty_update_is_not_published(cast):
    update = actions.create_update(
        actor=cast.monitoring_officer, programme=cast.programme, title="Empty", language="en",
        period_start=date(2009, 1, 1), period_end=date(2009, 12, 31),
    )  # fmt: skip
    with pytest.raises(Refused):
        actions.publish_update(actor=cast.programme_officer, update=update)


def test_only_a_programme_officer_publishes(cast, draft, meeting):
    meeting("R1")
    with pytest.raises(Forbidden):
        actions.publish_update(actor=cast.monitoring_officer, update=draft)


def test_a_draft_is_seen_by_the_office_alone(as_, draft):
    for person, status in (
        ("visitor", 404),
        ("official", 404),
        ("stranger", 404),
        ("donor", 404),
        ("monitoring_officer", 200),
    ):
        assert as_(person).get(draft.get_absolute_url()).status_code == status, person


def test_publishing_opens_the_indicators_it_cites(as_, indicator, published):
    assert as_("visitor").get(indicator.get_absolute_url()).status_code == 200


def test_the_journal_keeps_the_hash_of_what_was_published(published):
    entry = JournalEntry.objects.get(verb="updates.publish")
    assert entry.data["hash"] == published.frozen_hash
    assert entry.data["pdf"] == published.pdf.sha256


def test_parts_change_places(cast, draft):
    text, figure = draft.blocks.all()
    actions.move_block(actor=cast.monitoring_officer, block=figure, up=True)
    assert list(draft.blocks.all()) == [figure, text]


def test_an_axis_that_the_records_lack_is_refused_beside_the_field(as_, draft, indicator):
    response = as_("monitoring_officer").post(
        f"/updates/{draft.pk}/add/figure/", {"indicator": indicator.pk, "breakdown": "sex", "text": "kept"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "kept" in page
    assert "broken down" in page


def test_the_end_before_the_start_is_refused_and_nothing_is_lost(as_, cast):
    response = as_("monitoring_officer").post(
        f"/updates/new/{cast.programme.pk}/",
        {"title": "Mine", "language": "en", "period_start": "2009-12-31", "period_end": "2009-01-01"},
    )
    assert response.status_code == 422
    assert 'value="Mine"' in response.content.decode()
    assert not Update.objects.exists()


def test_the_list_costs_the_same_with_more_updates(as_, cast, assert_constant_queries):
    client = as_("visitor")

    def add():
        Update.objects.create(
            programme=cast.programme, title="U", language="en", state="published",
            period_start=date(2009, 1, 1), period_end=date(2009, 2, 1),
        )  # fmt: skip

    assert_constant_queries(lambda: client.get("/updates/"), add)
