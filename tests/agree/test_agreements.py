"""An agreement: exactly what was said, for good."""

import copy

import pytest

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.models import Agreement
from gapbridge.agree.consultations.record import holds
from gapbridge.agree.consultations.texts import canonical, sha256
from gapbridge.agree.gaps import actions as gapping
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry

from . import story

pytestmark = pytest.mark.django_db


def test_the_record_holds_texts_positions_rule_quorum_and_time(cast):
    gap = story.gap(cast, statement="Two days for water.")
    measure = story.measure(cast, gaps=[gap])
    agreement = story.agreed(cast, gaps=[gap], measures=[measure])
    record = agreement.record
    assert [item["text"] for item in record["items"]] == ["Two days for water.", "Mend it by spring."]
    assert {each["organisation"]: (each["stand"], each["taken_by"]) for each in record["positions"]} == {
        cast.authority.pk: ("agree", cast.official.pk),
        cast.cso.pk: ("agree", cast.applicant.pk),
        cast.funder.pk: ("agree", cast.donor.pk),
    }
    assert (record["rule"], record["dissent"]) == ("consent", [])
    assert {key: record["quorum"][key] for key in ("needed_percent", "invited", "taken")} == {
        "needed_percent": 50,
        "invited": 3,
        "taken": 3,
    }
    assert (record["statement"], record["closed_by"]) == (
        "The pumps are mended first.",
        cast.protection_officer.pk,
    )


def test_closing_agrees_gaps_and_measures_in_one_journal_entry(cast):
    gap = story.gap(cast)
    measure = story.measure(cast, gaps=[gap])
    agreement = story.agreed(cast, gaps=[gap], measures=[measure])
    assert (Gap.objects.get().state, Measure.objects.get().state) == ("agreed", "agreed")
    assert (list(agreement.gaps.all()), list(agreement.measures.all())) == ([gap], [measure])
    last = JournalEntry.objects.order_by("-sequence").first()
    assert last.verb == "consultations.close_with_agreement"
    assert last.data == {
        "agreement": agreement.pk,
        "hash": agreement.record_hash,
        "gaps": [gap.pk],
        "measures": [measure.pk],
        "invited": 3,
        "taken": 3,
    }
    assert not JournalEntry.objects.filter(verb__in=["gaps.agree", "plans.agree_measure"]).exists()


def test_a_new_agreement_holds_as_the_database_gives_it_back(cast):
    agreement = Agreement.objects.get(pk=story.agreed(cast).pk)
    assert holds(agreement)
    assert sha256(agreement.record) == agreement.record_hash


def paths(value, prefix=()):
    if isinstance(value, dict):
        for key, each in value.items():
            yield from paths(each, (*prefix, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from paths(each, (*prefix, index))
    else:
        yield prefix


def test_the_hash_tells_of_any_change_anywhere_in_the_record(cast):
    agreement = story.agreed(cast)
    record = agreement.record
    every = list(paths(record))
    assert len(every) > 40
    for path in every:
        changed = copy.deepcopy(record)
        place = changed
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = f"{place[path[-1]]}x"
        assert sha256(changed) != agreement.record_hash, path
    assert sha256({**record, "positions": record["positions"][:-1]}) != agreement.record_hash


def test_the_same_record_has_one_way_to_be_written():
    assert canonical({"b": "ə", "a": [1, None]}) == '{"a":[1,null],"b":"ə"}'


def test_a_record_changed_together_with_its_hash_is_told_by_the_journal(cast):
    agreement = story.agreed(cast)
    record = {**agreement.record, "rule": "consensus"}
    Agreement.objects.filter(pk=agreement.pk).update(record=record, record_hash=sha256(record))
    agreement.refresh_from_db()
    assert sha256(agreement.record) == agreement.record_hash
    assert not holds(agreement)


def test_an_outcome_changed_beside_its_record_does_not_hold(cast):
    agreement = story.agreed(cast)
    Agreement.objects.filter(pk=agreement.pk).update(statement="Something else")
    agreement.refresh_from_db()
    assert not holds(agreement)


def test_an_agreement_is_never_saved_again(cast):
    agreement = story.agreed(cast)
    agreement.statement = "Something else"
    with pytest.raises(TypeError):
        agreement.save()
    with pytest.raises(TypeError):
        agreement.save(update_fields=["statement", "published_at"])


def test_an_agreed_gap_is_changed_by_nobody(cast):
    gap = story.gap(cast)
    story.agreed(cast, gaps=[gap])
    with pytest.raises(Refused, match="can't be changed"):
        gapping.change_gap(actor=cast.programme_officer, gap=gap, statement="Something else")


def test_an_agreement_is_published_once_and_by_the_office(cast):
    agreement = story.agreed(cast)
    for name in ("official", "stranger", "applicant"):
        with pytest.raises(Forbidden):
            actions.publish_agreement(actor=cast.people[name], agreement=agreement)
    actions.publish_agreement(actor=cast.protection_officer, agreement=agreement)
    with pytest.raises(Refused):
        actions.publish_agreement(actor=cast.protection_officer, agreement=agreement)
    assert holds(Agreement.objects.get())


def test_a_later_agreement_on_the_same_items_supersedes_the_earlier(cast, as_):
    gap = story.gap(cast)
    first = story.agreed(cast, gaps=[gap])
    gap.refresh_from_db()
    second = story.agreed(cast, gaps=[gap, story.gap(cast)])
    third = story.agreed(cast)
    assert (first.supersedes, second.supersedes, third.supersedes) == (None, first, None)
    gap.refresh_from_db()
    assert gap.state == "agreed"
    assert holds(first)
    page = as_("official").get(first.get_absolute_url()).content.decode()
    assert "A later agreement supersedes this one" in page
