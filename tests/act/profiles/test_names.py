"""One name in many spellings, and two people whose names are nearly one."""

import pytest

from gapbridge.act.profiles.matching import THRESHOLD, Listed, Register
from gapbridge.act.profiles.names import hash_of, key_of, keys_of, likeness

SAME = [
    ("Əliyev Rəşad", "Алиев Рашад Камил оглы"),  # other letters, a father's name
    ("Əliyev Rəşad", "ALIYEV, Rashad"),  # word order
    ("R. Aliyev", "Rashad Aliyev"),  # an initial
    ("Hüseynov Cəfər", "Гусейнов Джафар"),
    ("Məmmədova Aygün", "Мамедова Айгюн"),  # doubled letters
    ("Məmmədova Aygün", "Mammadova Aygun Rauf"),
    ("Qasımov Elçin", "Kasimov Elchin"),
    ("Usama bin Muhammad bin Awad", "Usamah Mohammed Awad"),
    ("Şükürlü Nigar", "Шюкюрлю Нигяр"),
    ("Yusif Xəlilov", "Khalilov Yusuf"),
    ("Oleksandr Petrenko", "Олександр Петренко"),
    ("Abdul Rahman Yasin", "Abdulrahman Yasin"),
    ("Giorgi Beridze", "Георгий Беридзе"),
    ("Giorgi Beridze", "გიორგი ბერიძე"),
    ("Əliyev Rəşad", "რაშად ალიევი"),
    ("Gevorg Sargsyan", "Գևորգ Սարգսյան"),
    ("Rashad Aliyev", "رشاد علييف"),
    ("Xəlilov Yusif", "يوسف خليلوف"),
    ("Muhammad Ahmad al-Hasan", "محمد أحمد الحسن"),
    ("Мухаммед Ахмед Хасан", "مُحَمَّد أحمد الحسن"),
    ("Abdul Rahman Yasin", "عبد الرحمن ياسين"),
]
DIFFERENT = [
    ("Rashad Aliyev", "Samir Aliyev"),
    ("Rashad Aliyev", "Rashad Mammadov"),
    ("Ruslan Karimov", "Rustam Karimov"),
    ("A. Karimov", "Rustam Karimov"),
    ("Rashad Aliyev Kamil", "Samir Aliyev Kamil"),
    ("Petr Ivanov", "Ivan Petrov"),
    ("Aygun", "Aygun Mammadova"),
    ("Samir Aliyev", "رشاد علييف"),
    ("Rashad Mammadov", "رشاد علييف"),
    ("Giorgi Beridze", "გიორგი გელაშვილი"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_name_spelt_otherwise_is_to_be_looked_at(one, other):
    assert likeness(key_of(one), key_of(other)) >= THRESHOLD
    assert likeness(key_of(other), key_of(one)) >= THRESHOLD


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_of_one_family_are_not(one, other):
    assert likeness(key_of(one), key_of(other)) < THRESHOLD


@pytest.mark.parametrize(("one", "other"), [*SAME, *DIFFERENT])
def test_a_register_finds_what_a_comparison_one_by_one_finds(one, other):
    found = Register([Listed(7, "person", tuple(keys_of([other])))]).resembling(keys_of([one]), "person")
    like = likeness(key_of(one), key_of(other))
    assert [(entry.pk, score) for entry, score in found] == ([(7, like)] if like >= THRESHOLD else [])


def test_a_person_is_not_held_against_entities_but_against_what_is_not_said():
    register = Register([Listed(1, "entity", ("alav rasad",)), Listed(2, "", ("alav rasad",))])
    assert [entry.pk for entry, _like in register.resembling(["alav rasad"], "person")] == [2]


def test_a_hash_is_the_same_in_both_scripts():
    assert hash_of("Əliyev Rəşad") == hash_of("Рашад Алиев") != hash_of("Samir Aliyev")
    assert hash_of("გიორგი ბერიძე") == hash_of("Giorgi Beridze")


def test_two_arabic_names_of_the_same_consonants_have_two_hashes():
    assert key_of("سالم") == key_of("سليم")
    assert hash_of("سالم") != hash_of("سليم")


def test_a_name_of_weak_letters_alone_has_a_key():
    assert key_of("آوا")


@pytest.mark.parametrize("name", ["", "…", "ا" * 5_000, "ооо", "x" * 10_000, "А" * 10_000, "a " * 5_000])
def test_no_name_is_too_odd_to_be_compared(name):
    assert 0 <= likeness(key_of(name), key_of("Rashad Aliyev")) <= 100
