"""Progress: reported by who is responsible, verified by another pair of eyes."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from gapbridge.agree.plans import actions
from gapbridge.agree.plans.models import Measure, Report
from gapbridge.agree.plans.queries import verified_reports
from gapbridge.agree.plans.waiting import waiting
from gapbridge.base.errors import Forbidden, Refused, WrongState
from gapbridge.base.models import OutgoingMail, StoredFile
from gapbridge.people.models import Membership
from gapbridge.people.roles import Role

from . import planning, story
from .planning import ADDRESS, finished, paper, reported, underway

pytestmark = pytest.mark.django_db


def state(measure):
    return Measure.objects.get(pk=measure.pk).state


# --- reporting -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("applicant", True),
        ("protection_officer", True),
        ("programme_officer", True),
        ("rival", False),
        ("official", False),
        ("donor", False),
        ("stranger", False),
    ],
)
def test_the_responsible_organisation_reports_or_an_officer_on_its_behalf(cast, name, may):
    measure = underway(cast)
    if may:
        report = reported(cast, measure, by=name)
        assert (report.organisation, report.by, report.state) == (cast.cso, cast.people[name], "submitted")
    else:
        with pytest.raises(Forbidden):
            reported(cast, measure, by=name)


def test_a_report_speaks_of_what_has_been(cast):
    with pytest.raises(Refused) as refusal:
        reported(cast, underway(cast), until=timezone.localdate() + timedelta(days=1))
    assert refusal.value.field == "until"


def test_nothing_is_reported_on_a_measure_that_is_not_agreed_or_has_ended(cast):
    proposed = story.measure(cast, responsible=cast.cso)
    dropped = underway(cast)
    actions.drop_measure(actor=cast.protection_officer, measure=dropped, reason="No road")
    for measure in (proposed, dropped):
        with pytest.raises(Refused, match="not ended"):
            reported(cast, measure)
    nobodys = underway(cast, responsible=None)
    with pytest.raises(Refused, match="Nobody is responsible"):
        reported(cast, nobodys, by="protection_officer")


def test_evidence_is_a_note_with_an_address_or_files(cast):
    report = reported(
        cast,
        underway(cast),
        evidence=[ADDRESS, actions.NewEvidence("Pictures", files=[paper(), paper("b.pdf")])],
    )
    found = [(row.note, row.address, row.file and row.file.original_name) for row in report.evidence.all()]
    assert found == [
        (ADDRESS.note, ADDRESS.address, None),
        ("Pictures", "", "record.pdf"),
        ("Pictures", "", "b.pdf"),
    ]
    with pytest.raises(Refused, match="address or a file"):
        reported(cast, underway(cast), evidence=[actions.NewEvidence("Hearsay")])


def test_a_report_is_sent_with_its_files_in_one_form_and_nothing_typed_is_lost(cast, as_):
    measure = underway(cast)
    client, address = as_("applicant"), reverse("plans:new_report", args=[measure.pk])
    assert client.get(address).status_code == 200
    sent = {
        "text": "The pump is bought.",
        "language": "en",
        "stands": "delayed",
        "until": timezone.localdate().isoformat(),
        "note_1": "",
        "address_1": "https://example.org/a",
        "note_2": "Only a note",
    }
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"note_1", "address_2"}
    assert "The pump is bought." in refused.content.decode()
    files = [SimpleUploadedFile(name, planning.PAPER) for name in ("a.pdf", "b.pdf")]
    done = client.post(address, sent | {"note_1": "Receipts", "note_2": "", "files_1": files})
    report = Report.objects.get()
    assert done["Location"] == report.get_absolute_url()
    assert report.evidence.count() == 2
    page = client.get(report.get_absolute_url()).content.decode()
    assert "a.pdf" in page
    assert "https://example.org/a" in page


# --- four eyes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "verifier", "may"),
    [
        ("applicant", "protection_officer", True),
        ("applicant", "programme_officer", True),
        ("protection_officer", "programme_officer", True),
        ("protection_officer", "protection_officer", False),
        ("applicant", "applicant", False),
        ("applicant", "grants_officer", False),
        ("applicant", "official", False),
        ("applicant", "stranger", False),
    ],
)
def test_another_officer_than_the_one_who_reported_verifies(cast, by, verifier, may):
    report = reported(cast, underway(cast), by=by)
    if may:
        actions.verify_report(actor=cast.people[verifier], report=report)
        report.refresh_from_db()
        assert (report.state, report.verified_by) == ("verified", cast.people[verifier])
    else:
        with pytest.raises(Forbidden):
            actions.verify_report(actor=cast.people[verifier], report=report)


def test_an_officer_who_also_speaks_for_the_reporting_organisation_does_not_verify(cast):
    report = reported(cast, underway(cast))
    Membership.objects.create(user=cast.protection_officer, organisation=cast.cso, role=Role.CSO_STAFF)
    with pytest.raises(Forbidden):
        actions.verify_report(actor=cast.fresh("protection_officer"), report=report)
    assert not any("verified" in str(each.label) for each in waiting(cast.fresh("protection_officer")))


def test_an_office_verifies_its_own_measure_by_another_officer(cast):
    report = reported(cast, underway(cast, responsible=cast.office), by="programme_officer")
    with pytest.raises(Forbidden):
        actions.verify_report(actor=cast.programme_officer, report=report)
    actions.verify_report(actor=cast.protection_officer, report=report)
    assert Report.objects.get().state == "verified"


def test_whoever_wrote_an_earlier_version_does_not_verify_the_later_one(cast):
    report = reported(cast, underway(cast), by="programme_officer")
    actions.return_report(actor=cast.protection_officer, report=report, reason="Which pump?")
    actions.submit_again(actor=cast.applicant, report=report, text="The northern one.")
    report = Report.objects.get()
    with pytest.raises(Forbidden):
        actions.verify_report(actor=cast.programme_officer, report=report)
    assert not any("verified" in str(each.label) for each in waiting(cast.fresh("programme_officer")))


# --- returned, corrected, verified ---------------------------------------------------------------


def test_a_returned_report_is_told_by_mail_in_the_readers_language_and_submitted_again(cast, as_):
    cast.applicant.language = "ru"
    cast.applicant.save()
    report = reported(cast, underway(cast), evidence=[ADDRESS])
    with pytest.raises(Refused) as refusal:
        actions.return_report(actor=cast.protection_officer, report=report, reason=" ")
    assert refusal.value.field == "reason"
    actions.return_report(actor=cast.protection_officer, report=report, reason="Which pump?")
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.language) == (cast.applicant.email, "ru")
    assert "Which pump?" in mail.body
    client = as_("applicant")
    assert "Which pump?" in client.get(report.get_absolute_url()).content.decode()
    address = reverse("plans:edit_report", args=[report.pk])
    assert "The pump is bought." in client.get(address).content.decode()
    client.post(
        reverse("plans:remove_evidence", args=[report.pk, report.evidence.get().pk]),
    )
    client.post(
        address,
        {
            "text": "The northern pump is bought.",
            "language": "en",
            "stands": "on_track",
            "until": timezone.localdate().isoformat(),
        },
    )
    report.refresh_from_db()
    assert (report.state, report.text, report.evidence.count()) == (
        "submitted",
        "The northern pump is bought.",
        0,
    )
    actions.return_report(actor=cast.protection_officer, report=report, reason="By when?")
    assert OutgoingMail.objects.count() == 2


def test_a_verified_report_stays_as_it_is(cast):
    _measure, report = finished(cast)
    evidence = report.evidence.get()
    actions.verify_report(actor=cast.protection_officer, report=report)
    with pytest.raises(WrongState):
        actions.submit_again(actor=cast.applicant, report=report, text="Nothing was done.")
    with pytest.raises(WrongState):
        actions.return_report(actor=cast.programme_officer, report=report, reason="No")
    with pytest.raises(Refused):
        actions.remove_evidence(actor=cast.applicant, evidence=evidence)
    assert Report.objects.get().text == "The pump is bought."


# --- finishing -----------------------------------------------------------------------------------


def test_verifying_a_report_that_shows_a_measure_finished_makes_it_done(cast):
    measure, report = finished(cast)
    assert state(measure) == "under_way"
    actions.verify_report(actor=cast.protection_officer, report=report)
    assert state(measure) == "done"


@pytest.mark.parametrize(
    ("stands", "evidence"), [("finished", []), ("on_track", [ADDRESS]), ("blocked", [ADDRESS])]
)
def test_a_measure_is_not_done_without_a_report_that_says_and_shows_it(cast, stands, evidence):
    measure = underway(cast)
    report = reported(cast, measure, stands=stands, evidence=evidence)
    actions.verify_report(actor=cast.protection_officer, report=report)
    assert state(measure) == "under_way"
    with pytest.raises(Refused, match="First a report"):
        actions.finish_measure(actor=cast.protection_officer, measure=measure)


def test_a_report_that_nobody_verified_finishes_nothing(cast):
    measure, _report = finished(cast)
    with pytest.raises(Refused, match="First a report"):
        actions.finish_measure(actor=cast.protection_officer, measure=measure)


def test_a_measure_that_was_begun_after_its_report_was_verified_is_finished_with_the_button(cast):
    measure = story.measure(cast, responsible=cast.cso)
    actions.agree_measure(actor=None, measure=measure)
    report = reported(cast, measure, stands="finished", evidence=[ADDRESS])
    actions.verify_report(actor=cast.protection_officer, report=report)
    assert state(measure) == "agreed"
    actions.start_measure(actor=cast.applicant, measure=measure)
    with pytest.raises(Forbidden):  # whoever carries it out does not say alone that it is done
        actions.finish_measure(actor=cast.applicant, measure=measure)
    actions.finish_measure(actor=cast.programme_officer, measure=measure)
    assert state(measure) == "done"


def test_a_gaps_verified_reports_are_those_of_its_measures(cast):
    gap, other = story.gap(cast), story.gap(cast)
    measure, report = finished(cast, gaps=[gap])
    reported(cast, measure)  # nobody verified this one
    _elsewhere, foreign = finished(cast, gaps=[other])
    for each in (report, foreign):
        actions.verify_report(actor=cast.protection_officer, report=each)
    assert list(verified_reports(gap)) == [report]


# --- who reads -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "before", "after", "file"),
    [
        ("applicant", 200, 200, 200),
        ("official", 200, 200, 200),
        ("donor", 200, 200, 200),
        ("rival", 404, 200, 404),
        ("stranger", 404, 200, 404),
        ("visitor", 404, 200, 404),
    ],
)
def test_reports_are_public_once_verified_and_their_files_stay_with_the_programme(
    cast, as_, name, before, after, file
):
    _plan, measure = planning.adopted(cast)
    report = reported(cast, measure, evidence=[actions.NewEvidence("Receipt", files=[paper()])])
    client, stored = as_(name), StoredFile.objects.get()
    assert client.get(report.get_absolute_url()).status_code == before
    actions.verify_report(actor=cast.protection_officer, report=report)
    assert client.get(report.get_absolute_url()).status_code == after
    assert client.get(stored.get_absolute_url()).status_code == file


def test_a_measures_page_and_the_list_of_reports_cost_the_same_however_many(
    cast, as_, assert_constant_queries
):
    measure = underway(cast)
    client = as_("protection_officer")
    for address in (measure.get_absolute_url(), reverse("plans:reports")):
        assert_constant_queries(
            lambda address=address: client.get(address),
            lambda: reported(cast, measure, evidence=[actions.NewEvidence("Receipt", files=[paper()])]),
        )


# --- what waits ----------------------------------------------------------------------------------


def labels(cast, name):
    return [str(each.label) for each in waiting(cast.fresh(name))]


def test_a_measure_under_way_is_asked_about_after_ninety_days_of_silence(cast, as_):
    measure = underway(cast)
    assert labels(cast, "applicant") == []
    long_ago = timezone.now() - timedelta(days=91)
    Measure.history.update(history_date=long_ago)
    assert labels(cast, "applicant") == [f"Report how measure {measure.code} stands: Mend the pump"]
    page = as_("applicant").get(reverse("plans:measures") + "?due=silent").content.decode()
    assert measure.get_absolute_url() in page
    report = reported(cast, measure)
    assert labels(cast, "applicant") == []
    Report.objects.filter(pk=report.pk).update(submitted_at=long_ago)
    assert len(labels(cast, "applicant")) == 1


def test_a_report_waits_for_officers_and_when_returned_for_who_wrote_it(cast):
    report = reported(cast, underway(cast))
    assert labels(cast, "protection_officer") == [
        f"A report on measure {report.measure.code} is to be verified"
    ]
    assert labels(cast, "official") == []
    actions.return_report(actor=cast.protection_officer, report=report, reason="Which pump?")
    assert labels(cast, "protection_officer") == []
    assert labels(cast, "applicant") == [
        f"Your report on measure {report.measure.code} was returned to be corrected"
    ]


def test_an_overdue_measure_whose_report_says_finished_waits_for_the_office(cast):
    measure = underway(cast, due_on=timezone.localdate() - timedelta(days=3))
    assert len(labels(cast, "applicant")) == 1
    reported(cast, measure, stands="finished", evidence=[ADDRESS])
    assert labels(cast, "applicant") == []
