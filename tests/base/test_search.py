"""Finding things in three languages, each reader within what they may see."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gapbridge.base import search, sockets
from gapbridge.base.models import FormDraft, OutgoingMail, SearchEntry
from gapbridge.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def searchable(monkeypatch):
    """Two kinds: messages in Azerbaijani are everyone's, the others only Leyla's; drafts their author's."""

    def messages(user):
        return (
            OutgoingMail.objects.all()
            if str(user) == "leyla@example.org"
            else OutgoingMail.objects.filter(language="az")
        )

    monkeypatch.setattr(sockets, "SEARCHABLE", {})
    sockets.add_searchable(
        sockets.Searchable(OutgoingMail, "agree", lambda m: m.subject, lambda m: m.body, messages)
    )
    sockets.add_searchable(
        sockets.Searchable(
            FormDraft,
            "listen",
            lambda d: d.key,
            lambda d: "",
            lambda u: FormDraft.objects.filter(user_id=u.pk),
        )
    )


@pytest.fixture
def leyla():
    return User.objects.create(email="leyla@example.org")


def message(subject, body="", language="az"):
    return OutgoingMail.objects.create(to="x@example.org", subject=subject, body=body, language=language)


def found(query, user=None, **options):
    return [str(hit.object) for hit in search.find(query, user or AnonymousUser(), **options).hits]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Məcburi köçkünlərin hüquqları", "mecburi kockunlerin"),
        ("İSTİNTAQ İŞLƏRİ", "istintaq işləri"),
        ("istintaq işləri", "İSTİNTAQ"),
        ("Iğdır ICMASI", "ıcması"),
        ("Перемещённые лица", "перемещенные"),
        ("Первый йод", "йод"),
        ("Legal aid (2024/25)", "2024 LEGAL"),
        ("e-mail address of the office", "mail office"),
    ],
)
def test_found_however_it_is_spelled(text, query):
    message(text)
    assert found(query) == [text]


def test_all_words_must_be_there_and_only_the_last_may_be_unfinished():
    message("Shelter repairs", "in Ağdam district")
    assert found("shelter dis") == ["Shelter repairs"]
    assert found("shelter ağdam district") == ["Shelter repairs"]
    assert found("shel district") == []
    assert found("shelter water") == []
    assert found("йод") == []


def test_a_word_in_the_title_counts_more_than_one_in_the_text():
    message("Water", "the well and the pipes")
    message("Housing", "water water, and then again about water supply")
    message("Old age", "pensions")
    assert found("water") == ["Water", "Housing"]


def test_a_reader_finds_only_what_they_may_see(leyla):
    message("Public shelter")
    message("Secret shelter", language="en")
    FormDraft.objects.create(user=leyla, key="/shelter/")

    assert found("shelter") == ["Public shelter"]
    assert set(found("shelter", leyla)) == {"Public shelter", "Secret shelter", "/shelter/"}
    assert found("shelter", leyla, kind="base.formdraft") == ["/shelter/"]
    assert found("shelter", leyla, kind="base.unknown") == []


def test_the_index_follows_what_is_saved_and_deleted():
    row = message("First title")
    row.subject = "Second title"
    row.save()
    assert (found("first"), found("second")) == ([], ["Second title"])
    row.delete()
    assert found("second") == [] and not SearchEntry.objects.exists()


def test_saving_without_a_change_of_text_leaves_the_index_alone():
    row = message("Same title")
    before = SearchEntry.objects.get().updated_at
    row.attempts = 5
    row.save()
    assert SearchEntry.objects.get().updated_at == before


def test_rebuilding_finds_what_came_in_bulk_and_forgets_what_went(capsys, monkeypatch):
    monkeypatch.setattr(search, "BATCH", 2)
    gone = message("Gone report")
    OutgoingMail.objects.filter(pk=gone.pk)._raw_delete("default")
    OutgoingMail.objects.bulk_create(
        OutgoingMail(to="x", subject=f"Report {n}", language="az") for n in range(5)
    )
    SearchEntry.objects.create(kind="base.dropped", object_id=1, stage="act", title="Report of old")
    call_command("rebuild_search")

    assert "base.outgoingmail: 5" in capsys.readouterr().out
    assert sorted(found("report")) == [f"Report {n}" for n in range(5)]
    assert SearchEntry.objects.count() == 5
    call_command("rebuild_search")
    assert len(found("report")) == 5


@pytest.mark.parametrize(
    "query",
    ["", "   ", '"', "AND OR NOT", "( * : ^ ' -- ; %", "a" * 10_000, "слово " * 2000, "\\", "NEAR(a b)"],
)
def test_odd_questions_are_answered_calmly(query):
    message("Legal aid")
    assert found(query) == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_no_question_breaks_the_search(query):
    search.find(query, AnonymousUser())


@pytest.mark.parametrize("word", ["and", "or", "not", "near", "the"])
def test_operators_and_little_words_are_words_like_others(word):
    message(f"This {word} that")
    assert found(f"{word} that") == [f"This {word} that"]


def test_pages_follow_each_other():
    for number in range(7):
        message(f"Report {number}")
    first = search.find("report", AnonymousUser(), limit=4)
    second = search.find("report", AnonymousUser(), limit=4, offset=4)
    assert (len(first.hits), first.more, len(second.hits), second.more) == (4, True, 3, False)
    assert len({hit.object.pk for hit in first.hits + second.hits}) == 7


def test_it_costs_two_queries_and_one_for_each_kind_found(leyla):
    search.find("x", leyla)
    for number in range(10):
        message(f"Report {number}")
        FormDraft.objects.create(user=leyla, key=f"/report/{number}/")
    with CaptureQueriesContext(connection) as queries:
        assert len(search.find("report", leyla, limit=20).hits) == 20
    assert len(queries) == 4


def test_what_was_asked_for_is_marked_and_everything_else_escaped():
    message("<b>Gəncə</b> & ətraf", "Uzun mətn. " * 40 + "<script>Gəncədə</script> ev. " + "Son. " * 40)
    hit = search.find("gence", AnonymousUser()).hits[0]

    assert hit.title == "&lt;b&gt;<mark>Gəncə</mark>&lt;/b&gt; &amp; ətraf"
    assert "&lt;script&gt;<mark>Gəncədə</mark>&lt;/script&gt;" in hit.snippet
    assert hit.snippet.startswith("… ") and hit.snippet.endswith(" …")
    assert len(hit.snippet) < 300
    assert (hit.kind, hit.stage) == ("base.outgoingmail", "agree")


@given(st.text(), st.text(alphabet="abcəğ", min_size=1))
def test_a_snippet_never_holds_markup_of_the_text(text, word):
    shown = search.snippet(text, [word]) + search.highlight(text, [word])
    assert "<" not in shown.replace("<mark>", "").replace("</mark>", "")


def test_a_snippet_without_the_word_is_the_beginning():
    assert search.snippet("Salam dünya", ["yox"]) == "Salam dünya"
    assert search.snippet("", ["yox"]) == ""
