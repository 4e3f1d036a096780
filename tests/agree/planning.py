"""What tests of plans start from: measures by the thousand, reports, a reviewed plan."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gapbridge.agree.plans import actions
from gapbridge.agree.plans.models import Measure
from gapbridge.base.uploads import check_upload

from . import story

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
ADDRESS = actions.NewEvidence("The record of the handing over", address="https://example.org/record")


def underway(cast, **fields):
    measure = story.measure(cast, **{"responsible": cast.cso} | fields)
    actions.agree_measure(actor=None, measure=measure)
    return actions.start_measure(actor=cast.programme_officer, measure=measure)


def reported(cast, measure, *, by="applicant", stands="on_track", evidence=(), **fields):
    given = {"text": "The pump is bought.", "until": timezone.localdate()} | fields
    return actions.submit_report(
        actor=cast.people[by], measure=measure, stands=stands, evidence=evidence, **given
    )


def finished(cast, **fields):
    """A measure under way, and a report with evidence that says it is finished."""
    measure = underway(cast, **fields)
    return measure, reported(cast, measure, stands="finished", evidence=[ADDRESS])


def paper(name="record.pdf"):
    return check_upload(SimpleUploadedFile(name, PAPER, content_type="application/pdf"))


def adopted(cast, **fields):
    """An adopted plan with one measure under way."""
    plan = story.plan(cast, **fields)
    measure = underway(cast, within=plan)
    return actions.adopt_plan(actor=cast.protection_officer, plan=plan), measure


def reviewed(cast, plan):
    return actions.review_plan(
        actor=cast.protection_officer,
        plan=plan,
        review={"reached": "Half the pumps run.", "missed": "", "why": "", "lessons": "Order in winter."},
    )


def next_year(cast, **fields):
    given = {"title": "Plan of 2010", "starts_on": date(2010, 1, 1), "ends_on": date(2010, 12, 31)} | fields
    return story.plan(cast, **given)


def many(cast, plan, number, *, gaps=(), first=0, states=("proposed", "agreed", "under_way", "done")):
    """So many measures in one go, each answering one of the gaps in turn."""
    rows = Measure.objects.bulk_create(
        Measure(
            plan=plan,
            code=f"X{n}",
            title=f"Mend the pump of quarter {n} before the winter comes",
            responsible=cast.cso,
            starts_on=date(2009, 1 + n % 6, 1),
            due_on=date(2009, 7 + n % 6, 1),
            cost=n,
            state=states[n % len(states)],
        )
        for n in range(first, first + number)
    )
    through = Measure.gaps.through
    through.objects.bulk_create(
        through(measure_id=row.pk, gap_id=gaps[n % len(gaps)].pk) for n, row in enumerate(rows) if gaps
    )
    return rows
