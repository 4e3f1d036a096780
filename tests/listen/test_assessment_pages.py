import pytest
from django.urls import reverse

from gapbridge.base import sockets
from gapbridge.base.models import FormDraft
from gapbridge.listen.assessments import actions, queries
from gapbridge.listen.assessments.models import Assessment, Session, Statement, Theme
from gapbridge.programmes.models import Clause, Place

from .rooms import coded, held, listening, new_session, publish, voice

VOICES = "/assessments/voices/"


def page_of(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


# --- coverage ------------------------------------------------------------------------------------


def test_coverage_warns_until_all_eight_groups_are_heard(cast):
    assessment = listening(cast)
    cells = [(sex, age) for sex in ("female", "male") for age in ("10-13", "14-17", "18-40", "41+")]
    for sex, age in cells[:-1]:
        held(cast, assessment, sex=sex, age_group=age)
    new_session(cast, assessment, sex="male", age_group="41+")

    coverage = queries.coverage_of(assessment, cast.protection_officer)
    assert (coverage.heard, coverage.sessions_held) == (7, 7)
    assert "Men over 40" in coverage.warning
    assert "Women over 40" not in coverage.warning

    held(cast, assessment, sex="male", age_group="41+")
    assert queries.coverage_of(assessment, cast.protection_officer).warning == ""


def test_mixed_and_cancelled_sessions_cover_no_group(cast):
    assessment = listening(cast)
    held(cast, assessment, sex="mixed", age_group="mixed")
    actions.cancel_session(
        actor=cast.protection_officer, session=new_session(cast, assessment), reason="Snow."
    )

    coverage = queries.coverage_of(assessment, cast.protection_officer)

    assert (coverage.heard, coverage.sessions_held) == (0, 1)
    assert [str(sex.label) for sex in coverage.sexes] == ["Female", "Male", "Mixed"]


@pytest.mark.parametrize("name", ["visitor", "official", "stranger", "donor"])
def test_numbers_of_fewer_than_five_people_are_shown_to_keepers_only(cast, as_, name):
    assessment = listening(cast)
    small = coded(cast, assessment, participants=4, diversity=[cast.disability])
    coded(cast, assessment, sex="male", participants=5)
    publish(cast, assessment)

    coverage = queries.coverage_of(assessment, cast.fresh(name))
    cells = {(cell.sex, cell.people) for cell in coverage.cells if cell.held}
    assert cells == {("female", None), ("male", 5)}
    assert (coverage.people, coverage.is_partial) == (5, True)
    shown = page_of(as_(name), small.get_absolute_url())
    assert "fewer than five" in shown
    assert str(cast.disability) not in shown

    mine = page_of(as_("monitoring_officer"), small.get_absolute_url())
    assert "fewer than five" not in mine
    assert str(cast.disability) in mine


# --- who sees what on the pages ------------------------------------------------------------------


def test_notes_consents_and_facilitators_are_for_keepers(cast, as_):
    assessment = listening(cast)
    session = coded(cast, assessment, notes="The school roof leaks.", facilitators=[cast.trainer])
    publish(cast, assessment)

    for name in ("visitor", "stranger", "official", "grants_officer"):
        shown = page_of(as_(name), session.get_absolute_url())
        assert "The school roof leaks." not in shown
        assert "2009-1" not in shown
        assert "trainer" not in shown.split("<main", 1)[1]
    shown = page_of(as_("monitoring_officer"), session.get_absolute_url())
    assert "The school roof leaks." in shown
    assert "2009-1" in shown
    assert "Withdraw…" not in shown
    assert "Withdraw…" in page_of(as_("protection_officer"), session.get_absolute_url())


def test_an_assessment_is_public_once_published(cast, as_):
    assessment = listening(cast)
    coded(cast, assessment)
    url = assessment.get_absolute_url()

    assert as_("visitor").get(url).status_code == 404
    assert as_("stranger").get(url).status_code == 404
    assert as_("donor").get(url).status_code == 200
    assert assessment.title not in page_of(as_("visitor"), "/assessments/")

    publish(cast, assessment)
    assert "Su iki gündən" in page_of(as_("visitor"), url)
    assert assessment.title in page_of(as_("visitor"), "/assessments/")


def test_a_voice_names_nobody_and_is_marked_with_its_language(cast, as_):
    assessment = listening(cast)
    session = held(cast, assessment)
    clause = cast.framework.clauses.get()
    statement = voice(cast, session, topics=[cast.topic], clauses=[clause])
    actions.finish_coding(actor=cast.protection_officer, session=session)
    publish(cast, assessment)

    shown = page_of(as_("visitor"), statement.get_absolute_url())

    assert '<blockquote lang="az"><p>Su iki gündən bir gəlir.' in shown
    for words in ("Women, 18–40, A settlement", str(cast.topic), clause.title, "Everyone"):
        assert words in shown
    assert "protection officer" not in shown


def test_text_of_people_is_escaped(cast, as_):
    assessment = listening(cast, title="<script>a</script>")
    session = held(cast, assessment, notes="<script>b</script>")
    statement = voice(cast, session, "<script>c</script>")

    client = as_("protection_officer")
    for url in (assessment, session, statement):
        assert not any(f"<script>{x}" in page_of(client, url.get_absolute_url()) for x in "abc")


# --- writing through pages -----------------------------------------------------------------------


def test_an_officer_listens_from_plan_to_publication_through_pages(cast, as_):
    client = as_("protection_officer")
    client.post(
        f"/assessments/new/{cast.programme.pk}/",
        {"title": "Autumn", "starts_on": "2009-09-01", "ends_on": "2009-09-30", "language": "en"},
    )
    assessment = Assessment.objects.get(title="Autumn")
    move = f"/move/assessments.assessment/{assessment.pk}/"
    client.post(f"{move}start/")
    client.post(
        f"/assessments/{assessment.pk}/sessions/new/",
        {
            "kind": "interview", "place": cast.settlement.pk, "held_on": "2009-09-02", "sex": "female",
            "age_group": "41+", "participants": 1, "population": cast.idps.pk, "language": "az",
            "woman_facilitated": "on", "facilitators": [cast.protection_officer.pk], "notes": "About water.",
        },
    )  # fmt: skip
    session = Session.objects.get()
    client.post(
        f"/assessments/sessions/{session.pk}/consent/",
        {
            "scope": "public",
            "manner": "spoken",
            "language": "az",
            "text_version": "1",
            "taken_on": "2009-09-02",
        },
    )
    client.post(f"/move/assessments.session/{session.pk}/hold/")
    clause = cast.framework.clauses.get()
    client.post(
        f"/assessments/sessions/{session.pk}/voices/new/",
        {"excerpt": "Su yoxdur.", "language": "az", "clauses": [clause.pk], "topics": [cast.topic.pk]},
    )
    client.post(f"/move/assessments.session/{session.pk}/code/")
    client.post(f"{move}analyse/")
    client.post(f"{move}publish/")

    statement = Statement.objects.get()
    assert list(statement.clauses.all()) == [clause]
    assert list(session.facilitators.all()) == [cast.protection_officer]
    assert "Woman over 40, A settlement" in page_of(as_("visitor"), statement.get_absolute_url())


def test_what_is_refused_stands_beside_its_field_and_nothing_typed_is_lost(cast, as_):
    assessment = listening(cast)
    session = held(cast, assessment)
    clause = cast.framework.clauses.get()

    response = as_("protection_officer").post(
        f"/assessments/sessions/{session.pk}/voices/new/",
        {"excerpt": "Zəng: 050 123 45 67", "language": "ru", "clauses": [clause.pk]},
    )

    shown = response.content.decode()
    assert response.status_code == 422
    assert "excerpt" in response.context["form"].errors
    assert "Zəng: 050 123 45 67</textarea>" in shown
    assert f'value="{clause.pk}" id="id_clauses_{clause.pk}" checked' in shown
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"held_on": "2009-05-01"},
        {"held_on": "yesterday"},
        {"participants": "-1"},
        {"participants": "999999999999999999999"},
        {"place": "999999999999999999999999"},
        {"place": "x"},
        {"population": "0"},
        {"sex": "no"},
        {"code": "x" * 300},
        {"facilitators": ["x"]},
    ],
)
def test_bad_input_in_a_session_is_answered_beside_the_field(cast, as_, wrong):
    assessment = listening(cast)
    good = {
        "kind": "interview", "place": cast.settlement.pk, "held_on": "2009-03-02", "sex": "female",
        "age_group": "41+", "participants": 1, "population": cast.idps.pk, "language": "az",
    }  # fmt: skip

    response = as_("protection_officer").post(f"/assessments/{assessment.pk}/sessions/new/", good | wrong)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(wrong)
    assert not Session.objects.exists()


def test_clauses_typed_into_a_draft_come_back(cast, as_):
    session = held(cast, listening(cast))
    clause = cast.framework.clauses.get()
    url = f"/assessments/sessions/{session.pk}/voices/new/"
    FormDraft.objects.create(
        user=cast.protection_officer, key=url, data={"excerpt": ["Half a "], "clauses": [str(clause.pk)]}
    )

    shown = page_of(as_("protection_officer"), url)

    assert "Half a </textarea>" in shown
    assert f'id="id_clauses_{clause.pk}" checked' in shown


@pytest.mark.parametrize(("name", "expected"), [("visitor", 302), ("stranger", 404), ("official", 403)])
def test_forms_are_closed_to_those_who_may_not(cast, as_, name, expected):
    assessment = listening(cast)
    session = coded(cast, assessment, "authorities")
    statement = session.statements.get()
    client = as_(name)

    for url in (
        f"/assessments/{assessment.pk}/edit/",
        f"/assessments/{assessment.pk}/sessions/new/",
        f"/assessments/sessions/{session.pk}/edit/",
        f"/assessments/sessions/{session.pk}/consent/",
        f"/assessments/sessions/{session.pk}/voices/new/",
        f"/assessments/voices/{statement.pk}/edit/",
    ):
        assert client.get(url).status_code == expected, url
    withdraw = client.get(f"/assessments/consents/{session.consents.get().pk}/withdraw/").status_code
    assert withdraw == (302 if name == "visitor" else 404)


# --- lists ---------------------------------------------------------------------------------------


@pytest.fixture
def many_voices(cast):
    """Three sessions, told apart by sex, age, place and words."""
    other = Place.objects.create(code="AZ-X", kind="district", name_en="Elsewhere", parent=cast.country)
    part = Clause.objects.create(
        framework=cast.framework,
        parent=cast.framework.clauses.get(),
        code="E.1",
        title_en="Water",
        position=2,
    )
    assessment = listening(cast)
    for fields, excerpt, marks in (
        ({}, "Şəhərdə su yoxdur.", {"clauses": [part], "topics": [cast.topic]}),
        ({"sex": "male"}, "Məktəb uzaqdır.", {}),
        ({"age_group": "41+", "place": other}, "Evin sənədi yoxdur.", {}),
    ):
        session = held(cast, assessment, **fields)
        voice(cast, session, excerpt, **marks)
        actions.finish_coding(actor=cast.protection_officer, session=session)
    return {
        "assessment": assessment,
        "place": other,
        "clause": part.parent,
        "topic": cast.topic,
        "district": cast.district,
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("sex=male", {"Məktəb"}),
        ("age_group=41%2B", {"Evin"}),
        ("text=SEHERDE", {"Şəhərdə"}),
        ("text=nothing", set()),
        ("clause={clause}", {"Şəhərdə"}),
        ("topic={topic}", {"Şəhərdə"}),
        ("place={place}", {"Evin"}),
        ("place={district}", {"Şəhərdə", "Məktəb"}),
        ("assessment={assessment}", {"Şəhərdə", "Məktəb", "Evin"}),
        ("sex=male&text=yoxdur", set()),
        ("clause=999999999999999999999", {"Şəhərdə", "Məktəb", "Evin"}),
        ("sex=x&topic=y&place=z", {"Şəhərdə", "Məktəb", "Evin"}),
        ("sort=who&page=99", {"Şəhərdə", "Məktəb", "Evin"}),
    ],
)
def test_voices_are_filtered(cast, as_, many_voices, asked, found):
    keys = {name: getattr(obj, "pk", obj) for name, obj in many_voices.items()}

    shown = page_of(as_("protection_officer"), f"{VOICES}?{asked.format(**keys)}")

    assert {word for word in ("Şəhərdə", "Məktəb", "Evin") if word in shown} == found


def test_filters_offer_a_reader_only_what_they_may_see(cast, as_, many_voices):
    shown = page_of(as_("stranger"), VOICES)

    assert "Elsewhere" not in shown
    assert str(many_voices["assessment"]) not in shown


def test_voices_are_exported_as_far_as_the_reader_sees_them(cast, as_, many_voices):
    response = as_("donor").get(f"{VOICES}?export=xlsx&sex=male")
    assert response.status_code == 200
    assert b"".join(response.streaming_content)[:2] == b"PK"


@pytest.mark.parametrize("name", ["visitor", "protection_officer", "official"])
def test_the_lists_cost_the_same_at_any_length(cast, as_, assert_constant_queries, name):
    client = as_(name)

    def add():
        assessment = listening(cast)
        session = held(cast, assessment)
        voice(cast, session, topics=[cast.topic], clauses=[cast.framework.clauses.get()])
        actions.finish_coding(actor=cast.protection_officer, session=session)
        publish(cast, assessment)

    assert_constant_queries(lambda: client.get(VOICES), add)
    assert_constant_queries(lambda: client.get("/assessments/"), add)


def test_the_pages_cost_the_same_with_more_sessions_and_voices(cast, as_, assert_constant_queries):
    assessment = listening(cast)
    client = as_("protection_officer")
    session = held(cast, assessment)
    marks = {"topics": [cast.topic], "clauses": [cast.framework.clauses.get()]}

    assert_constant_queries(
        lambda: client.get(assessment.get_absolute_url()),
        lambda: voice(cast, held(cast, assessment), **marks),
    )
    assert_constant_queries(
        lambda: client.get(session.get_absolute_url()), lambda: voice(cast, session, **marks)
    )


def test_voices_are_narrowed_by_theme_with_what_lies_below_it(cast, as_):
    water = Theme.objects.create(programme=cast.programme, name="Water")
    taps = Theme.objects.create(programme=cast.programme, name="Taps", parent=water)
    session = held(cast, listening(cast))
    voice(cast, session, "Kran yoxdur.", themes=[taps])
    voice(cast, session, "Yol pisdir.")

    shown = page_of(as_("protection_officer"), f"{VOICES}?theme={water.pk}")
    assert "Kran yoxdur." in shown
    assert "Yol pisdir." not in shown
    assert as_("stranger").get(f"{VOICES}?theme={water.pk}").context["filterset"].errors


@pytest.mark.parametrize(("people", "found"), [(4, False), (5, True)])
def test_a_few_people_are_not_singled_out_by_their_diversity(cast, as_, people, found):
    assessment = listening(cast)
    coded(cast, assessment, participants=people, diversity=[cast.disability])
    coded(cast, assessment, sex="male")
    publish(cast, assessment)
    narrowed = f"{VOICES}?diversity={cast.disability.pk}"

    assert ("Su iki gündən" in page_of(as_("visitor"), narrowed)) is found
    assert ("Su iki gündən" in page_of(as_("official"), narrowed)) is found
    assert page_of(as_("protection_officer"), narrowed).count("Su iki gündən") == 1


def test_the_page_tells_keepers_of_voices_without_a_place_in_the_notes(cast, as_):
    session = held(cast, listening(cast), notes="Su iki gündən bir gəlir.")
    voice(cast, session)
    said = "is not found word for word"
    officer = as_("protection_officer")
    assert said not in page_of(officer, session.get_absolute_url())

    actions.change_session(actor=cast.protection_officer, session=session, notes="Yol pisdir.")

    assert said in page_of(officer, session.get_absolute_url())


def test_memos_and_teams_are_for_keepers(cast, as_):
    assessment = listening(cast)
    team = actions.add_team(actor=cast.protection_officer, assessment=assessment, name="Northerners")
    session = held(cast, assessment, team=team)
    statement = voice(cast, session, memo="Compare with last year")
    actions.finish_coding(actor=cast.protection_officer, session=session)
    publish(cast, assessment)

    for name, seen in (("visitor", False), ("official", False), ("monitoring_officer", True)):
        reader = as_(name)
        assert ("Northerners" in page_of(reader, session.get_absolute_url())) is seen
        assert ("Compare with last year" in page_of(reader, statement.get_absolute_url())) is seen


def test_notes_are_coded_from_the_page_of_their_session(cast, as_):
    session = held(cast, listening(cast))
    coding = reverse("coding:session", args=[session.pk])

    assert f'href="{coding}"' in page_of(as_("protection_officer"), session.get_absolute_url())
    assert f'href="{coding}"' not in page_of(as_("monitoring_officer"), session.get_absolute_url())


def test_lists_stay_within_fifteen_queries(cast, as_, django_assert_max_num_queries):
    coded(cast, listening(cast))
    client = as_("protection_officer")
    for url in (VOICES, "/assessments/"):
        with django_assert_max_num_queries(15):
            client.get(url)


# --- sockets -------------------------------------------------------------------------------------


def test_sessions_to_code_wait_for_those_who_code(cast):
    assessment = listening(cast)
    held(cast, assessment)
    held(cast, assessment, sex="male")

    waiting = list(queries.waiting_for(cast.protection_officer))
    assert [(each.count, each.url) for each in waiting] == [(2, assessment.get_absolute_url())]
    for name in ("stranger", "official", "monitoring_officer", "visitor"):
        assert list(queries.waiting_for(cast.fresh(name))) == []


def test_a_voice_is_found_by_those_who_may_read_it(cast):
    from gapbridge.base.search import find  # the index is in place once the apps are ready

    coded(cast, listening(cast), "authorities")

    assert [str(hit.object) for hit in find("gunden", cast.official, kind="assessments.statement").hits] == [
        "S01·1"
    ]
    for name in ("stranger", "visitor", "donor"):
        assert find("gunden", cast.fresh(name)).hits == []


def test_listening_is_in_the_menu():
    names = {item.url_name for item in sockets.NAV if item.stage == "listen"}
    assert {"assessments:list", "assessments:statements", "feedback:list"} <= names
    assert all(reverse(name) for name in names)
