"""The second story is told once; what must be true in it is asked of the records it left."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from gapbridge.act.applications.models import Application, Receipt
from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation.models import Assignment, Complaint
from gapbridge.act.grants.models import Activity, Grant
from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings.models import FollowUp
from gapbridge.act.services.models import Person, Record
from gapbridge.agree.consultations.models import Agreement, Consultation
from gapbridge.agree.gaps.models import Gap
from gapbridge.base import journal
from gapbridge.base.sockets import waiting_for
from gapbridge.demo import bridge
from gapbridge.demo.clock import telling
from gapbridge.demo.stage import Stage, fresh, set_the_stage, texts
from gapbridge.listen.assessments.models import Session, Statement
from gapbridge.listen.feedback.models import Feedback
from gapbridge.people.models import User
from gapbridge.programmes.reference import load_reference
from gapbridge.prove.reach.engine import Scope, count
from gapbridge.prove.results.models import Indicator
from gapbridge.prove.results.queries import values_of
from gapbridge.prove.updates.models import FrozenFigure, Update
from gapbridge.share.blocks.models import Filled
from gapbridge.share.finding.finding import find
from gapbridge.share.finding.models import Asking, Stale
from gapbridge.share.learning.models import Collection, Opening, Tick
from gapbridge.share.learning.queries import counted, steps_of
from gapbridge.share.library.actions import fall_due
from gapbridge.share.library.content import shipped
from gapbridge.share.library.lifecycle import RESOURCE
from gapbridge.share.library.models import Doubt, Edition, Resource, Version

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker) -> Iterator[Stage]:
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        stage = Stage()
        with telling(date(2007, 5, 2)):
            set_the_stage(stage, date(2007, 5, 2))
        bridge.tell(stage)
        yield stage
        transaction.set_rollback(True)


def scope(story: Stage) -> Scope:
    return Scope(programmes=(story.programmes["bridge"].pk,))


def value(story: Stage, counter: str) -> int:
    return int(count(counter, scope(story)).value)


def test_the_chain_of_the_journal_holds(story):
    assert journal.verify() is None


def test_the_facts_of_the_trainings_are_kept(story):
    by_code = {each.counter: each for each in Indicator.objects.exclude(counter="")}
    values = values_of(by_code.values())
    assert values[by_code["people_trained_own"].pk].value > 100
    assert values[by_code["people_trained_others"].pk].value >= 50
    assert values[by_code["organisations_trained"].pk].value == 10
    held = Intervention.objects.filter(kind="training", state="completed")
    trainings = held.annotate(modules=Count("training__sessions"))
    assert [each.modules for each in trainings] == [2] * 10
    assert len({topic.key for each in trainings for topic in each.topics.all()}) == 10


def test_some_came_and_are_not_counted_as_trained(story):
    codes = set(
        Intervention.objects.filter(kind="training").values_list(
            "training__participants__person_code", flat=True
        )
    )
    assert len(codes) == 108 + 52
    assert value(story, "people_trained") < 160


def test_about_five_thousand_different_people_are_reached(story):
    assert value(story, "people_reached") == Person.objects.count() == 5012
    assert 6800 <= Record.objects.count() <= 7300
    services = Record.objects.values("person").annotate(kinds=Count("service", distinct=True))
    assert services.filter(kinds__gte=2).count() > 500
    assert set(Person.objects.values_list("disability", flat=True)) == {
        "disabled",
        "not_disabled",
        "not_asked",
    }


@pytest.fixture
def decided(story) -> Call:
    return Call.objects.get(state="decided")


def test_thirty_organisations_applied_in_three_lots_and_eight_have_a_grant(decided):
    sent = decided.applications.all()
    assert (sent.count(), sent.values("organisation").distinct().count()) == (30, 30)
    assert set(sent.values_list("lot").annotate(n=Count("pk")).values_list("n", flat=True)) == {10}
    assert sent.filter(state="awarded").count() == Grant.objects.count() == 8
    assert sent.filter(state="reserve").exists()
    assert all(each.decision for each in sent.filter(state="declined"))
    for lot in decided.lots.all():
        given = sum(grant.amount for grant in Grant.objects.filter(application__lot=lot))
        assert 0 < given <= lot.budget
    assert Receipt.objects.filter(part__application__call=decided, part__kind="concept").count() == 30


def test_six_evaluators_two_conflicts_and_third_scores(story, decided):
    given = Assignment.objects.filter(call_step__call=decided)
    assert given.filter(state="scored").values("evaluator").distinct().count() == 6
    assert set(decided.conflicts.values_list("source", flat=True)) == {"member", "declared"}
    assert given.filter(kind="third", state="scored").exists()
    for conflict in decided.conflicts.all():
        theirs = given.filter(application__organisation=conflict.organisation, evaluator=conflict.user)
        assert not theirs.filter(state__in=["given", "scored"]).exists()
    complaint = Complaint.objects.get()
    assert (complaint.state, complaint.settled_at is not None) == ("upheld", True)


def test_the_committee_departed_from_the_ranking_once_and_said_why(decided):
    proposal = decided.proposals.get()
    (departure,) = proposal.lines.filter(departs=True)
    assert (departure.outcome, departure.reason != "") == ("reserve", True)
    assert (proposal.state, proposal.votes.count(), len(proposal.sha256)) == ("decided", 4, 64)
    assert set(decided.steps.values_list("state", flat=True)) == {"closed"}


def test_one_grant_is_closed_one_suspended_one_without_a_public_name(story):
    assert sorted(Grant.objects.values_list("state", flat=True)) == ["closed", *["signed"] * 6, "suspended"]
    assert Grant.objects.filter(name_withheld=True).exclude(withheld_because="").count() == 1
    closed = Grant.objects.get(state="closed")
    assert set(closed.reports.values_list("state", flat=True)) == {"approved"}
    assert sum(each.payment.amount for each in closed.instalments.all()) == closed.amount


def test_what_grantees_do_stands_in_the_registers_and_counts_nobody_twice(story):
    activity = Activity.objects.select_related("intervention", "grant__application").get()
    records = Record.objects.filter(service__intervention=activity.intervention)
    people = records.values("person").distinct()
    assert (records.count(), people.count()) == (54, 18)
    assert activity.intervention.organisation == activity.grant.application.organisation
    others = Record.objects.exclude(pk__in=records).filter(person__in=people)
    assert others.values("person").distinct().count() == 18


def test_every_application_has_a_title_of_its_own(story):
    titles = list(Application.objects.values_list("title", flat=True))
    assert len(titles) == len(set(titles)) == 39


def test_there_is_a_call_to_apply_to_and_one_to_evaluate(story):
    states = dict(Call.objects.values_list("intervention__code", "state"))
    assert states == {"C1": "decided", "C2": "open", "C3": "evaluation"}
    draft = Application.objects.get(state="draft")
    written = set(draft.parts.get().answers.values_list("key", flat=True))
    assert (draft.organisation, written) == (story.organisations["cso_01"], {"need", "inclusion"})
    left = Assignment.objects.filter(call_step__call__state="evaluation")
    assert set(left.values_list("state", flat=True)) == {"given", "scored"}


@pytest.mark.parametrize(
    "person",
    ["committee_official", "official", "applicant", "evaluator", "second_evaluator", "grants_officer"],
)
def test_something_waits_for(story, person):
    assert list(waiting_for(fresh(story.people[person]))), person


def test_the_round_of_2022_is_agreed_and_one_is_open(story):
    agreed = Agreement.objects.get()
    assert agreed.published_at and agreed.gaps.count() == 6 and agreed.measures.count() == 8
    today = timezone.localdate()
    still = Consultation.objects.get(state="open")
    assert (still.opens_on, still.closes_on) == (today - timedelta(days=10), today + timedelta(days=20))
    assert Gap.objects.filter(published_at__isnull=False).count() == 6


def test_consent_is_given_in_several_scopes_and_one_is_withdrawn(story):
    assert set(Session.objects.values_list("consent_scope", flat=True)) == {
        "public",
        "authorities",
        "internal",
        "none",
    }
    assert Statement.objects.count() >= 12


def test_feedback_is_answered_and_the_sensitive_is_sealed(story):
    assert Feedback.objects.filter(sealed=True).get().submitted_by is None
    assert Feedback.objects.filter(submitted_by=story.people["community_member"]).exists()
    assert Feedback.objects.filter(state="received").exists()


def test_a_promise_of_the_round_table_is_overdue(story):
    assert FollowUp.objects.overdue().exists()
    assert FollowUp.objects.exclude(done_on=None).exists()


def test_the_corrected_version_counts_the_late_register(story):
    first, second = Update.objects.exclude(state="draft").order_by("version")
    assert (first.state, second.state, second.replaces) == ("restated", "published", first)
    assert "Zangilan" in second.restated
    reached = FrozenFigure.objects.filter(indicator__counter="people_reached")
    assert [int(each.value) for each in reached.order_by("block__update__version")] == [4964, 5012]
    assert Update.objects.filter(state="draft").exists()


def test_every_intervention_but_those_of_today_is_over_and_public(story):
    assert set(Intervention.objects.filter(published_at=None).values_list("code", flat=True)) == {"P2"}
    open_now = set(Intervention.objects.exclude(state="completed").values_list("code", flat=True))
    assert open_now == {"C2", "C3", "T11", "P2"}


def test_a_register_and_a_handover_wait_to_be_tried(story):
    for person in ("trainer", "logistician"):
        user = User.objects.get(email=f"{person}@example.org")
        assert any(each.stage == "act" for each in waiting_for(user)), person


# --- the knowledge hub ----------------------------------------------------------------------------


def test_the_hub_has_a_guide_and_a_session_for_each_topic_and_legal_templates_in_three_languages(story):
    found = Resource.objects.filter(state="published").exclude(key="")
    assert found.count() == len(shipped()) >= 30
    topics = {row["topic"] for row in texts("bridge")["trainings"]}
    for kind in ("guide", "training"):
        assert topics <= set(found.filter(kind=kind).values_list("topics__key", flat=True)), kind
    templates = found.filter(kind="template")
    assert templates.count() >= 8
    assert all(each.rests_on for each in templates)
    editions = Edition.objects.filter(resource__in=found, current__isnull=False)
    assert editions.count() == 3 * found.count()


def test_the_hub_has_works_in_every_state(story):
    own = Resource.objects.filter(key="")
    assert set(own.values_list("state", flat=True)) == {state.key for state in RESOURCE.states}
    handed_in = own.get(state="submitted")
    assert (handed_in.organisation, handed_in.added_by) == (
        story.organisations["cso_01"],
        story.people["applicant"],
    )
    returned = own.get(state="draft")
    assert "library.return_resource" in {entry.verb for entry in journal.history_of(returned)}
    assert fall_due() == 0  # what is due at the loading is due already


def test_every_file_was_read_but_the_one_that_is_locked_and_the_index_has_all(story):
    assert not Version.objects.filter(reading__in=["waiting", "reading"]).exists()
    read = Version.objects.filter(reading="read", file__isnull=False)
    endings = {name.rpartition(".")[2] for name in read.values_list("file__original_name", flat=True)}
    assert {"pdf", "docx", "pptx", "xlsx"} <= endings
    assert all(page.preview and page.text for version in read for page in version.pages.all())
    assert Version.objects.get(reading="failed").unread_because == "locked"
    assert not Stale.objects.exists()


@pytest.mark.parametrize(
    ("words", "language", "file", "page"),
    [
        ("supervizora zeng", "az", "qrupla-ilk-gorus.docx", 3),
        ("bookkeeper archive", "en", "a-year-after.pdf", 2),
        ("shared calendar afternoon", "en", "six-gaps.pptx", 3),
        ("tikis masini teklif", "az", "qrant-budcesi-2.xlsx", 1),
    ],
)
def test_words_inside_a_file_lead_to_its_page(story, words, language, file, page):
    first = find(words, AnonymousUser(), language=language, limit=3).hits
    assert (file, page) in [
        (hit.edition.current.file.original_name, hit.page) for hit in first if hit.edition.current.file
    ]


def test_what_waits_for_review_is_found_by_its_authors_and_curators_alone(story):
    waits = Resource.objects.get(state="submitted")

    def finds(user) -> bool:
        return waits in [hit.resource for hit in find("ev ziyareti qonsuya", user, language="az").hits]

    assert [finds(fresh(story.people[key])) for key in ("applicant", "programme_officer")] == [True, True]
    assert [finds(user) for user in (AnonymousUser(), fresh(story.people["rival_applicant"]))] == [False] * 2


def test_an_older_link_says_that_there_is_a_newer_version_and_an_archived_one_that_it_is_gone(story, client):
    newer = Version.objects.get(number=2, adopted_at__isnull=False)
    assert newer.is_current
    older = newer.edition.versions.get(number=1).get_absolute_url()
    assert "There is a newer one" in client.get(older).content.decode()
    gone = Resource.objects.get(state="archived")
    assert client.get(gone.get_absolute_url()).status_code == 410


def test_a_partner_proposes_a_version_that_readers_do_not_see_yet(story, client):
    proposed = Version.objects.get(adopted_at=None)
    assert proposed.edition.current.number == 1
    assert client.get(proposed.get_absolute_url()).status_code == 404


def test_somebody_without_an_account_doubts_and_an_organisation_has_its_answer(story):
    still = Doubt.objects.filter(state="open")
    assert still.exists()
    assert not still.exclude(asked_by=None).exists()
    answered = Doubt.objects.get(state="answered")
    assert (answered.asked_by, answered.answer != "") == (story.people["applicant"], True)
    assert answered.asked_at < answered.answered_at


def test_works_are_linked_to_a_call_a_training_a_gap_and_a_clause_of_the_story(story):
    public = Resource.objects.filter(state="published")
    assert public.filter(calls__intervention__code="C2", calls__state="open").exists()
    assert public.filter(trainings__intervention__code="T11").count() >= 2
    assert {f"G{number}" for number in range(1, 7)} <= set(public.values_list("gaps__code", flat=True))
    assert public.filter(clauses__code="E7", clauses__framework__key="protection-gaps").exists()


def test_two_organisations_are_on_their_way_through_courses(story):
    course = Collection.objects.get(key="start-a-cso")
    done = counted(course, steps_of(course))
    assert (done.begun, done.finished, sum(done.done_by.values())) == (2, 0, 7)
    own = Collection.objects.get(training__intervention__code="T11")
    assert (own.state, own.made_by, own.steps.count()) == ("published", story.people["trainer"], 3)
    assert Tick.objects.filter(at__lt=timezone.now() - timedelta(days=5)).count() == Tick.objects.count()


def test_a_template_that_was_filled_in_is_its_organisations_alone(story):
    kept = Filled.objects.get()
    assert kept.organisation == story.organisations["cso_01"]
    assert kept.values["organisation"] == "Nümunə QHT 01"
    seen = [fresh(story.people[key]) for key in ("applicant", "rival_applicant", "programme_officer")]
    assert [Filled.objects.visible_to(user).count() for user in seen] == [1, 0, 0]


def test_questions_and_readings_are_counted_over_weeks_and_some_questions_found_nothing(story):
    asked = Asking.objects.filter(day__lt=timezone.localdate())
    assert asked.values("day").distinct().count() > 20
    found = dict(asked.values_list("words", "found"))
    assert len([words for words, number in found.items() if not number]) >= 4
    assert all(found[words] for words in ("qrant", "budce", "nizamname"))
    assert asked.filter(found=0, opened__gt=0).count() == 0
    assert Opening.objects.values("edition__language").distinct().count() == 3
