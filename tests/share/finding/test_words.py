"""Terms, questions, alphabets, typing errors and marks."""

import re
import string

import pytest
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from gapbridge.share.finding.words import (
    asked,
    is_near,
    mark,
    mark_html,
    neighbours,
    passage,
    synonyms,
    terms,
)
from gapbridge.share.finding.words.asking import MOST_TERMS, MOST_WORDS
from gapbridge.share.finding.words.synonyms import groups

LANGUAGES = ("az", "ru", "en")


def meets(query: str, text: str, asked_in: str = "az", written_in: str = "az") -> bool:
    """Whether each word of the question has a term in the text."""
    there = set(terms(text, written_in))
    question = asked(f"{query} ", asked_in)
    return bool(question) and all(there & set(word.terms) for word in question)


# --- terms ---------------------------------------------------------------------------------------


@given(st.text(max_size=300), st.sampled_from([*LANGUAGES, "de"]))
def test_terms_are_plain_letters_and_digits_whatever_the_text(text, language):
    for term in terms(text, language):
        assert re.fullmatch("[a-z0-9]{1,40}", term), term


@given(
    st.lists(
        st.sampled_from(["qrant", "müqaviləsi", "договор", "M&E", "Bakı'nın", "2026", "IBAN", "təlim"]),
        max_size=30,
    )
)
def test_a_text_has_one_term_a_word_in_order(words):
    assert terms(" ".join(words), "az") == [terms(word, "az")[0] for word in words]


def test_stress_marks_soft_hyphens_and_accents_taken_apart_change_no_term():
    assert terms("за\u0301мок", "ru") == terms("замок", "ru")
    assert terms("müqa\u00advilə", "az") == terms("müqavilə", "az")
    assert terms("mu\u0308qavile", "az") == terms("müqavilə", "az")


def test_a_document_in_the_old_alphabet_has_the_terms_of_the_new_one():
    assert terms("Һүгуги шәхсин низамнамәси", "az") == terms("Hüquqi şəxsin nizamnaməsi", "az")


def test_russian_words_in_a_text_in_azerbaijani_have_russian_stems():
    assert terms("устава", "az") == terms("уставом", "ru")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "волонтёр волонтёры волонтеров волонтёрами"),
        ("ru", "закупка закупки закупками"),
        ("en", "volunteer volunteers volunteering"),
        ("en", "organisation organisations organisation's organization organizations"),
        ("en", "programme program programs"),
        ("en", "labour labor"),
    ],
)
def test_forms_in_russian_and_english_are_one_term(language, words):
    assert len({tuple(terms(word, language)) for word in words.split()}) == 1


@pytest.mark.parametrize(
    "words", ["чаша каша", "шест жест", "щит чит", "юг яг", "цель щель", "мышь мыть", "пар жар"]
)
def test_no_two_russian_letters_are_one(words):
    first, second = (terms(word, "ru")[0] for word in words.split())
    assert first != second


# --- questions -----------------------------------------------------------------------------------


@given(st.text(max_size=400), st.sampled_from(LANGUAGES))
def test_a_question_is_at_most_ten_words_with_few_terms_each(query, language):
    question = asked(query, language)
    assert len(question) <= MOST_WORDS
    for word in question:
        assert 1 <= len(word.terms) <= MOST_TERMS
        assert all(re.fullmatch("[a-z0-9]{1,40}", term) for term in word.terms)


def test_only_the_first_200_characters_are_read():
    assert asked("a" * 199 + " " + "b" * 10_000, "en") == asked("a" * 199 + " ", "en")


def test_the_last_word_is_begun_until_a_space_follows():
    assert [word.is_begun for word in asked("qrant müqavi", "az")] == [False, True]
    assert [word.is_begun for word in asked("qrant müqavilə ", "az")] == [False, False]


@pytest.mark.parametrize(
    "typed", ["müqavi", "müqavilə", "müqavilələ", "müqavilələr", "müqavilələri", "müqaviləs"]
)
def test_a_word_is_found_at_every_letter_of_its_endings(typed):
    [word] = asked(typed, "az")
    there = terms("müqavilə", "az")
    assert any(term.startswith(word.terms) for term in there)


def test_little_words_are_left_out_unless_there_are_no_others():
    assert [word.text for word in asked("договор с волонтёром", "ru")] == ["договор", "волонтёром"]
    assert [word.text for word in asked("könüllü və iş", "az")] == ["könüllü", "iş"]
    assert [word.text for word in asked("QHT-nin hesabatı", "az")] == ["QHT", "hesabatı"]
    assert [word.text for word in asked("və", "az")] == ["və"]


@pytest.mark.parametrize("query", ["", "  ", "***", '" AND ( OR', "-", "...", "\x00"])
def test_a_question_without_a_letter_asks_nothing(query):
    assert [word for word in asked(query, "az") if word.text.lower() not in ("and", "or")] == []


def test_operators_are_words_like_others():
    assert [word.text for word in asked("qrant NOT müqavilə*", "az")] == ["qrant", "müqavilə"]


# --- alphabets -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("әмәк мүгавиләси", "əmək müqaviləsi"),
        ("низамнамә", "nizamnamə"),
        ("ҝәнҹләр", "gənclər"),
        ("һүгуг", "hüquq"),
        ("гәләм", "qələm"),
        ("ағсаггал", "ağsaqqal"),
        ("мәсләһәт", "məsləhət"),
        ("ГИЈМӘТЛӘНДИРМӘ", "qiymətləndirmə"),
        # a Russian keyboard only
        ("эмек мугавилеси", "əmək müqaviləsi"),
        ("низамнаме", "nizamnamə"),
        ("гянджа", "Gəncə"),
        ("генджлер", "gənclər"),
        ("мюгавиля", "müqavilə"),
        ("хюгуг", "hüquq"),
        ("конуллу", "könüllü"),
        ("кёнюллю", "könüllü"),
        ("гиймет", "qiymət"),
        ("тэлим", "təlim"),
        ("шикаят", "şikayət"),
        ("журнал", "jurnal"),
        ("ижтимаи", "ictimai"),
        ("хесабат", "hesabat"),
    ],
)
def test_azerbaijani_typed_in_cyrillic_is_found(typed, word):
    assert meets(typed, word), (asked(typed, "az"), terms(word, "az"))


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("trudovoy dogovor", "трудовой договор"),
        ("trudovoj dogovor", "трудовой договор"),
        ("volontyor", "волонтёры"),
        ("volonter", "волонтёры"),
        ("zhaloba", "жалоба"),
        ("jaloba", "жалоба"),
        ("byudzhet", "бюджет"),
        ("biudzhet", "бюджет"),
        ("zayavleniya", "заявление"),
        ("zaiavlenie", "заявление"),
        ("organizatsiya", "организация"),
        ("organizaciya", "организация"),
        ("khranenie", "хранение"),
        ("hranenie", "хранение"),
        ("otchyot", "отчёт"),
        ("otçet", "отчёт"),
        ("şkola", "школа"),
        ("shkola", "школа"),
        ("yurist", "юрист"),
        ("jurist", "юрист"),
        ("obschestvo", "общество"),
        ("obshchestvo", "общество"),
        ("deyatel'nost'", "деятельность"),
        ("kassa", "касса"),
    ],
)
def test_russian_typed_in_latin_letters_is_found(typed, word):
    assert meets(typed, word, "ru", "ru"), (asked(typed, "ru"), terms(word, "ru"))


def test_the_reader_s_language_comes_first_among_the_terms():
    assert asked("plana ", "az")[0].terms[0] == terms("plan", "az")[0]
    assert asked("policies ", "en")[0].terms[0] == terms("policy", "en")[0]


# --- typing errors -------------------------------------------------------------------------------

WORD = st.text(alphabet=string.ascii_lowercase, min_size=5, max_size=20)


@st.composite
def with_an_error(draw):
    word = draw(WORD)
    at = draw(st.integers(0, len(word) - 2))
    letter = draw(st.sampled_from(string.ascii_lowercase))
    wrong = draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            ]
        )
    )
    return word, wrong


@given(with_an_error())
def test_two_words_one_error_apart_are_near_and_share_a_key(pair):
    word, wrong = pair
    assert is_near(word, wrong)
    assert neighbours(word) & (neighbours(wrong) | {wrong})


@pytest.mark.parametrize(
    ("a", "b"), [("nizam", "nazim"), ("layih", "lahiy"), ("grant", "krand"), ("mekteb", "mektbul")]
)
def test_two_errors_are_not_near(a, b):
    assert not is_near(a, b)


def test_short_words_have_no_errors():
    assert neighbours("plan") == {"plan"}


# --- marks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "language", "text", "marked"),
    [
        ("konullu", "az", "Könüllülərin işi", ["Könüllülərin"]),
        ("könüllülərlə", "az", "Könüllü və volontyor", ["Könüllü"]),
        ("мүгавилә", "az", "Əmək müqaviləsi", ["müqaviləsi"]),
        ("dogovor", "ru", "По договору № 5", ["договору"]),
        ("qra", "az", "İki qrant, bir qərar", ["qrant"]),
        ("qht", "az", "QHT-lərin hüququ", ["QHT"]),
        ("policy", "en", "Policies & more", ["Policies"]),
    ],
)
def test_words_are_marked_however_they_are_spelled(query, language, text, marked):
    found = mark(text, language, asked(query, language))
    assert re.findall("<mark>(.*?)</mark>", found) == marked
    assert re.sub("</?mark>", "", found) == text.replace("&", "&amp;")


def test_marks_escape_the_text():
    assert mark("<b>qrant</b>", "az", asked("qrant", "az")) == "&lt;b&gt;<mark>qrant</mark>&lt;/b&gt;"


@given(st.text(max_size=200), st.text(max_size=40), st.sampled_from(LANGUAGES))
def test_marking_adds_marks_and_nothing_else(text, query, language):
    bare = re.sub("</?mark>", "", mark(text, language, asked(query, language)))
    assert bare == mark(text, language, [])


def test_a_passage_is_where_the_words_stand_together():
    filler = "Burada başqa şeylər haqqında uzun bir mətn var. " * 20
    text = f"Qrant nədir? {filler} Qrant müqaviləsinin qeydiyyatı üç gün çəkir. {filler}"
    found = passage(text, "az", asked("qrant qeydiyyatı", "az"))
    assert "<mark>Qrant</mark> müqaviləsinin <mark>qeydiyyatı</mark>" in found
    assert found.startswith("… ")
    assert found.endswith(" …")


def test_the_mark_with_a_name_is_where_the_words_stand_together():
    text = f"Qrant nədir? {'Burada uzun bir mətn var. ' * 20} Qrant müqaviləsinin qeydiyyatı."
    marked = mark(text, "az", asked("qrant qeydiyyatı", "az"), anchor=True)
    assert re.findall("<mark(.*?)>(.*?)</mark>", marked) == [
        ("", "Qrant"),
        (' id="marked"', "Qrant"),
        ("", "qeydiyyatı"),
    ]
    assert "<mark" not in mark("Heç nə", "az", asked("qrant", "az"), anchor=True)


def test_html_is_marked_between_its_tags_and_stays_what_it_says():
    html = SafeString(
        '<h2>Qrant &amp; <em>hesa</em>bat</h2>\n<p><a href="/qrant">Qrantların</a> 1 &lt; 2 hesabatı</p>'
    )
    assert mark_html(html, "az", asked("qrant hesabat", "az")) == (
        '<h2><mark id="marked">Qrant</mark> &amp; <em>hesa</em>bat</h2>\n<p><a href="/qrant"><mark>Qrantların</mark></a>'
        " 1 &lt; 2 <mark>hesabatı</mark></p>"
    )
    assert mark_html(html, "az", asked("xəritə", "az")) == html


def test_a_passage_without_the_words_is_the_beginning():
    assert passage("One two three " * 50, "en", asked("zebra", "en"), 30) == "One two three One two three …"
    assert passage("One two.", "en", []) == "One two."


@given(st.text(max_size=600), st.integers(20, 200))
def test_a_passage_is_about_as_long_as_asked(text, length):
    assert len(re.sub("&[^;]+;", "x", passage(text, "en", [], length))) <= length + 4


# --- synonyms ------------------------------------------------------------------------------------


def test_a_word_brings_its_synonyms_in_other_languages_beside_its_own_terms():
    [first, *_] = synonyms(asked("budget ", "az"), "az")
    assert {terms("smeta", "az")[0], terms("бюджет", "ru")[0], terms("budget", "en")[0]} <= set(
        first[0].terms
    )


def test_a_phrase_brings_other_phrases_in_its_place():
    ways = synonyms(asked("privacy policy template ", "en"), "en")
    assert ["data", "protection", "template"] in [[word.text for word in way] for way in ways]


def test_a_topic_is_found_by_its_name_in_another_language():
    ways = synonyms(asked("disaster risk reduction ", "en"), "en")
    assert ["Снижение", "риска", "бедствий"] in [[word.text for word in way] for way in ways]


def test_words_without_synonyms_bring_none():
    assert synonyms(asked("qqqqqq ", "az"), "az") == []
    assert synonyms([], "az") == []


@given(st.text(max_size=60), st.sampled_from(LANGUAGES))
def test_there_are_few_other_questions(query, language):
    assert len(synonyms(asked(query, language), language)) <= 8


def test_the_list_of_synonyms_covers_the_work_of_an_organisation_in_three_languages():
    assert len(groups()) >= 140
    for group in groups():
        assert len(group.phrases) >= 2, group
