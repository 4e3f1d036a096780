import unicodedata

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from gapbridge.base.folding import capital, fold, slug_of, sort_key, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("İSTANBUL", "istanbul"),
        ("Iğdır ığdır", "igdir igdir"),
        ("Gəncə", "gence"),
        ("GƏNCƏ", "gence"),
        ("Şəki, Çıraqlı, Göyçay, Ağsu, Füzuli", "seki, ciraqli, goycay, agsu, fuzuli"),
        ("Ёлка", "елка"),
        ("Йод", "йод"),
        ("  two \t words\n", "two words"),
        ("soft\u00adhyphen, zero\u200bwidth", "softhyphen, zerowidth"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_one_spelling(text, folded):
    assert fold(text) == folded


def test_a_letter_and_its_accent_apart_fold_as_the_letter_with_the_accent():
    for text in ("Göyçay", "Йод", "İSTANBUL"):
        assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.once
def test_every_character_folds_the_same_a_second_time():
    characters = [chr(code) for code in range(0x110000)]
    assert [c for c in characters if fold(fold(c)) != fold(c)] == []


@given(st.text())
def test_case_makes_no_difference_to_azerbaijani(text):
    letters = "".join(c for c in text if c in "abcçdeəfgğhxıijkqlmnoöprsştuüvyz ")
    assert fold(letters.replace("i", "İ").replace("ı", "I").upper()) == fold(letters)


def test_words_hold_letters_and_digits_only():
    assert words_of("IDP-lərin (2024) hüquqları_və…") == ["idp", "lerin", "2024", "huquqlari", "ve"]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Qarabağ: geri dönüş!", "qarabag-geri-donus"),
        ("Щедрый юг", "shchedryi-iug"),
        ("!!!", ""),
        ("a" * 80, "a" * 60),
    ],
)
def test_a_slug_is_latin_letters_digits_and_hyphens(text, slug):
    assert slug_of(text) == slug


@given(st.text())
def test_every_slug_fits_an_address(text):
    slug = slug_of(text)
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug == slug.strip("-") and len(slug) <= 60


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("az", ["Çıraqlı", "Daşkəsən", "Eldar", "Əhməd", "Xaçmaz", "Iğdır", "İmişli", "Qax", "Zərdab"]),
        ("ru", ["Еж", "Ёж", "Жук", "Ива", "Йод"]),
        ("en", ["10 steps", "Älv", "beta", "Épée", "zebra"]),
    ],
)
def test_names_stand_in_the_order_of_their_alphabet(language, ordered):
    jumbled = ordered[::-1]
    assert sorted(jumbled, key=lambda name: sort_key(name, language)) == ordered


def test_other_alphabets_come_after_ones_own():
    assert sorted(["Баку", "Zaqatala"], key=lambda name: sort_key(name, "az")) == ["Zaqatala", "Баку"]


def test_a_large_i_keeps_its_dot_in_azerbaijani():
    with translation.override("az"):
        assert capital("icra tarixi") == "İcra tarixi"
    with translation.override("en"):
        assert capital("item") == "Item"
