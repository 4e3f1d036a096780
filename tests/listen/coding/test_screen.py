"""The coding screen as a page: readable without a script, the same queries whatever is marked, told what changed."""

import html
import re

import pytest
from django.urls import reverse

from gapbridge.listen.assessments import actions as listening_actions
from gapbridge.listen.assessments.models import Session, Statement
from gapbridge.listen.coding import actions

from .rooms import NOTES, clause, marked, notes_to_code, selection, send

pytestmark = pytest.mark.django_db
TAG = re.compile(r"<[^>]+>")


@pytest.fixture
def session(cast):
    return notes_to_code(cast)


def screen(client, session, query=""):
    response = client.get(f"/coding/sessions/{session.pk}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def words_of(text):
    """What stands in each paragraph, as a reader without a script has it."""
    found = re.findall(r'<p class="words">(.*?)</p>', text, flags=re.S)
    return [html.unescape(TAG.sub("", each)) for each in found]


def live(client, session, since="", query=""):
    return client.get(f"/coding/sessions/{session.pk}/live/?since={since}{query}")


# --- the page ------------------------------------------------------------------------------------


def test_the_notes_are_read_without_a_script_with_their_excerpts_and_codes(cast, as_, session):
    marked(cast, session, "fetch water from", memo="Daily.")
    text = screen(as_("protection_officer"), session)
    assert words_of(text) == [line.strip("\r") for line in NOTES.split("\n") if line.strip()]
    assert ">fetch water from</mark>" in text
    assert "E4</b>" in text
    assert "Water and sanitation" in text
    assert '<p class="memo">Daily.</p>' in text
    assert 'title="protection officer">PO</abbr>' in text


def test_what_people_said_is_never_markup(cast, as_):
    session = notes_to_code(cast, notes="<script>alert(1)</script> & <b>water</b>")
    marked(cast, session, "<b>water</b>", memo="<i>memo</i>")
    text = screen(as_("protection_officer"), session)
    assert words_of(text) == ["<script>alert(1)</script> & <b>water</b>"]
    assert "<script>alert" not in text
    assert "<i>memo" not in text


def test_the_page_costs_the_same_however_much_is_marked(cast, as_, session, assert_constant_queries):
    client = as_("protection_officer")
    places = iter(range(0, 60, 3))

    def add():
        start = next(places)
        words = session.notes[start : start + 5]
        made = marked(cast, session, words, themes=[theme], clauses=[clause(cast)])
        assert made.start is not None

    theme = actions.add_theme(actor=cast.protection_officer, programme=cast.programme, name="Far")
    assert_constant_queries(lambda: client.get(f"/coding/sessions/{session.pk}/"), add)


def test_storing_a_mark_costs_the_same_however_much_is_marked(cast, as_, session, assert_constant_queries):
    client = as_("protection_officer")
    places = iter(range(0, 60, 3))

    def store():
        start = next(places)
        sent = {"start": start, "end": start + 5, "excerpt": session.notes[start : start + 5]}
        return send(client, "mark", session, **sent, codes=[f"c{clause(cast).pk}"])

    assert_constant_queries(store, store)


def test_a_keeper_reads_without_the_tools_of_a_coder(cast, as_, session):
    made = marked(cast, session, "water")
    text = screen(as_("monitoring_officer"), session)
    assert f'data-m="{made.pk}"' in text
    assert "coding/coding.js" not in text
    assert "mark/new/" not in text


def test_what_looks_like_a_number_of_a_person_is_shown_and_replaced(cast, as_, session):
    Session.objects.filter(pk=session.pk).update(notes=f"Call +994 50 123 45 67. {NOTES}")
    session.refresh_from_db()
    client = as_("protection_officer")
    (relative,) = re.findall(r'href="(replace/[^"]*)"', screen(client, session))
    address = f"/coding/sessions/{session.pk}/{html.unescape(relative)}"
    page = client.get(address).content.decode()
    fields = dict(re.findall(r'name="(start|end|words)" value="([^"]*)"', page))
    client.post(
        address, {key: html.unescape(value) for key, value in fields.items()} | {"replacement": "my son"}
    )
    session.refresh_from_db()
    assert session.notes.startswith("Call my son. We fetch water")


def test_what_is_no_name_is_confirmed_once_and_not_asked_about_again(cast, as_, session):
    Session.objects.filter(pk=session.pk).update(notes="The road to Zarqan is dark.")
    client = as_("protection_officer")
    (words,) = re.findall(r"replace “([^”]+)”…", screen(client, session))
    client.post(f"/coding/sessions/{session.pk}/known/", {"words": words})
    assert "replace “" not in screen(client, session)


def test_names_in_long_notes_are_looked_for_after_the_page_stands(cast, as_, session):
    far = "The road is dark.\n" * 2000
    Session.objects.filter(pk=session.pk).update(notes=f"{far}Call +994 50 123 45 67.")
    client = as_("protection_officer")
    assert "replace “" not in screen(client, session)
    assert client.get(f"/coding/sessions/{session.pk}/names/").json() == {"numbers": [2001]}
    drawn = client.get(f"/coding/sessions/{session.pk}/paragraphs/?n=2001").json()["paragraphs"]
    assert "replace “+994 50 123 45 67”…" in drawn["2001"]
    assert "replace “" in screen(client, session, "?names=1")


def test_words_are_replaced_only_where_they_still_stand(cast, as_, session):
    address = f"/coding/sessions/{session.pk}/replace/"
    sent = {"start": 0, "end": 5, "words": "Water", "replacement": "x"}
    assert as_("protection_officer").post(address, sent).status_code == 422
    session.refresh_from_db()
    assert session.notes.startswith("We fetch")


def test_only_the_paragraphs_that_bear_a_code_are_shown_on_request(cast, as_, session):
    marked(cast, session, "Nobody asked us before.")
    text = screen(as_("protection_officer"), session, f"?code=c{clause(cast).pk}")
    assert words_of(text) == ["Nobody asked us before."]
    assert "E4 Water and sanitation" in text


# --- by plain forms ------------------------------------------------------------------------------


def test_words_are_marked_by_a_plain_form_at_their_own_paragraph(cast, as_):
    session = notes_to_code(cast, notes="Water is far.\nThe school is far.\nWater is far.")
    client = as_("protection_officer")
    address = f"/coding/sessions/{session.pk}/mark/new/?paragraph=3"
    assert "Water is far." in client.get(address).content.decode()
    client.post(address, {"excerpt": "is far", "clauses": [clause(cast).pk], "memo": "Again."})
    statement = Statement.marks.get()
    assert (statement.start, statement.end) == (session.notes.rindex("is far"), len(session.notes) - 1)
    assert statement.memo == "Again."


def test_words_that_are_not_in_the_notes_are_refused_beside_their_field(cast, as_, session):
    address = f"/coding/sessions/{session.pk}/mark/new/?paragraph=1"
    response = as_("protection_officer").post(address, {"excerpt": "fire", "clauses": [clause(cast).pk]})
    assert response.status_code == 422
    assert "excerpt" in response.context["form"].errors
    assert not Statement.marks.exists()


def test_codes_and_memo_of_a_mark_change_by_a_plain_form_and_its_mark_goes(cast, as_, session):
    client, made = as_("protection_officer"), marked(cast, session, "water")
    other = clause(cast, "E5", "Shelter")
    address = f"/coding/sessions/{session.pk}/marks/{made.pk}/"
    client.post(address, {"clauses": [other.pk], "memo": "Rain."})
    made.refresh_from_db()
    assert (list(made.clauses.all()), made.memo) == ([other], "Rain.")
    back = client.post(f"{address}remove/")
    assert back["Location"] == f"/coding/sessions/{session.pk}/"
    client.post(f"/coding/sessions/{session.pk}/undo/")
    assert Statement.marks.get().excerpt == "water"


# --- independently, for comparison ---------------------------------------------------------------


def test_who_codes_independently_sees_nobody_elses_marks_and_marks_apart(cast, as_, session):
    theirs = marked(cast, session, "water")
    client, code = as_("programme_officer"), f"c{clause(cast).pk}"
    assert f'data-m="{theirs.pk}"' not in screen(client, session, "?alone=1")
    answer = send(client, "mark", session, **selection(session, "river", code), alone="1")
    own = Statement.marks.get(pk=answer.json()["mark"])
    assert own.for_comparison
    assert answer.json()["counts"] == {code: 1}
    assert f'data-m="{own.pk}"' in screen(client, session, "?alone=1")
    for member in ("programme_officer", "protection_officer"):
        assert f'data-m="{own.pk}"' not in screen(as_(member), session)


def test_a_mark_for_comparison_is_changed_by_nobody_but_its_coder(cast, as_, session):
    own = marked(cast, session, "river", by="programme_officer", for_comparison=True)
    assert send(as_("protection_officer"), "remove", session, own.pk).status_code == 404
    assert send(as_("protection_officer"), "remove", session, own.pk, alone="1").status_code == 404
    assert send(as_("programme_officer"), "remove", session, own.pk, alone="1").status_code == 200


# --- live ----------------------------------------------------------------------------------------


def test_nothing_is_told_while_nothing_changes(cast, as_, session):
    client = as_("protection_officer")
    token = live(client, session).json()["token"]
    assert live(client, session, token).status_code == 204


def test_what_another_coder_did_is_told_with_where_they_are(cast, as_, session):
    client = as_("protection_officer")
    token = live(client, session).json()["token"]
    made = marked(cast, session, "Nobody asked us", by="programme_officer")
    actions.be_here(actor=cast.programme_officer, session=session, paragraph=4)
    news = live(client, session, token).json()
    assert list(news["states"]) == ["4"]
    assert news["counts"] == {f"c{clause(cast).pk}": 1}
    assert news["others"] == [{"initials": "PO", "said": "programme officer codes here", "paragraph": 4}]
    drawn = client.get(f"/coding/sessions/{session.pk}/paragraphs/?n=4&n=99&n=x").json()["paragraphs"]
    assert f'data-m="{made.pk}"' in drawn["4"]
    assert f'data-state="{news["states"]["4"]}"' in drawn["4"]


def test_a_mark_that_was_removed_or_changed_elsewhere_is_told(cast, as_, session):
    client, made = as_("protection_officer"), marked(cast, session, "Nobody asked us")
    before = live(client, session).json()["states"]["4"]
    listening_actions.change_statement(actor=cast.protection_officer, statement=made, memo="Never.")
    assert live(client, session).json()["states"]["4"] != before
    listening_actions.remove_statement(actor=cast.protection_officer, statement=made)
    assert live(client, session).json()["states"] == {}


def test_changed_notes_are_told_by_their_version(cast, as_, session):
    client = as_("protection_officer")
    before = live(client, session).json()["notes_version"]
    listening_actions.change_session(actor=cast.protection_officer, session=session, notes="Anew.")
    assert live(client, session).json()["notes_version"] > before


# --- the list ------------------------------------------------------------------------------------


def test_the_list_holds_sessions_that_were_held_for_those_who_read_notes(cast, as_, session):
    address = reverse("coding:list")
    link = f'href="/coding/sessions/{session.pk}/" hx-boost="false">{session.code}</a>'
    assert link in as_("monitoring_officer").get(address).content.decode()
    assert as_("official").get(address).status_code == 403
