"""Markdown that people write comes out clean."""

import pytest

from gapbridge.base.markdown import render


def test_headings_lists_links_and_tables_are_drawn_below_the_pages_own_headings():
    html = render("# Who\n\n- one\n- two\n\n[more](https://example.org)\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    assert "<h3>Who</h3>" in html
    assert "<li>one</li>" in html
    assert '<a href="https://example.org" rel="noopener nofollow">more</a>' in html
    assert "<td>1</td>" in html


def test_the_highest_heading_stands_where_it_is_asked_for_and_the_others_below_it():
    assert render("### Who\n\n#### Whom", top=2).split() == ["<h2>Who</h2>", "<h3>Whom</h3>"]
    assert render("# Who\n\n###### Whom", top=2).split() == ["<h2>Who</h2>", "<h6>Whom</h6>"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<p hx-get="/drop">x</p>',
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '<a href="/" hx-post="/x" style="color:red">x</a>',
        "<style>*{display:none}</style>",
    ],
)
def test_scripts_styles_and_event_or_htmx_attributes_never_come_through(hostile):
    html = render(hostile)
    for bad in ("<script", "<img", "<style", "<p hx", 'href="javascript', 'href="data', '<a href="/" hx'):
        assert bad not in html


def test_nothing_is_nothing():
    assert render("") == ""
