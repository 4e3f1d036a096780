"""Heat maps and the two rankings: what is counted, for whom, and where each number leads."""

from datetime import date

import pytest
from django.urls import reverse

from gapbridge.agree.gaps import actions, heat
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.ranking import rankings
from gapbridge.listen.assessments.models import Assessment, Session, Statement
from gapbridge.programmes.models import Place

from . import story

pytestmark = pytest.mark.django_db
ADDRESS = reverse("gaps:maps")


@pytest.fixture
def water(cast):
    """A part of area E."""
    return cast.framework.clauses.create(
        code="E2", title_en="Water", position=2, parent=cast.framework.clauses.get(code="E")
    )


def published(cast, gap):
    Gap.objects.filter(pk=gap.pk).update(state="in_consultation", published_at="2009-05-01T00:00Z")
    return gap


def areas(cast, area=None):
    return heat.Areas(cast.framework, area)


def by_area(cast, name, gaps, *, voices=False, area=None, assessment=None):
    return heat.gaps_by_area(
        gaps,
        cast.fresh(name),
        areas=areas(cast, area),
        assessment=assessment,
        by_voices=voices,
        drill=lambda clause: f"?area={clause.pk}",
    )


def texts(drawn):
    return [[cell.text for cell in row.cells] for row in drawn.rows]


def test_a_gap_stands_under_the_area_of_the_clause_it_points_at(cast, water):
    gap = story.bare_gap(cast, severity=4, clauses=[water])
    story.bare_gap(cast)
    drawn = by_area(cast, "protection_officer", Gap.objects.all())
    assert [head.text for head in drawn.columns] == ["E"]
    assert drawn.columns[0].url == f"?area={water.parent_id}"
    assert (texts(drawn), drawn.rows[0].cells[0].level, drawn.left_out) == ([["4"]], 4, 1)
    assert drawn.rows[0].cells[0].url == gap.get_absolute_url()
    parts = by_area(cast, "protection_officer", [gap], area=water.parent)
    assert [head.text for head in parts.columns] == ["E as a whole", "E2"]
    assert texts(parts) == [["", "4"]]


def test_voices_are_counted_once_an_area_and_only_those_one_may_read(cast, water):
    gap = story.bare_gap(cast)
    voices = [story.statement(cast, scope=scope) for scope in ("public", "internal", "authorities", "none")]
    for voice in voices:
        voice.clauses.set([water, water.parent])
        gap.evidence.create(statement=voice)

    def counted(name):
        return texts(by_area(cast, name, [gap], voices=True))

    assert counted("protection_officer") == [["3"]]
    assert counted("official") == [["2"]]
    assert counted("visitor") == [["1"]]


def test_a_cell_opens_the_voices_it_counts(cast, as_, water):
    gap = story.gap(cast)
    voice = gap.evidence.get().statement
    voice.clauses.set([water])
    other = story.statement(cast, excerpt="About the school.")
    actions.add_voices(actor=cast.protection_officer, gap=gap, statements=[other])
    page = as_("protection_officer").get(f"{ADDRESS}?show=voices&programme={cast.programme.pk}")
    cell = page.context["heat"].rows[0].cells[0]
    assert cell.text == "1"
    assert cell.url in page.content.decode().replace("&amp;", "&")
    opened = as_("protection_officer").get(cell.url.split("#")[0]).content.decode()
    assert voice.excerpt in opened
    assert "About the school." not in opened
    for nonsense in ("?clause=x", "?clause=99999999999999999999&place=-1", "?population=0"):
        assert as_("protection_officer").get(gap.get_absolute_url() + nonsense).status_code == 200


def test_gaps_stand_by_group_and_district(cast):
    gap = story.bare_gap(
        cast, severity=5, places=[cast.settlement, cast.country], populations=[cast.idps, cast.disability]
    )
    voice = story.statement(cast)
    voice.session.diversity.add(cast.disability)
    gap.evidence.create(statement=voice)
    user = cast.fresh("protection_officer")
    drawn = heat.gaps_by_place([gap], user, assessment=None, by_voices=False)
    assert [head.text for head in drawn.columns] == ["Azerbaijan", "Yevlax"]
    assert [row.heads[1].text for row in drawn.rows] == [
        "Internally displaced persons",
        "People with disabilities",
    ]
    assert texts(drawn) == [["5", "5"], ["5", "5"]]
    counted = heat.gaps_by_place([gap], user, assessment=None, by_voices=True)
    assert [head.text for head in counted.columns] == ["Yevlax"]
    assert texts(counted) == [["1"], ["1"]]


# --- change --------------------------------------------------------------------------------------


@pytest.fixture
def two_rounds(cast, water):
    """Spring: 2 sessions, 1 voice on water. Autumn: 1 session, 2 voices on water."""
    made = []
    for title, month, sessions, voices in (("Spring", 3, 2, [1, 0]), ("Autumn", 9, 1, [2])):
        assessment = Assessment.objects.create(
            programme=cast.programme,
            title=title,
            starts_on=date(2009, month, 1),
            ends_on=date(2009, month, 28),
            state="published",
        )
        for number in range(sessions):
            session = Session.objects.create(
                assessment=assessment,
                code=f"S{number}",
                place=cast.settlement,
                population=cast.idps,
                held_on=date(2009, month, 2),
                sex="female",
                age_group="18-40",
                participants=7,
                consent_scope="public",
                state="coded",
            )
            for each in range(voices[number]):
                voice = Statement.objects.create(
                    session=session, number=each + 1, excerpt="Water.", coded_by=cast.protection_officer
                )
                voice.clauses.add(water)
        made.append(assessment)
    return made


def test_change_is_voices_a_session_with_sign_and_words(cast, two_rounds):
    user = cast.fresh("visitor")
    before, after = (heat.Heard(each, user, areas(cast)) for each in two_rounds)
    drawn = heat.change_by_place(before, after, areas(cast), lambda clause: "")
    cell = drawn.rows[0].cells[0]
    assert (cell.text, cell.fewer) == ("+1.5", False)
    assert cell.says == "1.5 more voices a session: 0.5 then, 2.0 now"
    assert f"assessment={two_rounds[1].pk}" in cell.url
    back = heat.change_by_clause(after, before, areas(cast), lambda clause: "")
    assert texts(back) == [["2.0", "0.5", "−1.5"]]
    assert back.rows[0].cells[2].fewer
    assert "1.5 fewer voices a session" in back.rows[0].cells[2].says


def test_where_no_session_was_held_the_change_is_not_known(cast, two_rounds):
    elsewhere = Place.objects.create(code="AZ-XX", kind="district", name_en="Absheron")
    Session.objects.filter(assessment=two_rounds[1]).update(place=elsewhere)
    user = cast.fresh("protection_officer")
    before, after = (heat.Heard(each, user, areas(cast)) for each in two_rounds)
    drawn = heat.change_by_place(before, after, areas(cast), lambda clause: "")
    assert [(cell.text, cell.level) for cell in drawn.rows[0].cells] == [("", 0), ("", 0)]
    assert all("Not known" in cell.says for cell in drawn.rows[0].cells)


def test_sessions_that_the_reader_may_not_read_are_not_counted_either(cast, two_rounds):
    Session.objects.filter(assessment=two_rounds[0], statements=None).update(consent_scope="internal")
    for name, sessions in (("visitor", 1), ("protection_officer", 2)):
        found = heat.Heard(two_rounds[0], cast.fresh(name), areas(cast))
        assert sum(found.sessions.values()) == sessions, name


def test_the_two_latest_assessments_are_compared_until_others_are_chosen(cast, as_, two_rounds):
    published(cast, story.gap(cast))
    page = as_("visitor").get(f"{ADDRESS}?map=change&programme={cast.programme.pk}")
    assert page.context["chosen"]["after"].title == "Autumn"
    spring, autumn = (each.pk for each in two_rounds)
    asked = f"{ADDRESS}?map=change&before={autumn}&after={spring}&by=clause"
    assert "−1.5" in as_("visitor").get(asked).content.decode()
    same = as_("visitor").get(f"{ADDRESS}?map=change&before={autumn}&after={autumn}").content.decode()
    assert "two different assessments" in same


# --- who sees what -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", ["", "&map=places", "&map=change", "&show=voices", "&map=places&show=voices"]
)
def test_a_map_shows_gaps_as_far_as_one_sees_them(cast, as_, query):
    draft = story.gap(cast, title="A draft", places=[cast.district], populations=[cast.idps])
    address = f"{ADDRESS}?programme={cast.programme.pk}{query}"
    for name in ("visitor", "stranger", "official"):
        assert draft.code not in as_(name).get(address).content.decode()
    assert as_("protection_officer").get(address).status_code == 200
    published(cast, draft)
    assert as_("visitor").get(address).context["programme"] == cast.programme


@pytest.mark.parametrize(
    "query",
    [
        "?map=x&programme=x&assessment=99999999999999999999&framework=-1&show=x&by=x&area=x",
        "?programme=0&area=999999&before=x&after=y&map=change",
        "?map=&area=²&assessment=",
    ],
)
def test_nonsense_shows_what_is_usual(cast, as_, query):
    published(cast, story.gap(cast))
    assert as_("visitor").get(ADDRESS + query).status_code == 200
    assert as_("visitor").get(reverse("gaps:rankings") + query).status_code == 200


def test_without_gaps_the_page_says_so(cast, as_):
    for name in ("gaps:maps", "gaps:rankings"):
        assert "No gap is open to you yet" in as_("visitor").get(reverse(name)).content.decode()


@pytest.mark.parametrize(
    "query", ["", "?show=voices", "?map=places", "?map=places&show=voices", "?map=change&by=clause"]
)
def test_maps_cost_the_same_however_much_there_is(cast, as_, assert_constant_queries, query):
    client = as_("protection_officer")

    def more():
        gap = story.gap(cast, places=[cast.district], populations=[cast.idps])
        gap.evidence.get().statement.clauses.set(cast.framework.clauses.all())

    more()
    assert_constant_queries(lambda: client.get(ADDRESS + query), more)


def test_a_level_is_a_fifth_of_the_greatest():
    assert [heat.level_of(value, 10) for value in (0, 1, 2, 3, 6, 10)] == [0, 1, 1, 2, 3, 5]
    assert heat.level_of(1, 1) == 5


# --- two rankings --------------------------------------------------------------------------------


def test_both_rankings_stand_side_by_side_with_what_each_group_said(cast):
    gap = story.bare_gap(cast, severity=2, undoing=1, people_affected=10, people_rank=1)
    for people in (100, 200):
        story.bare_gap(cast, severity=5, undoing=3, people_affected=people, people_rank=3)
    unranked = story.bare_gap(cast)
    for rank, sex in ((1, "female"), (3, "female"), (5, "male")):
        voice = story.statement(cast, people_rank=rank)
        Session.objects.filter(pk=voice.session_id).update(sex=sex)
        gap.evidence.create(statement=voice)
    found = rankings(cast.programme, cast.fresh("protection_officer"))
    assert found.groups == ["All voices", "Female, 18–40", "Male, 18–40"]
    row = next(each for each in found.rows if each.gap == gap)
    assert (row.medians, row.voices) == ([3.0, 2.0, 5.0], 3)
    assert (row.priority.place, row.priority.peoples_place) == (3, 1)
    assert "place 3 of 3" in row.priority.divergence
    assert found.rows[-1].gap == unranked
    assert found.unranked == 1
    lines = {line.look for line in found.drawing.slopes}
    assert lines == {"line", "line far"}


def test_ranks_of_voices_that_one_may_not_read_are_not_shown(cast, as_):
    gap = story.bare_gap(cast, people_affected=10, people_rank=1)
    for rank, scope in ((1, "public"), (5, "internal")):
        gap.evidence.create(statement=story.statement(cast, people_rank=rank, scope=scope))
    published(cast, gap)
    assert rankings(cast.programme, cast.fresh("visitor")).rows[0].medians[0] == 1.0
    assert rankings(cast.programme, cast.fresh("protection_officer")).rows[0].medians[0] == 3.0
    assert gap.title in as_("visitor").get(reverse("gaps:rankings")).content.decode()


def test_the_rankings_cost_the_same_however_many_gaps(cast, as_, assert_constant_queries):
    client = as_("protection_officer")
    assert_constant_queries(
        lambda: client.get(reverse("gaps:rankings")),
        lambda: story.gap(cast, people_affected=5, people_rank=1, places=[cast.district]),
    )
