"""Coding by the keyboard alone, two at once, and a line that breaks: in a real browser."""

import pytest
from django.test import Client

from gapbridge.listen.assessments import actions as listening_actions
from gapbridge.listen.assessments.models import Statement

from .rooms import clause, marked, notes_to_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def enter(context, live_server, user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    key = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])


def open_screen(page, session, query=""):
    page.goto(f"/coding/sessions/{session.pk}/{query}")
    page.locator("#coding[data-ready]").wait_for()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


@pytest.fixture
def coder(cast, page, live_server):
    enter(page.context, live_server, cast.protection_officer)
    return page


@pytest.fixture
def second(cast, browser, live_server):
    """Another coder at another computer."""
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    enter(context, live_server, cast.programme_officer)
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def test_notes_are_coded_by_the_keyboard_alone_and_the_other_coder_sees_it(cast, coder, second, axe):
    session, water = notes_to_code(cast), clause(cast)
    open_screen(second, session)
    open_screen(coder, session)
    axe(coder)

    # "We fetch | water from the river": two words on, three selected, two letters, Enter.
    coder.locator("#notes").focus()
    press(coder, "ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    coder.keyboard.type("e4")
    coder.get_by_role("option", name="E4 Water and sanitation").wait_for()
    axe(coder)
    press(coder, "Enter")
    mark = coder.locator("mark", has_text="water from the river")
    mark.wait_for()
    statement = Statement.marks.get()
    assert (statement.excerpt, list(statement.clauses.all())) == ("water from the river", [water])
    assert session.notes[statement.start : statement.end] == statement.excerpt

    # A memo on it, kept with the keys alone.
    press(coder, "m")
    coder.keyboard.type("Every day?")
    press(coder, "Control+Enter")
    coder.locator(".memo", has_text="Every day?").wait_for()
    statement.refresh_from_db()
    assert statement.memo == "Every day?"

    # The other coder sees the mark and who is there, without doing anything.
    second.locator("mark", has_text="water from the river").wait_for()
    second.get_by_text("protection officer codes here").wait_for()

    # A sentence after an astral character; a theme made on the way and a clause: one excerpt, two codes.
    press(coder, "Control+End", "Home", "Control+ArrowUp", "s")
    coder.keyboard.type("ru")
    press(coder, "Enter")
    coder.locator("#chosen-codes", has_text="ru").wait_for()
    coder.keyboard.type("su")  # found by its name in Azerbaijani
    press(coder, "Enter")
    coder.locator("mark", has_text="Su iki gündən bir gəlir").wait_for()
    both = Statement.marks.latest("pk")
    assert both.excerpt == "Su iki gündən bir gəlir"
    assert session.notes[both.start : both.end] == both.excerpt
    assert [str(theme) for theme in both.themes.all()] == ["ru"]
    assert list(both.clauses.all()) == [water]

    # From mark to mark, one removed, that undone, and done again.
    press(coder, "p")
    coder.locator("mark.lifted", has_text="water from the river").wait_for()
    press(coder, "Delete")
    mark.wait_for(state="detached")
    assert Statement.marks.count() == 1
    press(coder, "Control+z")
    mark.wait_for()
    assert Statement.marks.filter(excerpt="water from the river", memo="Every day?").exists()
    press(coder, "Control+Shift+z")
    mark.wait_for(state="detached")
    second.locator("mark", has_text="Su iki").wait_for()
    second.locator("mark", has_text="water from the river").wait_for(state="detached")
    axe(coder)


def test_the_codes_of_a_mark_are_changed_by_keys(cast, coder):
    session, other = notes_to_code(cast), clause(cast, "E5", "Shelter")
    made = marked(cast, session, "We")
    open_screen(coder, session)
    coder.locator("#notes").focus()
    press(coder, "n", "Enter", "Backspace")
    coder.keyboard.type("e5")
    press(coder, "Enter")
    coder.locator(".label", has_text="Shelter").wait_for()
    assert list(made.clauses.all()) == [other]


def test_what_the_server_refuses_stays_selected_with_its_codes(cast, coder):
    session, water = notes_to_code(cast), clause(cast)
    open_screen(coder, session)
    listening_actions.change_session(actor=cast.protection_officer, session=session, notes="Other words.")
    coder.locator("#notes").focus()
    press(coder, "Shift+ArrowRight")
    coder.keyboard.type("e4")
    press(coder, "Enter")
    coder.locator("#said.bad").wait_for()
    coder.locator("#chosen-codes", has_text=water.title).wait_for()
    assert coder.evaluate("CSS.highlights.has('coding-selection')")
    assert not Statement.marks.exists()


def test_a_broken_line_loses_nothing_and_doubles_nothing(cast, coder):
    session = notes_to_code(cast)
    clause(cast)
    open_screen(coder, session)
    coder.context.set_offline(True)
    coder.locator("#notes").focus()
    press(coder, "Shift+ArrowRight")
    coder.keyboard.type("e4")
    press(coder, "Enter")
    coder.get_by_text("No connection.").wait_for()
    assert not Statement.marks.exists()
    coder.context.set_offline(False)
    coder.locator("mark", has_text="We fetch").wait_for()
    assert Statement.marks.get().excerpt == "We fetch"


def test_words_chosen_with_the_mouse_are_marked_by_a_click_on_a_code_on_a_phone(cast, coder, axe):
    session = notes_to_code(cast)
    clause(cast)
    coder.set_viewport_size({"width": 320, "height": 640})
    open_screen(coder, session)
    axe(coder)
    assert coder.evaluate("document.documentElement.scrollWidth <= innerWidth")
    coder.evaluate(
        """() => { const words = document.querySelector(".words").firstChild;
                   getSelection().setBaseAndExtent(words, 5, words, 10); }"""
    )
    coder.locator("#codes[open]").wait_for()
    coder.locator("#codes").get_by_role("link", name="E4 Water and sanitation").click()
    coder.locator("mark", has_text="fetch water").wait_for()
    assert Statement.marks.get().excerpt == "fetch water"
    axe(coder)
