"""A person's words go as far as the person said, and come back when the person says so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gapbridge.base.errors import Refused
from gapbridge.listen.assessments import actions
from gapbridge.listen.assessments.models import Consent, Session, Statement
from tests.cast import EVERYBODY

from .rooms import coded, consent, held, listening, new_session, publish, voice

KEEPERS = {"programme_officer", "protection_officer", "monitoring_officer"}
CONCERNED = KEEPERS | {"grants_officer", "official"}
IN_PROGRAMME = CONCERNED | {"case_worker", "logistician", "trainer", "evaluator", "second_evaluator", "donor"}
READERS = {
    ("none", False): KEEPERS,
    ("internal", False): KEEPERS,
    ("internal", True): KEEPERS,
    ("authorities", False): CONCERNED,
    ("authorities", True): CONCERNED,
    ("public", False): IN_PROGRAMME,
    ("public", True): set(EVERYBODY),
}


def readers(cast, queryset):
    return {name for name in EVERYBODY if queryset.visible_to(cast.fresh(name)).exists()}


@pytest.mark.parametrize(("scope", "published"), READERS)
def test_words_are_read_by_whom_the_consent_names_and_nobody_else(cast, scope, published):
    assessment = listening(cast)
    session = coded(cast, assessment, "internal" if scope == "none" else scope)
    if scope == "none":
        actions.withdraw_consent(
            actor=cast.protection_officer, consent=session.consents.get(), reason="No more."
        )
    if published:
        publish(cast, assessment)

    assert readers(cast, Statement.objects) == READERS[scope, published]
    assert readers(cast, Session.objects) == READERS[scope, published]
    assert readers(cast, Consent.objects) == KEEPERS


@pytest.mark.parametrize("scope", ["authorities", "public"])
def test_nobody_but_the_keepers_reads_a_session_that_is_not_coded(cast, scope):
    session = held(cast, listening(cast), scope)
    voice(cast, session)

    assert readers(cast, Statement.objects) == KEEPERS
    assert readers(cast, Session.objects) == KEEPERS


def test_withdrawn_words_vanish_from_every_page(cast, as_):
    assessment = listening(cast)
    session = coded(cast, assessment, "public")
    publish(cast, assessment)
    statement = session.statements.get()
    pages = [statement.get_absolute_url(), session.get_absolute_url()]
    lists = ["/assessments/voices/", assessment.get_absolute_url()]
    visitor = as_("visitor")
    assert [visitor.get(page).status_code for page in pages] == [200, 200]
    assert all("Su iki gündən" in visitor.get(page).content.decode() for page in lists)

    actions.withdraw_consent(actor=cast.protection_officer, consent=session.consents.get(), reason="No more.")

    for name in ("visitor", "official", "stranger", "applicant"):
        reader = as_(name)
        assert [reader.get(page).status_code for page in pages] == [404, 404]
        assert not any("Su iki gündən" in reader.get(page).content.decode() for page in lists)
    keeper = as_("protection_officer").get(pages[0]).content.decode()
    assert "Su iki gündən" in keeper
    assert "No consent holds" in keeper


def test_a_later_consent_takes_the_place_of_the_one_before(cast):
    session = held(cast, listening(cast), "public")
    first = session.consents.get()
    second = consent(cast, session, "authorities")
    assert Session.objects.get().consent_scope == "authorities"

    with pytest.raises(Refused):
        actions.withdraw_consent(actor=cast.protection_officer, consent=first, reason="x")
    actions.withdraw_consent(actor=cast.protection_officer, consent=second, reason="They asked.")

    assert Session.objects.get().consent_scope == "none"
    assert [each.withdrawn_because for each in Consent.objects.order_by("pk")] == ["", "They asked."]


def test_a_consent_is_withdrawn_once(cast):
    session = held(cast, listening(cast))
    given = session.consents.get()
    actions.withdraw_consent(actor=cast.protection_officer, consent=given, reason="They asked.")

    with pytest.raises(Refused):
        actions.withdraw_consent(
            actor=cast.protection_officer, consent=Consent.objects.get(), reason="Again."
        )
    assert Consent.objects.get().withdrawn_because == "They asked."


@pytest.mark.parametrize("age", ["10-13", "14-17"])
def test_children_need_their_guardians(cast, age):
    session = new_session(cast, listening(cast), age_group=age)

    with pytest.raises(Refused) as refusal:
        consent(cast, session)
    assert refusal.value.field == "guardian_consent"
    assert not Consent.objects.exists()

    consent(cast, session, guardian_consent=True, child_assent=True)
    assert Session.objects.get().consent_scope == "public"


def test_a_group_does_not_become_children_behind_their_guardians_back(cast):
    session = held(cast, listening(cast))

    with pytest.raises(Refused) as refusal:
        actions.change_session(actor=cast.protection_officer, session=session, age_group="14-17")
    assert refusal.value.field == "age_group"


def test_consent_is_not_taken_in_the_future(cast):
    session = new_session(cast, listening(cast))

    with pytest.raises(Refused) as refusal:
        consent(cast, session, taken_on=timezone.localdate() + timedelta(days=1))
    assert refusal.value.field == "taken_on"


def test_words_can_be_taken_back_after_publication(cast):
    assessment = listening(cast)
    session = coded(cast, assessment)
    publish(cast, assessment)

    actions.withdraw_consent(
        actor=cast.protection_officer, consent=session.consents.get(), reason="They asked."
    )

    assert not Statement.objects.visible_to(cast.visitor).exists()
