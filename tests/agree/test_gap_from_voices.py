"""From voices to a gap: which can be chosen, what they bring along, who may."""

import pytest
from django.urls import reverse

from gapbridge.agree.gaps import actions
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.proposing import ids_from
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import FormDraft, JournalEntry
from gapbridge.listen.assessments.models import Theme

from . import story

pytestmark = pytest.mark.django_db
WORDS = {"code": "G7", "title": "No safe water", "statement": "They wait for days.", "severity": 4}


def choose(cast):
    return reverse("gaps:choose_voices", args=[cast.programme.pk])


def propose(cast, *voices):
    return f"{reverse('gaps:propose', args=[cast.programme.pk])}?statements={','.join(str(v.pk) for v in voices)}"


def marked(cast, *, rank=None, clauses=None, **fields):
    voice = story.statement(cast, people_rank=rank, **fields)
    voice.clauses.set(clauses or [cast.framework.clauses.get(code="E")])
    return voice


def test_a_gap_from_voices_is_a_draft_that_stands_on_them_in_one_step(cast):
    voices = [marked(cast), marked(cast, scope="internal")]
    gap = actions.propose_from_voices(
        actor=cast.protection_officer, programme=cast.programme, statements=voices, **WORDS
    )
    assert gap.state == "draft"
    assert {each.statement for each in gap.evidence.all()} == set(voices)
    assert list(
        JournalEntry.objects.filter(target_type="gaps.gap", target_id=gap.pk).values_list("verb", flat=True)
    ) == ["gaps.create_from_voices"]


def test_a_voice_without_consent_or_taken_back_carries_no_gap(cast):
    withdrawn = marked(cast)
    withdrawn.session.withdrawn_at = withdrawn.created_at
    withdrawn.session.save()
    for voice in (marked(cast, scope="none"), withdrawn, story.statement(cast, programme=cast.other)):
        with pytest.raises(Refused, match="can't be used"):
            actions.propose_from_voices(
                actor=cast.protection_officer, programme=cast.programme, statements=[voice], **WORDS
            )
    assert not Gap.objects.exists()


@pytest.mark.parametrize("name", ["stranger", "official", "rival", "monitoring_officer"])
def test_others_propose_nothing(cast, as_, name):
    voice = marked(cast)
    with pytest.raises(Forbidden):
        actions.propose_from_voices(
            actor=cast.people[name], programme=cast.programme, statements=[voice], **WORDS
        )
    assert as_(name).get(propose(cast, voice)).status_code == 403
    assert as_(name).get(choose(cast)).status_code == 403


def test_the_form_brings_along_what_the_voices_bear(cast, as_):
    water = cast.framework.clauses.create(code="E2", title_en="Water", position=2)
    health = cast.framework.clauses.create(code="E7", title_en="Health", position=3)
    voices = [
        marked(cast, rank=3, clauses=[water, health]),
        marked(cast, rank=1, clauses=[health]),
        marked(cast, rank=2, clauses=[health]),
    ]
    voices[0].session.diversity.add(cast.disability)
    story.bare_gap(cast, code="G1")
    form = as_("protection_officer").get(propose(cast, *voices)).context["form"]
    assert form.initial["clauses"] == [health.pk, water.pk]
    assert form.initial["people_rank"] == 2
    assert set(form.initial["populations"]) == {cast.idps.pk, cast.disability.pk}
    assert form.initial["places"] == [cast.settlement.pk]
    assert form.initial["code"] == "G2"
    assert "title" not in form.initial
    first = form.fields["clauses"].choices[0]
    assert [label for _pk, label in first[1]] == ["E7 Health (3 voices)", "E2 Water (1 voice)"]


def test_the_form_writes_the_gap_with_its_voices(cast, as_):
    voice = marked(cast, excerpt="The well is dry.")
    client = as_("protection_officer")
    page = client.get(propose(cast, voice)).content.decode()
    assert "The well is dry." in page
    sent = {**WORDS, "language": "en", "undoing": 2, "places": [cast.settlement.pk]}
    response = client.post(propose(cast, voice), sent)
    gap = Gap.objects.get()
    assert response.url == gap.get_absolute_url()
    assert gap.evidence.get().statement == voice
    assert list(gap.places.all()) == [cast.settlement]


def test_bad_input_loses_nothing(cast, as_):
    voice = marked(cast)
    story.bare_gap(cast, code="G7")
    response = as_("protection_officer").post(
        propose(cast, voice), {**WORDS, "language": "en", "undoing": 2, "statement": "Long and well weighed."}
    )
    assert response.status_code == 422
    assert response.context["form"].errors["code"] == ["Another gap of this programme has this code."]
    assert "Long and well weighed." in response.content.decode()


def test_ticked_voices_sent_by_post_lead_to_the_form(cast, as_):
    voices = [marked(cast), marked(cast)]
    address = reverse("gaps:propose", args=[cast.programme.pk])
    response = as_("protection_officer").post(address, {"statements": [each.pk for each in voices]})
    assert response.status_code == 302
    page = as_("protection_officer").get(response.url)
    assert len(page.context["voices"]) == 2


def test_what_cannot_be_used_is_said_and_nothing_at_all_leads_back(cast, as_):
    client = as_("protection_officer")
    page = client.get(propose(cast, marked(cast), marked(cast, scope="none"))).content.decode()
    assert "1 of the voices can&#x27;t be used" in page or "1 of the voices can't be used" in page
    for query in ("", "?statements=", "?statements=x,99999999999999999999,0"):
        response = client.get(reverse("gaps:propose", args=[cast.programme.pk]) + query)
        assert response.url == choose(cast)


def test_what_was_typed_about_some_voices_does_not_come_back_beside_others(cast, as_):
    one, other = marked(cast), marked(cast)
    client = as_("protection_officer")
    key = client.get(propose(cast, one)).context["autosave_key"]
    FormDraft.objects.create(user=cast.protection_officer, key=key, data={"title": ["Half a title"]})
    assert "Half a title" in client.get(propose(cast, one)).content.decode()
    assert "Half a title" not in client.get(propose(cast, other)).content.decode()


def test_ticks_travel_while_the_list_is_narrowed(cast, as_):
    well, school = marked(cast, excerpt="The well is dry."), marked(cast, excerpt="The school is far.")
    other = cast.framework.clauses.create(code="G", title_en="Solutions", position=9)
    school.clauses.set([other])
    page = as_("protection_officer").get(f"{choose(cast)}?clause={other.pk}&statements={well.pk}")
    text = page.content.decode()
    assert "The school is far." in text
    assert "The well is dry." not in text
    assert f'<input type="hidden" name="statements" value="{well.pk}">' in text
    assert page.context["ticked"] == 1


@pytest.mark.parametrize("query", ["theme", "diversity", "topic", "place", "sex", "age_group", "assessment"])
def test_voices_are_narrowed(cast, as_, query):
    mine, other = marked(cast, excerpt="Mine to find."), marked(cast, excerpt="Not this one.")
    parent = Theme.objects.create(programme=cast.programme, name="Water")
    theme = Theme.objects.create(programme=cast.programme, name="Wells", parent=parent)
    mine.themes.add(theme)
    mine.topics.add(cast.topic)
    mine.session.diversity.add(cast.disability)
    assessment = other.session.assessment
    moved = type(assessment).objects.create(
        programme=cast.programme, title="Second", starts_on="2009-06-01", ends_on="2009-07-01"
    )
    type(other.session).objects.filter(pk=other.session_id).update(
        sex="male", age_group="41+", place=cast.country, assessment=moved
    )
    value = {
        "theme": parent.pk,
        "diversity": cast.disability.pk,
        "topic": cast.topic.pk,
        "place": cast.district.pk,
        "sex": "female",
        "age_group": "18-40",
        "assessment": assessment.pk,
    }[query]
    page = as_("protection_officer").get(f"{choose(cast)}?{query}={value}").content.decode()
    assert "Mine to find." in page
    assert "Not this one." not in page


def test_a_voice_names_the_gaps_that_rest_on_it_already(cast, as_):
    gap = story.gap(cast)
    page = as_("protection_officer").get(choose(cast)).content.decode()
    assert f'<a href="{gap.get_absolute_url()}">{gap.code}</a>' in page


def test_the_choice_costs_the_same_however_long(cast, as_, assert_constant_queries):
    client = as_("protection_officer")
    assert_constant_queries(lambda: client.get(choose(cast)), lambda: story.gap(cast))


def test_the_list_of_voices_leads_here_as_it_is_narrowed(cast, as_):
    listed = reverse("assessments:statements") + "?sex=female"
    assert f"{choose(cast)}?sex=female" in as_("protection_officer").get(listed).content.decode()
    for name in ("official", "stranger", "visitor"):
        assert choose(cast) not in as_(name).get(listed).content.decode()


def test_ids_are_read_from_any_shape():
    assert ids_from(["1,2", "2", " 3 ", "x", "-4", "²", "9" * 30]) == [1, 2, 3]
    assert len(ids_from([",".join(map(str, range(1, 2000)))])) == 500
