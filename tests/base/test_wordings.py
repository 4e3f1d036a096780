"""Texts of people in other languages: found in one query, out of date when the original changes."""

import pytest
from django.utils import timezone

from gapbridge.agree.gaps.models import Cause
from gapbridge.base import wordings
from gapbridge.base.errors import Refused
from gapbridge.base.models import Wording
from gapbridge.listen.assessments.actions import write_statement_wordings
from tests.agree import story


@pytest.fixture
def gap(cast):
    return story.bare_gap(cast, title="No safe water")


def write(cast, obj, text, *, field="title", language="ru", **more):
    return wordings.write(
        actor=cast.protection_officer, obj=obj, field=field, language=language, text=text, **more
    )


def test_a_text_is_given_in_the_language_asked_for_where_it_was_worded(cast, gap):
    write(cast, gap, "Нет чистой воды")
    said = wordings.text_of(gap, "title", "ru")
    assert (said.text, said.language, said.is_translation, said.outdated) == (
        "Нет чистой воды",
        "ru",
        True,
        False,
    )


def test_without_a_wording_the_original_is_given_with_its_own_language(cast, gap):
    assert wordings.text_of(gap, "title", "az") == wordings.Said("No safe water", "en")


def test_a_wording_is_out_of_date_once_the_original_has_changed(cast, gap):
    write(cast, gap, "Нет чистой воды")
    gap.title = "No water at all"
    assert wordings.text_of(gap, "title", "ru").outdated


def test_the_same_words_again_stay_out_of_date_until_somebody_says_they_fit(cast, gap):
    write(cast, gap, "Нет чистой воды")
    gap.title = "No clean water"
    write(cast, gap, "Нет чистой воды")
    assert wordings.text_of(gap, "title", "ru").outdated
    write(cast, gap, "Нет чистой воды", still_fits=True)
    assert not wordings.text_of(gap, "title", "ru").outdated


def test_an_empty_text_removes_a_wording(cast, gap):
    write(cast, gap, "Нет чистой воды")
    assert write(cast, gap, "  ") is None
    assert not Wording.objects.exists()


def test_a_text_is_not_translated_into_its_own_language_or_one_unknown(cast, gap):
    for language in ("en", "xx"):
        with pytest.raises(Refused):
            write(cast, gap, "Water", language=language)


def test_a_text_that_carries_no_language_is_told_its_own(cast, gap):
    cause = Cause.objects.create(gap=gap, kind="law", text="The law says nothing.")
    write(cast, cause, "Закон молчит.", field="text", original="en")
    said = wordings.text_of(cause, "text", "ru", original="en")
    assert (said.text, said.is_translation) == ("Закон молчит.", True)


def test_the_wordings_of_many_objects_take_one_query(cast, django_assert_num_queries):
    gaps = [story.bare_gap(cast) for _ in range(4)]
    for gap in gaps:
        write(cast, gap, f"Вода {gap.pk}")
    with django_assert_num_queries(1):
        worded = wordings.of(gaps, "ru")
        said = [wordings.text_of(gap, "title", "ru", worded).text for gap in gaps]
    assert said == [f"Вода {gap.pk}" for gap in gaps]


def test_erasing_takes_the_words_in_every_language_and_leaves_other_objects_theirs(cast, gap):
    other, cause = story.bare_gap(cast), Cause.objects.create(gap=gap, kind="law", text="The law.")
    for obj, field in ((gap, "title"), (other, "title"), (cause, "text")):
        write(cast, obj, "Слова", field=field, original="en")
    write(cast, gap, "Sözlər", language="az")
    assert wordings.erase([gap, cause]) == 3
    assert [each.object_id for each in Wording.objects.all()] == [other.pk]


def test_the_page_shows_each_original_and_hands_on_what_was_typed(cast, gap):
    write(cast, gap, "Нет воды")
    gap.title = "No safe water anywhere"
    form_class = wordings.wordings_form([wordings.Source(gap, "title"), wordings.Source(gap, "remedy")])
    html = str(form_class())
    assert "No safe water anywhere" in html and "Нет воды" in html and "has changed since" in html
    name = f"gap_{gap.pk}_title"
    form = form_class({f"{name}_az": "Təmiz su yoxdur", f"{name}_ru": "Нет воды", f"{name}_ru_fits": "on"})
    assert form.is_valid()
    for each in form.cleaned_data["texts"]:
        wordings.write(actor=cast.protection_officer, **each.fields)
    assert wordings.text_of(gap, "title", "az").text == "Təmiz su yoxdur"
    assert not wordings.text_of(gap, "title", "ru").outdated


def test_a_wording_too_long_for_its_field_is_refused_beside_it(cast, gap):
    form_class = wordings.wordings_form([wordings.Source(gap, "title")])
    form = form_class({f"gap_{gap.pk}_title_ru": "я" * 201})
    assert f"gap_{gap.pk}_title_ru" in form.errors


# --- voices --------------------------------------------------------------------------------------


def word_a_voice(cast, statement, text):
    source = wordings.Source(statement, "excerpt")
    written = wordings.Written(source, "ru", text, source.name("ru"))
    return write_statement_wordings(actor=cast.protection_officer, statement=statement, texts=[written])


def test_a_voice_is_worded_in_other_languages(cast):
    statement = story.statement(cast, excerpt="We wait two days for water.")
    word_a_voice(cast, statement, "Мы ждём воду два дня.")
    assert wordings.text_of(statement, "excerpt", "ru").text == "Мы ждём воду два дня."


def test_a_wording_of_a_voice_names_nobody(cast):
    statement = story.statement(cast)
    with pytest.raises(Refused) as refused:
        word_a_voice(cast, statement, "Позвоните мне: +994 50 123 45 67.")
    assert refused.value.field == f"statement_{statement.pk}_excerpt_ru"
    assert not Wording.objects.exists()


def test_words_that_were_taken_back_are_not_worded_again(cast):
    statement = story.statement(cast)
    statement.session.withdrawn_at = timezone.now()
    statement.session.save()
    with pytest.raises(Refused, match="took their words back"):
        word_a_voice(cast, statement, "Мы ждём воду.")
