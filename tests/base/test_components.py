"""What the tags of every page write."""

from django.template import Context, Template
from django.utils import translation


def draw(source: str, **names) -> str:
    return Template(source).render(Context(names))


def test_a_text_somebody_wrote_stands_in_paragraphs_and_its_own_tags_are_shown_not_obeyed():
    drawn = draw("{% narrative text 'en' %}", text="One & two.\n\n<b>Three</b>")
    assert "<p>One &amp; two.</p>" in drawn
    assert "&lt;b&gt;Three&lt;/b&gt;" in drawn
    assert "&lt;p&gt;" not in drawn


def test_a_text_in_another_language_than_the_page_says_so():
    with translation.override("ru"):
        assert 'lang="az"' in draw("{% narrative text 'az' %}", text="Salam")
        assert "lang=" not in draw("{% narrative text 'ru' %}", text="Привет")
