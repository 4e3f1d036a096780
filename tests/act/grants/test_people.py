"""Activities of a grant are interventions: the grantee keeps their registers, and its people are counted once."""

import pytest
from django.urls import reverse

from gapbridge.act.grants import actions
from gapbridge.act.grants.queries.activities import rows_of
from gapbridge.act.interventions.actions import create_intervention, publish_intervention
from gapbridge.act.interventions.models import Intervention
from gapbridge.act.services.actions import add_record, create_service
from gapbridge.act.trainings.actions import add_participants, add_session, record_attendance
from gapbridge.base.errors import Forbidden, Refused
from gapbridge.prove.reach.engine import Scope, totals

from .conftest import FIRST, HALF, upload


@pytest.fixture
def service(officer, signed):
    made = actions.begin_activity(
        actor=officer, grant=signed, kind="service", row=rows_of(signed).get(), service_kind="livelihood"
    )
    return made.intervention.service


def reached(cast) -> int | None:
    return totals([("people_reached", Scope((cast.programme.pk,)))])[0].value


def test_an_activity_takes_its_facts_and_the_lot_s_measures_from_the_grant(cast, officer, signed, service):
    intervention = service.intervention
    assert (intervention.title, intervention.organisation) == ("Sewing course", cast.cso)
    assert (intervention.starts_on, intervention.ends_on) == (signed.starts_on, signed.ends_on)
    assert set(intervention.measures.all()) == set(signed.application.lot.measures.all())
    assert list(intervention.places.all()) == [cast.settlement]


def test_people_reached_by_a_grantee_are_counted_with_everyone_s_and_once(cast, officer, service):
    own = create_service(
        actor=officer,
        programme=cast.programme,
        service_kind="livelihood",
        code="S1",
        title="The office's own",
        organisation=cast.office,
        starts_on=FIRST,
        ends_on=HALF,
        places=[cast.settlement],
    )
    add_record(actor=officer, service=own, person_code="P-1", received_on=FIRST, provider=cast.office)
    assert reached(cast) == 1
    for code in ("P-1", "P-2"):
        add_record(actor=cast.applicant, service=service, person_code=code, received_on=FIRST)
    assert reached(cast) == 2


def test_a_grantee_keeps_the_registers_of_its_own_activities_and_no_other_s(cast, officer, service, as_):
    other = create_service(
        actor=officer, programme=cast.programme, service_kind="livelihood", code="S2", title="Other",
        organisation=cast.cso, starts_on=FIRST, ends_on=HALF, places=[cast.settlement],
    )  # fmt: skip
    for who, target in (("rival", service), ("applicant", other), ("stranger", service)):
        with pytest.raises(Forbidden):
            add_record(actor=cast.fresh(who), service=target, person_code="P-9", received_on=FIRST)
    register = reverse("services:register", args=[service.pk])
    table = b"Person code,Date,Sex\nP-1,%s,female\n" % FIRST.isoformat().encode()
    assert as_("applicant").get(service.get_absolute_url()).status_code == 200
    sent = as_("applicant").post(
        reverse("services:import", args=[service.pk]), {"file": upload("r.csv", table)}
    )
    assert sent.url == register
    assert "P-1" in as_("applicant").get(register).content.decode()
    assert as_("rival").get(register).status_code == 404
    assert as_("applicant").get(reverse("services:register", args=[other.pk])).status_code in {403, 404}
    assert as_("applicant").get(reverse("services:people")).status_code == 403
    person = service.records.get().person
    assert as_("applicant").get(reverse("services:look", args=[person.pk])).status_code == 404


def test_a_grantee_runs_its_own_training_and_not_once_the_grant_is_over(cast, officer, signed):
    activity = actions.begin_activity(actor=officer, grant=signed, kind="training")
    training = activity.intervention.training
    who = cast.fresh("applicant")
    session = add_session(actor=who, training=training, title="Day 1", place=cast.settlement, held_on=FIRST)
    (person,) = add_participants(
        actor=who, training=training, rows=[{"person_code": "T-1", "organisation": cast.cso}]
    )
    assert record_attendance(actor=who, training=training, pairs=[(session.pk, person.pk)]) == 1
    with pytest.raises(Forbidden):
        add_session(
            actor=cast.fresh("rival"), training=training, title="Day 2", place=cast.settlement, held_on=FIRST
        )
    actions.end_grant(actor=officer, grant=signed, reason="The end.")
    with pytest.raises(Forbidden):
        record_attendance(actor=cast.fresh("applicant"), training=training, pairs=[])


def test_only_the_grantee_s_own_interventions_are_linked_and_once(cast, officer, signed):
    facts = {"starts_on": FIRST, "ends_on": HALF, "title": "A meeting"}
    plan = {"actor": officer, "programme": cast.programme, "kind": "round_table"}
    own = create_intervention(**plan, code="R1", organisation=cast.cso, **facts)
    others = create_intervention(**plan, code="R2", organisation=cast.office, **facts)
    with pytest.raises(Refused, match="Another organisation"):
        actions.link_intervention(actor=officer, grant=signed, intervention=others)
    activity = actions.link_intervention(actor=officer, grant=signed, intervention=own)
    with pytest.raises(Refused, match="belongs to a grant already"):
        actions.link_intervention(actor=officer, grant=signed, intervention=own)
    actions.unlink_intervention(actor=officer, activity=activity)
    assert not signed.activities.exists()


def test_an_intervention_of_a_grantee_whose_name_is_withheld_is_not_public(cast, officer, signed, service):
    publish_intervention(actor=officer, intervention=service.intervention)
    actions.withhold_name(actor=officer, grant=signed, reason="Threats.")
    intervention = Intervention.objects.get(pk=service.intervention_id)
    assert intervention.published_at is None
    with pytest.raises(Refused, match="name is withheld"):
        publish_intervention(actor=officer, intervention=intervention)
    actions.disclose_name(actor=officer, grant=signed)
    publish_intervention(actor=officer, intervention=intervention)


def test_an_intervention_is_made_on_its_page(cast, officer, signed, as_):
    page = reverse("grants:begin_activity", args=[signed.pk])
    client = as_("grants_officer")
    assert "Sewing course" in client.get(f"{page}?row={rows_of(signed).get().pk}").content.decode()
    typed = {
        "kind": "service", "code": "G1", "title": "Sewing", "language": "en", "starts_on": FIRST.isoformat(),
        "ends_on": HALF.isoformat(), "service_kind": "",
    }  # fmt: skip
    assert "Choose the service." in client.post(page, typed).content.decode()
    sent = client.post(page, typed | {"service_kind": "livelihood"})
    assert sent.url == signed.activities.get().intervention.get_absolute_url()
