"""A thread made directly: voices, a gap, an agreement, measures, interventions, indicators, an update."""

from gapbridge.agree.consultations.models import Agreement, Consultation
from gapbridge.agree.gaps.models import Evidence, Gap
from gapbridge.agree.plans.models import Measure, Plan
from gapbridge.listen.assessments.models import Assessment, Session, Statement
from gapbridge.prove.results.models import Indicator, Result
from gapbridge.prove.updates.models import Block, Update
from tests.prove.reach.rows import NUMBERS, intervention

PUBLISHED = "2009-12-01T00:00:00Z"


def assessment(cast, state="published"):
    return Assessment.objects.create(
        programme=cast.programme, title="Listening", starts_on="2009-01-01", ends_on="2009-02-01", state=state
    )


def session(cast, heard, scope="public", state="coded"):
    return Session.objects.create(
        assessment=heard,
        code=f"S{next(NUMBERS)}",
        kind="focus_group",
        place=cast.settlement,
        held_on="2009-01-15",
        sex="female",
        age_group="18-40",
        population=cast.idps,
        participants=8,
        consent_scope=scope,
        state=state,
    )


def voice(cast, held, text="We wait for months."):
    return Statement.objects.create(
        session=held, number=next(NUMBERS), excerpt=text, coded_by=cast.protection_officer, language="en"
    )


def gap(cast, voices=(), published=True, state="agreed", title="Reception is crowded"):
    made = Gap.objects.create(
        programme=cast.programme,
        code=f"G{next(NUMBERS)}",
        title=title,
        statement="x",
        severity=3,
        state=state,
        published_at=PUBLISHED if published else None,
    )
    Evidence.objects.bulk_create(Evidence(gap=made, statement=each) for each in voices)
    return made


def plan(cast, state="adopted"):
    return Plan.objects.create(
        programme=cast.programme, title="Plan", starts_on="2009-01-01", ends_on="2009-12-31", state=state
    )


def measure(cast, gaps=(), of_plan=None, state="under_way", title="Train reception staff"):
    made = Measure.objects.create(
        plan=of_plan or plan(cast), code=f"M{next(NUMBERS)}", title=title, state=state
    )
    made.gaps.set(gaps)
    return made


def agreement(cast, gaps=(), measures=(), published=True, title="The round of December"):
    round_ = Consultation.objects.create(
        programme=cast.programme, title=title, opens_on="2009-03-01", closes_on="2009-03-31", state="agreed"
    )
    made = Agreement.objects.create(
        consultation=round_,
        statement="Agreed",
        record=[],
        record_hash="0",
        closed_at="2009-04-01T00:00:00Z",
        closed_by=cast.protection_officer,
        published_at=PUBLISHED if published else None,
    )
    made.gaps.set(gaps)
    made.measures.set(measures)
    return made


def act(cast, measures=(), published=True, kind="training", **fields):
    made = intervention(cast, kind, published=published, **fields)
    made.measures.set(measures)
    return made


def indicator(cast, interventions=(), published=True, title="Staff trained", **fields):
    result, _created = Result.objects.get_or_create(
        programme=cast.programme, code="1", defaults={"level": "output", "title": "Reception works"}
    )
    made = Indicator.objects.create(
        result=result,
        code=f"1.{next(NUMBERS)}",
        title=title,
        published_at=PUBLISHED if published else None,
        **fields,
    )
    made.interventions.set(interventions)
    return made


def update(cast, indicators=(), state="published", title="Implementation update"):
    made = Update.objects.create(
        programme=cast.programme, title=title, period_start="2009-01-01", period_end="2009-12-31", state=state
    )
    Block.objects.bulk_create(Block(update=made, kind="figure", indicator=each) for each in indicators)
    return made


def whole(cast, width=2):
    """A thread `width` things wide at each bead, all of them linked crosswise; returned by bead."""
    held = session(cast, assessment(cast))
    voices = [voice(cast, held, f"Voice {number}") for number in range(width)]
    gaps = [gap(cast, voices) for _each in range(width)]
    one_plan = plan(cast)
    measures = [measure(cast, gaps, one_plan) for _each in range(width)]
    agreements = [agreement(cast, gaps, measures) for _each in range(width)]
    interventions = [act(cast, measures) for _each in range(width)]
    results = [indicator(cast, interventions) for _each in range(width)]
    updates = [update(cast, results) for _each in range(width)]
    return {
        "voices": voices,
        "gaps": gaps,
        "agreements": agreements,
        "measures": measures,
        "interventions": interventions,
        "results": results,
        "updates": updates,
    }
