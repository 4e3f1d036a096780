"""What the tags of every page write."""

import re
from pathlib import Path

from django.template import Context, Template
from django.utils import translation

import gapbridge

CAN = re.compile(r"{% can [^%]* as (\w+) %}")


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


def test_a_right_asked_for_in_one_block_is_not_relied_on_in_another():
    for path in Path(gapbridge.__file__).parent.rglob("templates/**/*.html"):
        text = path.read_text()
        for block in re.split(r"{% block \w+ %}", text)[1:]:
            for name in set(CAN.findall(text)) - set(CAN.findall(block)):
                assert not re.search(rf"\b{name}\b", block), f"{path}: {name}"
