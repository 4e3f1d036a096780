"""Names never enter: what is found in notes, and what is left in peace (identity.yaml holds the sentences)."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gapbridge.base.errors import Forbidden, Refused
from gapbridge.listen.assessments.actions import confirm_words
from gapbridge.listen.assessments.anonymity import known_words, marks_in, refuse_identity, replaced
from gapbridge.listen.assessments.models import KnownWord, Session, Statement

from .rooms import held, listening, new_session, voice

SAMPLE = yaml.safe_load((Path(__file__).parent / "identity.yaml").read_text(encoding="utf-8"))
LIKELY_FOUND, CLEAN_MARKED = 0.90, 0.05  # at least, at most


def expected():
    """(sentence, kind, words, certainly) for everything that identifies somebody."""
    for row in SAMPLE["marked"]:
        for each in row["found"]:
            kind, words = each.split(" ", 1)
            yield row["text"], kind.rstrip("!"), words, kind.endswith("!")


def covers(text, kind, words, *, certain):
    start = text.index(words)
    return any(
        mark.kind == kind
        and mark.start <= start
        and start + len(words) <= mark.end
        and mark.certain >= certain
        for mark in marks_in(text)
    )


@pytest.mark.parametrize(
    ("text", "kind", "words"), [(text, kind, words) for text, kind, words, certain in expected() if certain]
)
def test_what_is_certain_is_always_found(text, kind, words):
    assert covers(text, kind, words, certain=True)


def test_nine_of_ten_names_are_found():
    likely = [(text, kind, words) for text, kind, words, certain in expected() if not certain]
    missed = [each for each in likely if not covers(*each, certain=False)]
    assert len(missed) <= (1 - LIKELY_FOUND) * len(likely), missed


def test_clean_sentences_are_left_in_peace():
    marked = [text for text in SAMPLE["clean"] if marks_in(text)]
    assert len(marked) <= CLEAN_MARKED * len(SAMPLE["clean"]), marked


def test_nothing_in_a_sentence_is_called_certain_that_is_not():
    for row in SAMPLE["marked"]:
        wanted = [each.split(" ", 1)[1] for each in row["found"] if each.split(" ", 1)[0].endswith("!")]
        certain = [mark.text for mark in marks_in(row["text"]) if mark.certain]
        assert len(certain) == len(wanted), (row["text"], certain)


# --- ways to reach a person ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Zəng edin: +994 50 123 45 67.",
        "+994501234567",
        "call 00994 50 123-45-67",
        "(050) 123-45-67",
        "050.123.45.67",
        "0501234567",
        "501234567",
        "evdə 493-12-34",
        "her mail is aysel.m@example.org, she said",
        "AYSEL@EXAMPLE.AZ",
        "٠٥٠١٢٣٤٥٦٧",
    ],
)
def test_ways_to_reach_a_person_are_certain(text):
    assert [mark.certain for mark in marks_in(text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "In 2009 and 2010, 1 200 000 manat",
        "1,250,000 and 100 000 000 and 1.250.000.000",
        "from 01.03.2009 to 05.04.2009",
        "01.03.2009-05.04.2009",
        "2009-03-01 2009-03-02",
        "open 09.00-18.00, room 12, 45 %, 10:30-12:00",
        "0,25 of 0.375",
        "we pay 120 for water @ the well",
        "10 13 14 17 18 40",
        "resolution 1325 (2000)",
        "school No. 12, № 668, order № 1325",
        "passport since 2009",
    ],
)
def test_numbers_that_reach_nobody_may_stand(text):
    assert marks_in(text) == []


# --- offsets, replacements -----------------------------------------------------------------------


@given(st.text(max_size=300))
def test_any_text_is_looked_at_without_fault(text):
    before = 0
    for mark in marks_in(text):
        assert text[mark.start : mark.end] == mark.text
        assert before <= mark.start < mark.end  # in order, and none within another
        before = mark.end


PIECES = ["Aygün", "Məmmədova", "Иван", "küç.", "12", "mənzil", "№", "A", ".", "\n", "oğlu", "of", "Ministry", "-", "@", "Street", "😀"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25), st.sampled_from([" ", ", "]))
@settings(max_examples=150)
def test_after_replacing_nothing_certain_is_left(pieces, between):
    text = between.join(pieces)
    anew = replaced(text, marks_in(text))
    assert not [mark for mark in marks_in(anew) if mark.text in text and mark.certain and mark.kind != "name"]


def test_offsets_count_code_points():
    (mark,) = marks_in("👩🏽‍🦱 said: ask Leyla.")
    assert mark.text == "Leyla" and "👩🏽‍🦱 said: ask Leyla."[mark.start : mark.end] == "Leyla"


def test_a_replacement_speaks_the_language_of_its_line():
    text = "Zəngi Aygünə edin.\nСпросите Ивана.\nAsk Leyla about the key."
    assert replaced(text, marks_in(text)) == "Zəngi [ad] edin.\nСпросите [имя].\nAsk [name] about the key."


def test_a_name_whose_accents_are_written_apart_is_found():
    assert [mark.text for mark in marks_in("Bunu Aygu\u0308n dedi.")] == ["Aygu\u0308n"]


def test_a_long_row_of_capitals_is_read_in_time_in_proportion():
    assert marks_in("Xyzab " * 20_000) is not None  # a row without end would take hours


# --- what a programme knows ----------------------------------------------------------------------


def test_known_words_silence_what_is_likely_in_every_case_and_never_what_is_certain():
    text = "Biz Solmazı və Solmazdan gələn yolu tanıyırıq, Solmaz Sınaqova isə orada yaşayır."
    assert len(marks_in(text)) == 3
    for known in ("solmaz", "sinaqova"):
        assert marks_in(text, frozenset({known}))[-1].text == "Solmaz Sınaqova"
    assert len(marks_in(text, frozenset({"solmaz"}))) == 1


def test_places_and_partners_of_the_programme_are_known(cast):
    cast.settlement.name_az = "Sınaqabad"
    cast.settlement.save()
    cast.authority.name_en = "Zirvex Relief"
    cast.authority.save()
    known = known_words(cast.programme.pk)
    assert marks_in("Biz Sınaqabadda yaşayırıq, Zirvex bizə gəldi.", known) == []
    assert marks_in("Aygün Sınaqabadda yaşayır.", known)[0].text == "Aygün"


def test_a_word_is_confirmed_for_its_programme_alone(cast):
    with pytest.raises(Refused):
        refuse_identity("Biz Qumral tərəfdə idik.", "notes", programme_id=cast.programme.pk)
    confirm_words(actor=cast.protection_officer, programme=cast.programme, words=["Qumral", "QUMRAL", " "])
    assert KnownWord.objects.get().word == "qumral"

    refuse_identity("Biz Qumralda idik.", "notes", programme_id=cast.programme.pk)
    with pytest.raises(Refused):
        refuse_identity("Biz Qumral tərəfdə idik.", "notes", programme_id=cast.other.pk)
    refuse_identity("Biz Qumral tərəfdə idik.", "notes", programme_id=cast.other.pk, confirmed=["Qumral"])


def test_only_who_writes_notes_confirms_words(cast):
    for name in ("donor", "official", "stranger", "monitoring_officer"):
        with pytest.raises(Forbidden):
            confirm_words(actor=cast.people[name], programme=cast.programme, words=["Qumral"])
    assert not KnownWord.objects.exists()


# --- notes and statements ------------------------------------------------------------------------


def test_notes_and_statements_that_name_somebody_are_refused_and_say_whom(cast):
    assessment = listening(cast)

    with pytest.raises(Refused) as notes:
        new_session(cast, assessment, notes="They spoke of water. Ask her on 050 123 45 67, she waits.")
    assert notes.value.field == "notes"
    assert "Ask her on ⟨050 123 45 67⟩, she waits." in notes.value.messages[0]
    assert not Session.objects.exists()

    session = held(cast, assessment)
    with pytest.raises(Refused) as excerpt:
        voice(cast, session, "My neighbour Leyla is afraid.")
    assert excerpt.value.field == "excerpt" and "⟨Leyla⟩" in excerpt.value.messages[0]
    with pytest.raises(Refused) as memo:
        voice(cast, session, "She is afraid.", memo="Leyla said so")
    assert memo.value.field == "memo"
    assert not Statement.objects.exists()


# --- on the page ---------------------------------------------------------------------------------


@pytest.fixture
def form(cast, as_):
    """Posts the form of a new voice; the last answer, and the session."""
    session = held(cast, listening(cast))
    client, url = as_("protection_officer"), f"/assessments/sessions/{session.pk}/voices/new/"

    def post(excerpt, **fields):
        return client.post(url, {"excerpt": excerpt, "language": "en", **fields})

    post.session = session
    return post


def test_what_was_found_is_listed_with_its_replacement_and_nothing_typed_is_lost(form):
    response = form("My neighbour Leyla is afraid. Her number is 050 123 45 67.")
    page = response.content.decode()
    assert response.status_code == 422
    assert "My neighbour <mark>Leyla</mark> is afraid." in page and "It becomes [name]." in page
    assert 'name="not_a_name" value="Leyla"' in page
    assert 'value="050 123 45 67"' not in page  # a telephone number is never confirmed away
    assert "My neighbour Leyla is afraid. Her number is 050 123 45 67.</textarea>" in page
    assert not Statement.objects.exists()


def test_one_button_replaces_all_and_saves(form):
    assert form("My neighbour Leyla is afraid. Call 050 123 45 67.", replace="1").status_code == 302
    assert Statement.objects.get().excerpt == "My neighbour [name] is afraid. Call [phone]."


def test_what_is_ticked_is_kept_and_remembered_for_the_programme(form, cast):
    text = "We came from Qumral with Leyla."
    response = form(text, not_a_name=["Qumral"])
    assert response.status_code == 422
    assert 'value="Qumral" checked' in response.content.decode()
    assert not KnownWord.objects.exists()  # nothing was saved, so nothing is remembered

    assert form(text, not_a_name=["Qumral"], replace="1").status_code == 302
    assert Statement.objects.get().excerpt == "We came from Qumral with [name]."
    word = KnownWord.objects.get()
    assert (word.word, word.programme, word.confirmed_by) == (
        "qumral",
        cast.programme,
        cast.protection_officer,
    )
    assert form("In Qumral there was water.").status_code == 302


def test_what_is_certain_can_not_be_ticked_away(form):
    response = form("Call Aygün Sınaqova.", not_a_name=["Aygün Sınaqova", "aygun", "Sınaqova"])
    assert response.status_code == 422
    assert not KnownWord.objects.exists() and not Statement.objects.exists()


def test_notes_that_nobody_touches_are_not_asked_about_again(cast, as_):
    session = new_session(cast, listening(cast))
    Session.objects.filter(pk=session.pk).update(notes="Old notes of Leyla.")
    url = f"/assessments/sessions/{session.pk}/edit/"
    client = as_("protection_officer")
    given = {"kind": "focus_group", "place": session.place_id, "held_on": "2009-03-11", "sex": "female",
             "age_group": "18-40", "population": session.population_id, "participants": 8, "language": "az"}  # fmt: skip
    assert client.post(url, {**given, "notes": "Old notes of Leyla."}).status_code == 302
    response = client.post(url, {**given, "notes": "New notes of Leyla."})
    assert response.status_code == 422 and "<mark>Leyla</mark>" in response.content.decode()


def test_the_reason_of_a_withdrawal_names_nobody(cast, as_):
    session = held(cast, listening(cast))
    url = f"/assessments/consents/{session.consents.get().pk}/withdraw/"
    client = as_("protection_officer")
    assert client.post(url, {"reason": "We heard that Leyla asked for it."}).status_code == 422
    assert (
        client.post(url, {"reason": "We heard that Leyla asked for it.", "replace": "1"}).status_code == 302
    )
    assert session.consents.get().withdrawn_because == "We heard that [name] asked for it."


def test_marks_are_told_while_one_types_to_keepers_alone(cast, as_):
    url = f"/assessments/marks/{cast.programme.pk}/"
    KnownWord.objects.create(programme=cast.programme, word="qumral")
    told = as_("monitoring_officer").post(url, {"text": "In Qumral\r\nI met Leyla."}).json()
    assert [(mark["text"], mark["start"], mark["certain"]) for mark in told["marks"]] == [
        ("Leyla", 16, False)
    ]
    assert told["marks"][0]["replacement"] == "[name]"
    assert as_("official").post(url, {"text": "x"}).status_code == 403
    assert as_("stranger").post(url, {"text": "x"}).status_code in {403, 404}
    assert as_("visitor").post(url, {"text": "x"}).status_code in {302, 404}
    assert as_("protection_officer").post(url, {"text": "x" * 300_001}).status_code == 413
    assert as_("protection_officer").get(url).status_code == 405
