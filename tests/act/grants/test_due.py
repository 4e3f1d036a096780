"""What is due next: on the home page, and by mail 14 and 3 days before and when it is late, once each."""

from datetime import timedelta

import pytest

from gapbridge.act.grants import actions, letters
from gapbridge.act.grants.models import Report
from gapbridge.act.grants.queries.due import stage_of
from gapbridge.base.models import OutgoingMail
from gapbridge.base.sockets import waiting_for

from .conftest import TODAY


def reminders():
    return OutgoingMail.objects.filter(key__startswith="grants-due:")


@pytest.mark.parametrize(
    ("days", "stage"), [(15, ""), (14, "14"), (4, "14"), (3, "3"), (0, "3"), (-1, "late")]
)
def test_a_reminder_is_due_14_and_3_days_before_and_when_it_is_late(days, stage):
    assert stage_of(TODAY + timedelta(days=days), TODAY) == stage


def test_each_reminder_is_written_once_in_the_reader_s_language(cast, signed):
    type(cast.applicant).objects.filter(pk=cast.applicant.pk).update(language="ru")
    Report.objects.filter(kind="interim").update(due_on=TODAY + timedelta(days=10))
    letters.remind()
    letters.remind()
    assert [(mail.to, mail.language) for mail in reminders()] == [(cast.applicant.email, "ru")]
    Report.objects.filter(kind="interim").update(due_on=TODAY - timedelta(days=1))
    letters.remind()
    assert reminders().count() == 2


def test_nobody_is_reminded_of_a_report_that_was_sent(submitted):
    Report.objects.filter(pk=submitted.pk).update(due_on=TODAY)
    letters.remind()
    assert not reminders().exists()


def test_a_grantee_reads_on_the_home_page_what_is_due_and_the_office_what_came(
    cast, officer, signed, submitted
):
    def labels(name: str) -> list[str]:
        return [each.label for each in waiting_for(cast.fresh(name)) if each.stage == "act"]

    assert any("Final report 2: write it and send it" in label for label in labels("applicant"))
    assert not any("Interim" in label for label in labels("applicant"))
    assert "1 report on a grant is to be checked" in labels("grants_officer")
    assert "1 instalment of a grant can be paid" in labels("grants_officer")
    for name in ("rival", "stranger", "evaluator"):
        assert labels(name) == [], name
    actions.ask_about_report(actor=officer, report=submitted, text="For whom?")
    assert any("a question about a report" in label for label in labels("applicant"))
