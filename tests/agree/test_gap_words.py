"""People's words in gaps: where they have gone, and how they are taken back. And gaps in other languages."""

import pytest
from django.urls import reverse

from gapbridge.agree.gaps import actions
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.queries import voices_of, wording_sources
from gapbridge.agree.gaps.words import uses_of_words
from gapbridge.base import search, sockets, wordings
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.base.models import JournalEntry, Wording
from gapbridge.listen.assessments import actions as listening
from gapbridge.listen.assessments.models import Assessment, Consent

from . import story

pytestmark = pytest.mark.django_db
SPOKEN = "We wait two days for water every week."
QUOTING = "A woman said: we wait two days\nfor water   every week. Others agree."


def take_back(*voices):
    for use in list(uses_of_words([voice.pk for voice in voices])):
        use.take_back()


def quoting_gap(cast, **fields):
    voice = story.statement(cast, excerpt=SPOKEN)
    return voice, story.gap(cast, statement=QUOTING, **fields)


def test_the_gaps_that_rest_on_a_voice_are_named_and_keep_the_row(cast):
    gap = story.gap(cast)
    voice = gap.evidence.get().statement
    (use,) = uses_of_words([voice.pk])
    assert (str(gap) in str(use.label), use.url, use.frozen) == (True, gap.get_absolute_url(), False)
    use.take_back()
    assert gap.evidence.get().statement == voice
    assert list(uses_of_words([])) == []
    assert uses_of_words in sockets.WORDS


def test_a_withdrawn_voice_is_counted_without_words(cast, as_):
    gap = story.gap(cast)
    session = gap.evidence.get().statement.session
    type(session).objects.filter(pk=session.pk).update(consent_scope="none", withdrawn_at="2009-05-01T00:00Z")
    found = voices_of(gap, cast.protection_officer)
    assert (found.readable, found.hidden, found.withdrawn) == ([], 0, 1)
    page = as_("protection_officer").get(gap.get_absolute_url()).content.decode()
    assert "1 voice was withdrawn by those who spoke" in page
    assert "We wait two days" not in page


def test_words_quoted_in_a_draft_are_taken_out_of_it_and_of_its_history(cast):
    voice, gap = quoting_gap(cast, title="We wait two days for water every week.")
    actions.change_gap(actor=cast.protection_officer, gap=gap, remedy=f"They said “{SPOKEN}”")
    cause = actions.add_cause(actor=cast.protection_officer, gap=gap, kind="practice", text=SPOKEN)
    wordings.write(actor=None, obj=gap, field="statement", language="ru", text="Мы ждём воду два дня.")
    labels = [str(use.label) for use in uses_of_words([voice.pk])]
    assert labels == [f"Quoted in the text of gap {gap}"]
    take_back(voice)
    gap.refresh_from_db()
    cause.refresh_from_db()
    assert gap.statement == "A woman said: […]. Others agree."
    assert (gap.title, gap.remedy, cause.text) == ("[…].", "They said “[…].”", "[…].")
    assert not Gap.history.filter(id=gap.pk, statement__contains="two days").exists()
    assert not Wording.objects.exists()
    assert gap.words_withdrawn_at is None
    assert not search.find("two days water", cast.fresh("protection_officer"), kind="gaps.gap").hits


def test_words_quoted_in_what_was_decided_about_stay_and_are_marked(cast, as_):
    voice, gap = quoting_gap(cast)
    actions.propose_gap(actor=cast.protection_officer, gap=gap)
    (use,) = uses_of_words([voice.pk])
    assert use.frozen
    use.take_back()
    gap.refresh_from_db()
    assert gap.statement == QUOTING
    assert gap.words_withdrawn_at is not None
    assert "people took back words" in as_("protection_officer").get(gap.get_absolute_url()).content.decode()


def test_a_consent_that_is_withdrawn_takes_the_words_out_of_gaps(cast):
    voice, gap = quoting_gap(cast)
    actions.add_voices(actor=cast.protection_officer, gap=gap, statements=[voice])
    Assessment.objects.update(state="collecting")
    consent = Consent.objects.create(
        session=voice.session,
        text_version="1",
        language="az",
        manner="spoken",
        scope="public",
        taken_on="2009-03-02",
        taken_by=cast.protection_officer,
    )
    listening.withdraw_consent(actor=cast.protection_officer, consent=consent, reason="They asked us to.")
    gap.refresh_from_db()
    assert gap.statement == "A woman said: […]. Others agree."
    assert voices_of(gap, cast.fresh("protection_officer")).withdrawn == 1


def test_short_phrases_and_other_programmes_are_left_alone(cast):
    voice, _gap = quoting_gap(cast)
    Gap.objects.create(programme=cast.other, code="X", title="x", statement=SPOKEN, severity=1)
    assert len(list(uses_of_words([voice.pk]))) == 1
    short = story.statement(cast, excerpt="No water here.")
    story.gap(cast, statement="No water here.")
    assert list(uses_of_words([short.pk])) == []


# --- other languages -----------------------------------------------------------------------------


def written(gap, **texts):
    sources = {source.field if source.obj == gap else "cause": source for source in wording_sources(gap)}
    return [
        wordings.Written(sources[name], "ru", text, sources[name].name("ru")) for name, text in texts.items()
    ]


def test_a_reader_sees_the_gap_in_their_language_and_can_turn_to_the_original(cast, as_):
    gap = story.gap(cast, title="Water", statement="No safe water.")
    actions.write_wordings(
        actor=cast.protection_officer,
        gap=gap,
        texts=written(gap, title="Вода", statement="Нет безопасной воды.", cause="Насос сломан."),
    )
    client = as_("protection_officer")
    client.cookies["django_language"] = "ru"
    page = client.get(gap.get_absolute_url()).content.decode()
    assert "Нет безопасной воды." in page
    assert "Насос сломан." in page
    assert "No safe water." not in page
    original = client.get(gap.get_absolute_url() + "?original=1").content.decode()
    assert "No safe water." in original
    assert "Нет безопасной воды." not in original
    client.cookies["django_language"] = "en"
    assert "No safe water." in client.get(gap.get_absolute_url()).content.decode()
    assert JournalEntry.objects.filter(verb="gaps.write_wordings", target_id=gap.pk).count() == 1


def test_a_translation_of_a_text_that_changed_says_so(cast, as_):
    gap = story.gap(cast)
    actions.write_wordings(actor=cast.protection_officer, gap=gap, texts=written(gap, statement="Нет воды."))
    actions.change_gap(actor=cast.protection_officer, gap=gap, statement="No water at all.")
    client = as_("protection_officer")
    form = client.get(reverse("gaps:wordings", args=[gap.pk])).content.decode()
    assert "The original has changed since this was written." in form
    client.cookies["django_language"] = "ru"
    response = client.get(gap.get_absolute_url())
    assert response.context["said"].is_outdated


def test_wordings_are_written_through_the_form_in_any_state(cast, as_):
    gap = story.gap(cast)
    actions.propose_gap(actor=cast.protection_officer, gap=gap)
    address = reverse("gaps:wordings", args=[gap.pk])
    assert as_("protection_officer").post(address, {f"gap_{gap.pk}_title_az": "Su"}).status_code == 302
    assert Wording.objects.get().text == "Su"
    assert [hit.object for hit in search.find("su", cast.fresh("protection_officer"), kind="gaps.gap").hits]


@pytest.mark.parametrize("name", ["official", "stranger", "rival"])
def test_others_translate_nothing(cast, as_, name):
    gap = story.gap(cast)
    with pytest.raises(Forbidden):
        actions.write_wordings(actor=cast.people[name], gap=gap, texts=written(gap, title="Вода"))
    assert as_(name).get(reverse("gaps:wordings", args=[gap.pk])).status_code == 404


def test_texts_of_another_gap_are_refused(cast):
    gap, other = story.gap(cast), story.gap(cast)
    with pytest.raises(Refused):
        actions.write_wordings(actor=cast.protection_officer, gap=gap, texts=written(other, title="Вода"))
    assert not Wording.objects.exists()
