"""An agreement: exactly what was said, for good."""

import copy
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from gapbridge.agree.consultations import actions
from gapbridge.agree.consultations.closing import GRACE
from gapbridge.agree.consultations.models import Agreement, Consultation, QuorumOfKind
from gapbridge.agree.consultations.proof import signing
from gapbridge.agree.consultations.proof.export import file_of
from gapbridge.agree.consultations.proof.holding import faults, hash_of_record, holds
from gapbridge.agree.consultations.proof.shape import is_record, parts_of
from gapbridge.agree.consultations.proof.verify import canonical, check
from gapbridge.agree.consultations.texts import sha256
from gapbridge.agree.gaps import actions as gapping
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import JournalEntry

from . import story
from .agreeing import close, full_agreement, full_round

pytestmark = pytest.mark.django_db


def agreed_again(pk):
    return Agreement.objects.get(pk=pk)


# --- the record ----------------------------------------------------------------------------------


def test_the_record_goes_from_the_round_to_the_outcome_in_a_fixed_order(cast):
    record = full_agreement(cast).record
    assert is_record(record)
    assert [each["part"] for each in record] == [
        "round", "gap", "measure", *["stakeholder"] * 3, *["position"] * 4, "comment", "meeting", "outcome",
    ]  # fmt: skip


def test_the_record_holds_the_last_text_and_every_version_that_led_to_it(cast):
    agreement = full_agreement(cast)
    gap, measure = parts_of(agreement.record, "gap", "measure")
    assert (gap["text"]["text"], gap["text"]["remedy"]) == (
        "Two days for water.\nSu iki gün gözlənilir.",
        "Mend two pumps.",
    )
    assert gap["sha256"] == sha256(gap["text"])
    assert [(each["number"], each["because"]) for each in gap["versions"]] == [
        (1, ""),
        (2, "A comment was taken up."),
    ]
    assert gap["versions"][-1]["sha256"] == gap["sha256"] != gap["versions"][0]["sha256"]
    assert gap["translations"] == [{"language": "ru", "field": "title", "text": "Вода", "outdated": False}]
    assert measure["text"]["text"] == "Mend it by spring."


def test_the_record_holds_every_position_in_the_order_in_which_it_was_taken(cast):
    agreement = full_agreement(cast)
    code = parts_of(agreement.record, "gap")[0]["code"]
    told = [
        (
            each["stand"],
            each["reason"],
            each["texts"][code],
            each["current"],
            each["counts"],
            each["taken_by"],
        )
        for each in parts_of(agreement.record, "position")
    ]
    assert told == [
        ("object", "Too dear.", 1, False, False, cast.official.pk),
        ("agree", "", 2, True, True, cast.official.pk),
        ("reservations", "Только с бюджетом.\nИ быстро.", 2, True, True, cast.applicant.pk),
        ("object", "We pay for wells, not for pumps.", 2, True, True, cast.donor.pk),
    ]


def test_the_record_holds_comments_with_answers_the_meeting_and_the_outcome(cast):
    review = timezone.localdate() + timedelta(days=200)
    agreement = full_agreement(cast, review_on=review)
    comment, meeting, outcome = agreement.record[-3:]
    assert (comment["text"], comment["version"]) == ("Çeşmə də lazımdır: “iki” deyil, üç.", 1)
    assert (comment["answer"]["outcome"], comment["answer"]["text"], comment["answer"]["version"]) == (
        "in_part",
        "Two are mended.",
        2,
    )
    assert meeting["attended"] == [
        {"by": str(cast.authority), "women": 2, "men": 1, "girls": None, "boys": None}
    ]
    assert (outcome["invited"], outcome["taken"], outcome["needed"], outcome["rule"]) == (3, 3, 2, "consent")
    assert outcome["stands"] == {"agree": 1, "object": 1, "reservations": 1}
    assert [(each["by"], each["stand"], each["answer"]) for each in outcome["dissent"]] == [
        (str(cast.cso), "reservations", ""),
        (str(cast.funder), "object", "Wells follow in the second year."),
    ]
    assert (outcome["review_on"], agreement.review_on) == (review.isoformat(), review)


def test_the_record_names_no_account_and_no_address(cast):
    text = json.dumps(full_agreement(cast).record, ensure_ascii=False)
    for person in (cast.official, cast.applicant, cast.donor, cast.protection_officer):
        assert person.email not in text
    assert "@" not in text
    assert "protection officer" not in text


def test_the_record_is_what_every_database_gives_back(cast):
    agreement = full_agreement(cast)
    again = agreed_again(agreement.pk)
    assert canonical(again.record) == canonical(agreement.record)
    assert holds(again)


# --- what is computed at closing -----------------------------------------------------------------


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
        "key": signing.fingerprint(),
        "gaps": [gap.pk],
        "measures": [measure.pk],
        "invited": 3,
        "taken": 3,
    }
    assert not JournalEntry.objects.filter(verb__in=["gaps.agree", "plans.agree_measure"]).exists()


def test_quorum_of_a_kind_that_is_missed_keeps_the_round_open_and_names_the_kind(cast):
    consultation = story.opened(cast, quorum=30)
    QuorumOfKind.objects.create(consultation=consultation, kind="donor", percent=100)
    story.stands(cast, consultation, authority="agree", cso="agree")
    Consultation.objects.filter(pk=consultation.pk).update(
        opens_on=timezone.localdate() - timedelta(days=9), closes_on=timezone.localdate() - timedelta(days=2)
    )
    consultation.refresh_from_db()
    with pytest.raises(Refused, match=r"missed among: Donor \(0 of 1, 1 needed\)"):
        close(cast, consultation)
    QuorumOfKind.objects.update(kind="authority")
    assert parts_of(close(cast, consultation).record, "outcome")[0]["by_kind"][0]["needed"] == 1


def test_every_reason_that_keeps_a_round_open_is_told_at_once(cast):
    consultation = story.opened(cast, rule="consensus", quorum=100)
    story.stands(cast, consultation, authority=("object", "No."))
    with pytest.raises(Refused) as refused:
        close(cast, consultation)
    said = refused.value.messages[0]
    for part in ("not everybody has taken one", "1 of 3", "decides by consensus"):
        assert part in said, part
    assert not Agreement.objects.exists()


def test_a_review_comes_later_and_the_outcome_is_said(cast):
    consultation = full_round(cast)
    with pytest.raises(Refused) as refused:
        close(cast, consultation, review_on=timezone.localdate())
    assert refused.value.field == "review_on"
    with pytest.raises(Refused) as refused:
        close(cast, consultation, reason="  ")
    assert refused.value.field == "reason"


def test_a_round_is_closed_once(cast):
    consultation = full_round(cast)
    close(cast, consultation)
    with pytest.raises(WrongState):
        close(cast, consultation)
    assert Agreement.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_close_at_the_same_moment_make_one_agreement(cast):
    consultation = full_round(cast)
    together = Barrier(2)

    def closing(_number):
        together.wait()
        try:
            return type(close(cast, Consultation.objects.get(pk=consultation.pk))).__name__
        except WrongState:
            return "WrongState"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(closing, range(2))) == ["Agreement", "WrongState"]
    assert Agreement.objects.count() == 1
    assert JournalEntry.objects.filter(verb="consultations.close_with_agreement").count() == 1
    assert Agreement.objects.get().documents.count() == 3  # in every language, once the closing was committed


def test_what_waits_its_turn_at_the_last_moment_is_taken_in_first():
    assert timedelta(minutes=5) <= GRACE


# --- nobody changes it ---------------------------------------------------------------------------


def paths(value, prefix=()):
    if isinstance(value, dict | list) and value:
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(each, (*prefix, key))
    else:
        yield prefix


def test_the_hash_tells_of_any_change_anywhere_in_the_record(cast):
    agreement = full_agreement(cast)
    every = list(paths(agreement.record))
    assert len(every) > 200
    for path in every:
        changed = copy.deepcopy(agreement.record)
        place = changed
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = f"{place[path[-1]]}x"
        assert hash_of_record(changed) != agreement.record_hash, path
    assert hash_of_record(agreement.record[:-1]) != agreement.record_hash


def test_the_same_record_has_one_way_to_be_written():
    assert canonical({"b": "ə", "a": [1, None]}) == '{"a":[1,null],"b":"ə"}'


def changed_record(agreement, **outcome):
    return [*agreement.record[:-1], {**agreement.record[-1], **outcome}]


def tamperings(agreement, other):
    """Every column, each changed as somebody with the database could change it; by what is changed."""
    forged = changed_record(agreement, statement="Nothing is mended.")
    new_hash = hash_of_record(forged)
    yield "statement", {"statement": "Nothing is mended."}
    yield "review_on", {"review_on": timezone.localdate()}
    yield "closed_at", {"closed_at": agreement.closed_at - timedelta(days=1)}
    yield "closed_by", {"closed_by": other}
    yield "consultation", {"consultation": other_round(agreement)}
    yield "supersedes", {"supersedes": agreement.pk}
    yield "published_at", {"published_at": timezone.now()}
    yield "record", {"record": forged}
    yield "record is emptied", {"record": []}
    yield "record is a word", {"record": "nothing"}
    yield "record without a position", {"record": [r for r in agreement.record if r["part"] != "position"]}
    yield "record_hash", {"record_hash": new_hash}
    yield "record with its hash", {"record": forged, "record_hash": new_hash}
    yield (
        "all but the signature",
        {"record": forged, "record_hash": new_hash, "statement": "Nothing is mended."},
    )
    yield "signature", {"signature": signing.sign(new_hash)}
    yield "signature is no signature", {"signature": "x"}
    yield "public_key", {"public_key": "A" * 43 + "="}
    yield "public_key is no key", {"public_key": "\n"}


def other_round(agreement):
    given = {name: getattr(agreement.consultation, name) for name in ("programme", "opens_on", "closes_on")}
    return Consultation.objects.create(title="Another", state="agreed", **given)


BESIDE_THE_RECORD = {
    "published_at"
}  # it comes after closing: the journal tells of it, and the file has no word of it


def test_whatever_somebody_changes_in_the_database_page_check_and_verifier_say_so(cast, as_):
    agreement = full_agreement(cast)
    as_it_was = {each.attname: getattr(agreement, each.attname) for each in Agreement._meta.concrete_fields}
    columns, client = set(), as_("official")
    for name, change in tamperings(agreement, cast.official):
        Agreement.objects.filter(pk=agreement.pk).update(**change)
        columns |= change.keys()
        found = agreed_again(agreement.pk)
        assert faults(found), name
        assert "It does not hold." in client.get(found.get_absolute_url()).content.decode(), name
        assert check(file_of(found)).holds is (name in BESIDE_THE_RECORD), name
        Agreement.objects.filter(pk=agreement.pk).update(**as_it_was)
        assert holds(agreed_again(agreement.pk)), name
    assert columns == {each.name for each in Agreement._meta.concrete_fields} - {"id"}


def test_the_record_changed_by_hand_in_sql_is_told(cast, as_):
    agreement = full_agreement(cast)
    before, after = '"stand": "object"', '"stand": "agree"'
    with connection.cursor() as cursor:
        column = "record::text" if connection.vendor == "postgresql" else "record"
        cast_back = "::jsonb" if connection.vendor == "postgresql" else ""
        cursor.execute(
            f"UPDATE consultations_agreement SET record = replace({column}, %s, %s){cast_back}",
            [before, after],
        )
    found = agreed_again(agreement.pk)
    assert found.record != agreement.record
    assert not holds(found)
    assert "It does not hold." in as_("official").get(found.get_absolute_url()).content.decode()
    assert not check(file_of(found)).holds


def test_one_who_signs_a_forgery_with_a_key_of_their_own_is_told_by_the_journal(cast, settings):
    agreement = full_agreement(cast)
    ours = signing.fingerprint()
    forged = changed_record(agreement, statement="Nothing is mended.")
    settings.AGREEMENT_KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="
    Agreement.objects.filter(pk=agreement.pk).update(
        record=forged,
        statement="Nothing is mended.",
        record_hash=hash_of_record(forged),
        signature=signing.sign(hash_of_record(forged)),
        public_key=signing.public_key(),
    )
    found = agreed_again(agreement.pk)
    assert faults(found) == ["The journal keeps another hash, or another key, for this round."]
    assert check(file_of(found)).holds
    assert check(file_of(found), fingerprint=ours).kind == "key"


def test_gaps_that_are_tied_or_untied_by_hand_are_told(cast):
    agreement = full_agreement(cast)
    gap = agreement.gaps.get()
    agreement.gaps.clear()
    assert not holds(agreement)
    agreement.gaps.add(gap)
    assert holds(agreement)
    agreement.gaps.add(story.gap(cast))
    assert not holds(agreement)


def test_an_agreement_outlives_the_key_that_signed_it(cast, settings):
    agreement = full_agreement(cast)
    settings.AGREEMENT_KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="
    assert signing.public_key() != agreement.public_key
    assert holds(agreement)


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
    assert second.record[-1]["supersedes"] == first.record_hash
    gap.refresh_from_db()
    assert gap.state == "agreed"
    assert holds(first)
    assert holds(second)
    page = as_("official").get(first.get_absolute_url()).content.decode()
    assert "A later agreement supersedes this one" in page
    page = as_("protection_officer").get(gap.get_absolute_url()).content.decode()
    assert page.index(second.get_absolute_url()) < page.index(first.get_absolute_url())
