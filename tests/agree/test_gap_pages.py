"""Pages of gaps: who reads what, what is said to bad input."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gapbridge.agree.gaps import actions
from gapbridge.agree.gaps.models import Gap
from gapbridge.base.models import StoredFile
from gapbridge.base.sockets import SEARCHABLE

from . import story

pytestmark = pytest.mark.django_db
ADDRESS = reverse("gaps:list")


def form(cast, **changes):
    return {
        "code": "G9",
        "title": "Papers",
        "statement": "No papers.",
        "language": "en",
        "severity": 4,
        "undoing": 2,
    } | changes


@pytest.mark.parametrize(
    ("name", "status"),
    [("protection_officer", 200), ("official", 404), ("visitor", 404), ("stranger", 404), ("rival", 404)],
)
def test_a_draft_is_seen_by_its_office_alone(cast, as_, name, status):
    gap = story.gap(cast)
    response = as_(name).get(gap.get_absolute_url())
    assert response.status_code == status
    assert (gap.title in response.content.decode()) is (status == 200)
    listed = as_(name).get(ADDRESS).content.decode()
    assert (gap.title in listed) is (status == 200)


def test_a_visitor_reads_a_published_gap_without_the_voices_kept_inside(cast, as_):
    gap = story.gap(cast)
    hidden = story.statement(cast, scope="internal", excerpt="Only for the office.")
    actions.add_voices(actor=cast.protection_officer, gap=gap, statements=[hidden])
    actions.propose_gap(actor=cast.protection_officer, gap=gap)
    actions.publish_gap(actor=cast.protection_officer, gap=gap)
    page = as_("visitor").get(gap.get_absolute_url()).content.decode()
    assert "We wait two days for water." in page
    assert "Only for the office." not in page
    assert "1 voice you may not read" in page
    assert "not known" in page
    assert "Propose" not in page


def test_the_list_costs_the_same_however_long(cast, as_, assert_constant_queries):
    client = as_("protection_officer")
    assert_constant_queries(lambda: client.get(ADDRESS), lambda: story.gap(cast, places=[cast.district]))


def test_the_choice_of_voices_costs_the_same_however_long(cast, as_, assert_constant_queries):
    client, gap = as_("protection_officer"), story.bare_gap(cast)
    assert_constant_queries(
        lambda: client.get(reverse("gaps:voices", args=[gap.pk])), lambda: story.statement(cast)
    )


def test_the_list_is_filtered(cast, as_):
    one = story.gap(cast, title="Water pipes", severity=5, places=[cast.district], populations=[cast.idps])
    story.bare_gap(cast, title="School books", severity=1)
    clause = one.clauses.get()
    for query in (
        "text=pipes",
        "severity=5",
        f"clause={clause.pk}",
        f"place={cast.district.pk}",
        f"population={cast.idps.pk}",
    ):
        page = as_("protection_officer").get(f"{ADDRESS}?{query}").content.decode()
        assert "Water pipes" in page, query
        assert "School books" not in page, query
    assert as_("visitor").get(f"{ADDRESS}?severity=nonsense&clause=x&programme=99999").status_code == 200


def test_a_gap_is_written_through_the_form(cast, as_):
    client = as_("protection_officer")
    address = reverse("gaps:new", args=[cast.programme.pk])
    assert client.get(address).status_code == 200
    sent = form(
        cast, clauses=[cast.framework.clauses.get().pk], places=[cast.district.pk], people_affected=""
    )
    response = client.post(address, sent)
    gap = Gap.objects.get()
    assert response.url == gap.get_absolute_url()
    assert (gap.title, gap.people_affected, gap.state) == ("Papers", None, "draft")
    assert list(gap.places.all()) == [cast.district]


def test_bad_input_is_said_beside_the_field_and_nothing_typed_is_lost(cast, as_):
    story.bare_gap(cast, code="G9")
    response = as_("protection_officer").post(
        reverse("gaps:new", args=[cast.programme.pk]), form(cast, statement="A long text somebody typed.")
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert response.context["form"].errors["code"] == ["Another gap of this programme has this code."]
    assert "A long text somebody typed." in page
    zero = as_("protection_officer").post(
        reverse("gaps:new", args=[cast.programme.pk]),
        form(cast, code="G10", people_affected="0", severity="9"),
    )
    assert {"people_affected", "severity"} <= set(zero.context["form"].errors)


@pytest.mark.parametrize(
    ("name", "status"), [("official", 403), ("stranger", 404), ("rival", 404), ("visitor", 302)]
)
def test_others_reach_no_form(cast, as_, name, status):
    gap = story.gap(cast)
    actions.propose_gap(actor=cast.protection_officer, gap=gap)
    for route in ("edit", "voices", "new_document", "new_cause"):
        assert as_(name).get(reverse(f"gaps:{route}", args=[gap.pk])).status_code == status


def test_the_form_of_a_gap_in_consultation_says_why_it_is_closed(cast, as_):
    gap = story.gap(cast)
    actions.propose_gap(actor=cast.protection_officer, gap=gap)
    response = as_("protection_officer").get(reverse("gaps:edit", args=[gap.pk]), follow=True)
    assert "take it back to draft" in response.content.decode()


def test_voices_are_ticked_and_added(cast, as_):
    gap, voice = story.bare_gap(cast), story.statement(cast, excerpt="The well is dry.")
    client, address = as_("protection_officer"), reverse("gaps:voices", args=[gap.pk])
    assert "The well is dry." in client.get(address + "?text=well").content.decode()
    assert "The well is dry." not in client.get(address + "?text=school").content.decode()
    nothing = client.post(address, {})
    assert nothing.status_code == 422
    assert "Tick at least one voice." in nothing.content.decode()
    client.post(address, {"statements": [voice.pk]})
    assert gap.evidence.get().statement == voice
    wrong = client.post(address, {"statements": ["x"]})
    assert wrong.status_code == 422


def test_a_document_is_kept_for_those_inside_the_programme(cast, as_):
    gap = story.gap(cast)
    client = as_("protection_officer")
    client.post(
        reverse("gaps:new_document", args=[gap.pk]),
        {"source": "Survey of wells, 2009", "file": SimpleUploadedFile("wells.txt", b"Wells are dry.")},
    )
    stored = StoredFile.objects.get()
    actions.propose_gap(actor=cast.protection_officer, gap=gap)
    actions.publish_gap(actor=cast.protection_officer, gap=gap)
    assert as_("official").get(stored.get_absolute_url()).status_code == 200
    assert as_("visitor").get(stored.get_absolute_url()).status_code == 404
    assert as_("stranger").get(stored.get_absolute_url()).status_code == 404
    page = as_("visitor").get(gap.get_absolute_url()).content.decode()
    assert "Survey of wells, 2009" in page
    assert "wells.txt" not in page


def test_evidence_and_causes_are_removed(cast, as_):
    gap = story.gap(cast)
    client = as_("protection_officer")
    client.post(reverse("gaps:remove_evidence", args=[gap.pk, gap.evidence.get().pk]))
    client.post(reverse("gaps:remove_cause", args=[gap.pk, gap.causes.get().pk]))
    assert (gap.evidence.count(), gap.causes.count()) == (0, 0)
    assert client.post(reverse("gaps:remove_cause", args=[gap.pk, 999])).status_code == 404


def test_a_gap_is_found_by_its_words_as_far_as_one_may_see_it(cast):
    gap = story.gap(cast, statement="The aqueduct leaks.")
    searchable = SEARCHABLE["gaps.gap"]
    assert "aqueduct" in searchable.body(gap)
    assert list(searchable.queryset(cast.protection_officer)) == [gap]
    assert list(searchable.queryset(cast.visitor)) == []
