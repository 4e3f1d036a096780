"""What tests of gap analyses start from: areas, gaps with voices of several groups, an analysis over them."""

from io import BytesIO

from docx import Document as Word

from gapbridge.agree.analyses import actions
from gapbridge.agree.gaps.models import Cause, Evidence, Gap
from gapbridge.listen.assessments.models import Assessment, Statement
from tests.agree import story

AREAS = {"B": "Favourable environment", "F": "Self-reliance"}


def areas(cast):
    for position, (code, title) in enumerate(AREAS.items(), start=2):
        cast.framework.clauses.get_or_create(code=code, defaults={"title_en": title, "position": position})
    return {each.code: each for each in cast.framework.clauses.all()}


def voice(cast, excerpt, *, scope="public", sex="female", age="18-40", **fields):
    made = story.statement(cast, scope=scope, excerpt=excerpt, **fields)
    made.session.sex, made.session.age_group = sex, age
    made.session.save()
    return made


def gap(cast, code, *, area="E", voices=(), state="in_consultation", **fields):
    """A gap written directly, so that tests of documents need not play a whole consultation."""
    given = {"title": f"Gap {code}", "statement": f"What people live, {code}.", "severity": 3} | fields
    made = Gap.objects.create(programme=cast.programme, code=code, state=state, **given)
    if area:
        made.clauses.add(areas(cast)[area])
    Cause.objects.create(
        gap=made, kind="law", text=f"The law is silent on {code}.", duty_bearer=cast.authority
    )
    for each in voices:
        Evidence.objects.create(gap=made, statement=each)
    return made


def analysis(cast, **fields):
    given = {"title": "Gap analysis of 2009", "context": "The **country** then.", "language": "en"} | fields
    given.setdefault("assessments", list(Assessment.objects.filter(programme=cast.programme)))
    return actions.create_analysis(actor=cast.protection_officer, programme=cast.programme, **given)


def told(cast, **fields):
    """An analysis with one gap and one quotable voice."""
    gap(cast, "G1", voices=[voice(cast, "We wait two days for water.")])
    return analysis(cast, **fields)


def version(cast, made, languages=("en",), **fields):
    return actions.make_version(actor=cast.protection_officer, analysis=made, languages=languages, **fields)[
        0
    ]


def published(cast, made=None, languages=("en",)):
    made = made or told(cast)
    version(cast, made, languages)
    actions.publish_analysis(actor=cast.protection_officer, analysis=made)
    return made.versions.get(language=languages[0], frozen_at__isnull=False)


def part(content, key):
    return next(each for each in content["parts"] if each["id"] == key)


def gap_part(content, code):
    return next(each for each in content["parts"] if each.get("code") == code)


def quotes(content, code="G1"):
    return [each["text"]["text"] for each in gap_part(content, code)["voices"] if "text" in each]


def word_text(data):
    """All that a DOCX says, table cells too."""
    word = Word(BytesIO(data))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([each.text for each in word.paragraphs] + cells)


def withdraw(cast, statement: Statement):
    """As if the people took their words back: what listening does is tested there; here, where the words went."""
    from gapbridge.base import sockets

    for provider in sockets.WORDS:
        for use in provider([statement.pk]):
            use.take_back()
