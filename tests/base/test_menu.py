"""The menu beside every page: what one may use, in one's language, with the place where one is marked."""

import re

import pytest

pytestmark = pytest.mark.django_db


def menu(client, address, language="en"):
    page = client.get(address, headers={"accept-language": language}).content.decode()
    rail = page.partition('id="stage-menu"')[2].partition("</nav>")[0]
    return re.findall(r'<a href="([^"]+)"(?: aria-current="(\w+)")?>([^<]+)</a>', rail)


def marked(found):
    return [(href, current) for href, current, _label in found if current]


def test_it_holds_what_the_reader_may_use_and_no_more(as_):
    officer = {href for href, *_ in menu(as_("grants_officer"), "/calls/")}
    applicant = {href for href, *_ in menu(as_("applicant"), "/calls/")}
    assert "/calls/questions/" in officer - applicant
    assert "/applications/" in applicant - officer


def test_it_marks_the_page_itself_or_the_nearest_entry_above_it(as_, cast):
    client = as_("grants_officer")
    assert marked(menu(client, "/calls/")) == [("/calls/", "page")]
    assert marked(menu(client, "/calls/questions/")) == [("/calls/questions/", "page")]
    assert marked(menu(client, f"/calls/new/{cast.programme.pk}/")) == [("/calls/", "true")]


def test_each_reads_it_in_their_own_language(as_):
    client = as_("grants_officer")
    labels = {
        language: {label for *_, label in menu(client, "/calls/", language)} for language in ("en", "ru")
    }
    assert "Calls for grants" in labels["en"] - labels["ru"]
