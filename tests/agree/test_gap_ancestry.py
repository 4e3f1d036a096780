"""Merging and splitting: nothing that people said vanishes, and everybody sees where a gap comes from."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gapbridge.agree.gaps import actions
from gapbridge.agree.gaps.ancestry import ancestry_of, groups_heard, heard_once
from gapbridge.agree.gaps.models import Descent, Gap
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import FormDraft, JournalEntry, StoredFile
from gapbridge.base.uploads import check_upload
from gapbridge.listen.assessments.models import Session

from . import story

pytestmark = pytest.mark.django_db


def heard(cast, gap, *, sex="female", age="18-40", diverse=False, **fields):
    """A voice of a group, added to the gap."""
    voice = story.statement(cast, **fields)
    Session.objects.filter(pk=voice.session_id).update(sex=sex, age_group=age)
    if diverse:
        voice.session.diversity.add(cast.disability)
    actions.add_voices(actor=cast.protection_officer, gap=gap, statements=[voice])
    return voice


def merge(cast, gaps, *, actor="protection_officer", **fields):
    given = {"code": "M1", "title": "Water", "statement": "No water.", "severity": 4, "reason": "One thing."}
    return actions.merge_gaps(actor=cast.people[actor], gaps=gaps, **(given | fields))


def part(gap, code, evidence=None, causes=None, **fields):
    return actions.Part(
        code,
        f"Part {code}",
        "A part.",
        [each.pk for each in (gap.evidence.all() if evidence is None else evidence)],
        [each.pk for each in (gap.causes.all() if causes is None else causes)],
        fields or None,
    )


def split(cast, gap, *parts, actor="protection_officer", reason="Two things."):
    return actions.split_gap(actor=cast.people[actor], gap=gap, parts=parts, reason=reason)


# --- merging -------------------------------------------------------------------------------------


def test_merged_drafts_bring_everything_along_once(cast):
    officer = cast.protection_officer
    one = story.gap(cast, places=[cast.district], populations=[cast.idps])
    two = story.gap(cast, places=[cast.settlement], populations=[cast.disability])
    shared = one.evidence.get().statement
    actions.add_voices(actor=officer, gap=two, statements=[shared])
    for gap, note in ((one, "Wells"), (two, "Pumps")):
        actions.add_document(actor=officer, gap=gap, source="Survey, 2009", note=note)
        cause = gap.causes.get()
        actions.change_cause(
            actor=officer, cause=cause, kind=cause.kind, text=cause.text, evidence=gap.evidence.all()
        )
    merged = merge(cast, [one, two])
    assert merged.state == "draft"
    assert set(merged.places.all()) == {cast.district, cast.settlement}
    assert set(merged.populations.all()) == {cast.idps, cast.disability}
    assert merged.clauses.count() == 1
    assert merged.evidence.exclude(statement=None).count() == 2
    assert merged.evidence.get(source="Survey, 2009").note == "Wells\n\nPumps"
    assert merged.causes.get().evidence.count() == 3
    assert {gap.state for gap in Gap.objects.filter(pk__in=[one.pk, two.pk])} == {"set_aside"}
    assert Gap.history.filter(id=one.pk).latest().history_change_reason == "One thing."
    assert set(Descent.objects.values_list("ancestor", "descendant", "kind", "reason")) == {
        (one.pk, merged.pk, "merge", "One thing."),
        (two.pk, merged.pk, "merge", "One thing."),
    }
    assert JournalEntry.objects.filter(verb="gaps.merge", target_id=merged.pk).count() == 1


def test_what_a_group_took_back_is_not_carried_over(cast):
    one, two = story.gap(cast), story.gap(cast)
    Session.objects.filter(statements__evidence_for__gap=one).update(consent_scope="none")
    merged = merge(cast, [one, two])
    assert [each.statement for each in merged.evidence.all()] == [two.evidence.get().statement]
    assert one.evidence.count() == 1


def test_what_a_measure_proposed_for_a_draft_it_proposes_for_what_became_of_it(cast):
    one, two = story.gap(cast), story.gap(cast)
    measure = story.measure(cast, gaps=[one])
    merged = merge(cast, [one, two])
    assert list(measure.gaps.all()) == [merged]
    parts = split(cast, merged, part(merged, "A"), part(merged, "B"))
    assert set(measure.gaps.all()) == set(parts)


@pytest.mark.parametrize("name", ["official", "stranger", "rival", "monitoring_officer"])
def test_others_neither_merge_nor_split(cast, as_, name):
    one, two = story.gap(cast), story.gap(cast)
    with pytest.raises(Forbidden):
        merge(cast, [one, two], actor=name)
    with pytest.raises(Forbidden):
        split(cast, one, part(one, "A"), part(one, "B"), actor=name)
    assert as_(name).get(reverse("gaps:merge", args=[cast.programme.pk])).status_code == 403
    assert as_(name).get(reverse("gaps:split", args=[one.pk])).status_code in {403, 404}
    assert not Descent.objects.exists()


def test_only_drafts_of_one_programme_and_at_least_two_are_merged(cast):
    one, two = story.gap(cast), story.gap(cast)
    with pytest.raises(Refused, match="at least two"):
        merge(cast, [one, one])
    elsewhere = Gap.objects.create(programme=cast.other, code="X", title="x", statement="x", severity=1)
    with pytest.raises(Refused, match="different programmes"):
        actions.merge_gaps(
            actor=None, gaps=[one, elsewhere], code="M", title="x", statement="x", severity=1, reason="x"
        )
    with pytest.raises(Refused, match="Say why"):
        merge(cast, [one, two], reason=" ")
    actions.propose_gap(actor=cast.protection_officer, gap=two)
    with pytest.raises(Refused, match="in consultation"):
        merge(cast, [one, two])
    assert not Gap.objects.filter(code="M1").exists()
    assert Gap.objects.get(pk=one.pk).state == "draft"


def test_a_file_lives_as_long_as_one_gap_shows_it(cast, as_):
    officer = cast.protection_officer
    one, two = story.gap(cast), story.gap(cast)
    upload = check_upload(SimpleUploadedFile("wells.txt", b"Wells are dry."))
    actions.add_document(actor=officer, gap=one, source="Survey", file=upload)
    merged = merge(cast, [one, two])
    actions.remove_evidence(actor=officer, evidence=merged.evidence.get(source="Survey"))
    stored = StoredFile.objects.get()
    assert as_("protection_officer").get(stored.get_absolute_url()).status_code == 200
    assert as_("stranger").get(stored.get_absolute_url()).status_code == 404


# --- splitting -----------------------------------------------------------------------------------


def test_a_split_gap_leaves_two_drafts_with_what_each_was_given(cast):
    gap = story.gap(cast, places=[cast.district], severity=5, people_affected=100, people_rank=2)
    school = heard(cast, gap, excerpt="The school is far.")
    first, second = gap.evidence.order_by("pk")
    cause = gap.causes.get()
    cause.evidence.set([first, second])
    water, schools = split(cast, gap, part(gap, "A", [first]), part(gap, "B", [second], [], severity=2))
    assert (water.severity, schools.severity) == (5, 2)
    assert (water.people_affected, water.people_rank) == (None, 2)
    assert [each.statement for each in schools.evidence.all()] == [school]
    assert water.causes.get().evidence.get().statement == first.statement
    assert not schools.causes.exists()
    assert list(schools.places.all()) == [cast.district]
    assert Gap.objects.get(pk=gap.pk).state == "set_aside"
    assert gap.evidence.count() == 2
    assert JournalEntry.objects.filter(verb="gaps.split", target_id=gap.pk).count() == 1


def test_a_split_in_which_something_would_vanish_is_refused_and_names_it(cast):
    gap = story.gap(cast)
    lost = heard(cast, gap)
    first = gap.evidence.order_by("pk")[0]
    with pytest.raises(Refused) as refusal:
        split(cast, gap, part(gap, "A", [first], []), part(gap, "B", [first], []))
    assert "2 pieces would vanish" in refusal.value.messages[0]
    assert str(lost) in refusal.value.messages[0]
    assert "The pump is broken." in refusal.value.messages[0]
    assert Gap.objects.get().state == "draft"


def test_a_withdrawn_voice_need_not_go_anywhere(cast):
    gap = story.gap(cast)
    Session.objects.update(consent_scope="none")
    made = split(cast, gap, part(gap, "A"), part(gap, "B", []))
    assert [each.evidence.count() for each in made] == [0, 0]


def test_a_split_takes_two_parts_of_the_gap_itself_and_says_which_part_is_wrong(cast):
    gap, other = story.gap(cast), story.gap(cast)
    with pytest.raises(Refused, match="two parts"):
        split(cast, gap, part(gap, "A"))
    with pytest.raises(Refused, match="only evidence"):
        split(cast, gap, part(gap, "A"), part(other, "B"))
    with pytest.raises(Refused, match="Say why"):
        split(cast, gap, part(gap, "A"), part(gap, "B"), reason="")
    with pytest.raises(Refused) as refusal:
        split(cast, gap, part(gap, "A"), part(gap, "A"))
    assert (refusal.value.part, refusal.value.field) == (1, "code")
    assert Gap.objects.count() == 2


def test_a_gap_that_was_set_aside_by_a_split_is_not_reopened(cast):
    gap = story.gap(cast)
    split(cast, gap, part(gap, "A"), part(gap, "B"))
    gap.refresh_from_db()
    with pytest.raises(Refused):
        actions.reopen_gap(actor=cast.protection_officer, gap=gap, reason="x")


# --- what one sees of it -------------------------------------------------------------------------


def test_each_gap_shows_the_whole_tree_as_far_as_the_reader_may_see_it(cast, as_):
    one, two = story.gap(cast, title="Wells"), story.gap(cast, title="Pumps")
    merged = merge(cast, [one, two], title="Water at large")
    parts = split(cast, merged, part(merged, "A"), part(merged, "B"))
    tree = ancestry_of(parts[0], cast.fresh("protection_officer"))
    assert tree.comes_from[0].gap == merged
    assert [kin.gap for kin in tree.comes_from[0].beyond] == [one, two]
    page = as_("protection_officer").get(one.get_absolute_url()).content.decode()
    assert "Water at large" in page
    assert "Part A" in page
    # What is set aside is read in the programme; the drafts are not.
    seen = as_("official").get(one.get_absolute_url()).content.decode()
    assert "Water at large" in seen
    assert "Part A" not in seen
    assert "a gap that you may not see" in seen
    assert ancestry_of(story.gap(cast), cast.fresh("protection_officer")) is None


def test_a_group_that_one_gap_alone_had_heard_and_one_of_a_single_voice_are_pointed_out(cast, as_):
    one, two = story.gap(cast), story.gap(cast)
    heard(cast, one, sex="male", age="41+", diverse=True)
    merged = merge(cast, [one, two])
    rows = {row.label: row for row in groups_heard([one, two], [merged], cast.fresh("protection_officer"))}
    women, men = rows["Female, 18–40"], rows["Male, over 40, People with disabilities"]
    assert (women.before, women.after, women.only_in, women.by_one_voice) == ([1, 1], [2], None, False)
    assert (men.before, men.after, men.only_in, men.by_one_voice) == ([1, 0], [1], one, True)
    assert not men.is_lost
    page = as_("protection_officer").get(merged.get_absolute_url()).content.decode()
    assert f"heard in {one.code} alone" in page
    assert "one voice only" in page
    actions.remove_evidence(
        actor=cast.protection_officer, evidence=merged.evidence.get(statement__session__sex="male")
    )
    assert "no longer heard" in as_("protection_officer").get(merged.get_absolute_url()).content.decode()


def test_groups_are_shown_inside_the_programme_only(cast, as_):
    one, two = story.gap(cast), story.gap(cast)
    merged = merge(cast, [one, two])
    actions.propose_gap(actor=cast.protection_officer, gap=merged)
    actions.publish_gap(actor=cast.protection_officer, gap=merged)
    page = as_("visitor").get(merged.get_absolute_url()).content.decode()
    assert "Where it comes from" in page
    assert "Voices by group" not in page


def test_the_only_voice_of_a_group_is_known_before_a_split(cast):
    gap = story.gap(cast)
    heard(cast, gap)
    boy = heard(cast, gap, sex="male", age="10-13")
    alone = heard_once(gap, cast.protection_officer)
    assert alone == {gap.evidence.get(statement=boy).pk: "Male, 10–13"}


# --- the pages -----------------------------------------------------------------------------------


def test_drafts_are_ticked_and_merged(cast, as_):
    one, two = story.gap(cast, severity=2, people_rank=3), story.gap(cast, severity=5, people_rank=1)
    client, address = as_("protection_officer"), reverse("gaps:merge", args=[cast.programme.pk])
    assert str(one) in client.get(address).content.decode()
    assert "Tick at least two drafts." in client.get(f"{address}?gaps={one.pk}").content.decode()
    asked = f"{address}?gaps={one.pk}&gaps={two.pk}"
    form = client.get(asked).context["form"]
    assert (form.initial["severity"], form.initial["people_rank"]) == (5, 1)
    assert form.initial["statement"] == "No safe water.\n\nNo safe water."
    sent = {
        "code": "M1", "title": "Water", "statement": "No water.", "language": "en", "severity": 5, "undoing": 2,
    }  # fmt: skip
    refused = client.post(asked, sent)
    assert "reason" in refused.context["form"].errors
    response = client.post(asked, {**sent, "reason": "One thing."})
    assert response.url == Gap.objects.get(code="M1").get_absolute_url()
    assert Descent.objects.count() == 2


def sent_parts(gap, number=2, **fields):
    evidence, causes = gap.evidence.values_list("pk", flat=True), gap.causes.values_list("pk", flat=True)
    data = {"parts": number, "reason": "Two things."}
    for place in range(number):
        data |= {
            f"part-{place}-code": f"P{place}",
            f"part-{place}-title": f"Piece {place}",
            f"part-{place}-statement": "A piece.",
            f"part-{place}-severity": 3,
            f"part-{place}-evidence": list(evidence) if place == 0 else [],
            f"part-{place}-causes": list(causes) if place == 0 else [],
        }
    return data | fields


def test_a_gap_is_split_through_the_form(cast, as_):
    gap = story.gap(cast)
    client, address = as_("protection_officer"), reverse("gaps:split", args=[gap.pk])
    assert len(client.get(address).context["parts"]) == 2
    response = client.post(address, sent_parts(gap), follow=True)
    assert "Piece 1" in response.content.decode()
    assert sorted(Gap.objects.filter(state="draft").values_list("code", flat=True)) == ["P0", "P1"]


def test_a_part_more_loses_nothing_that_was_typed(cast, as_):
    gap = story.gap(cast)
    response = as_("protection_officer").post(
        reverse("gaps:split", args=[gap.pk]), sent_parts(gap, add="1", **{"part-1-title": "Half a ti"})
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert len(response.context["parts"]) == 3
    assert 'value="Half a ti"' in page
    assert f'name="part-0-evidence" value="{gap.evidence.get().pk}"' in page
    assert response.context["parts"][0]["evidence"].value() == [str(gap.evidence.get().pk)]
    assert "This can't be sent yet" not in page.replace("&#x27;", "'")
    assert "Two things." in page


def test_what_is_wrong_with_a_part_stands_beside_it(cast, as_):
    gap = story.gap(cast)
    client, address = as_("protection_officer"), reverse("gaps:split", args=[gap.pk])
    twice = client.post(address, sent_parts(gap, **{"part-1-code": "P0"}))
    assert twice.status_code == 422
    assert twice.context["parts"][1].errors["code"] == ["Another gap of this programme has this code."]
    lost = client.post(address, sent_parts(gap, **{"part-0-evidence": []}))
    assert "1 piece would vanish" in lost.content.decode()
    for bad in ({"parts": "9"}, {"part-0-evidence": ["x", "0"]}, {"part-0-severity": "9"}):
        assert client.post(address, sent_parts(gap, **bad)).status_code == 422, bad
    assert Gap.objects.get().state == "draft"


def test_an_unsent_split_is_back_when_the_page_is_opened_again(cast, as_):
    gap = story.gap(cast)
    address = reverse("gaps:split", args=[gap.pk])
    FormDraft.objects.create(
        user=cast.protection_officer, key=address, data={"parts": ["3"], "part-2-title": ["The third"]}
    )
    response = as_("protection_officer").get(address)
    assert len(response.context["parts"]) == 3
    assert "The third" in response.content.decode()


def test_the_page_of_a_gap_leads_to_both(cast, as_):
    gap = story.gap(cast)
    page = as_("protection_officer").get(gap.get_absolute_url()).content.decode()
    assert reverse("gaps:split", args=[gap.pk]) in page
    assert reverse("gaps:merge", args=[cast.programme.pk]) in page
