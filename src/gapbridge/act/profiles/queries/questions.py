"""Which questions a check of a programme begins with."""

from gapbridge.act.profiles import checklist
from gapbridge.act.profiles.checklist import Checklist, Question
from gapbridge.act.profiles.models import Questionnaire
from gapbridge.programmes.models import Programme

LANGUAGES = ("en", "az", "ru")


def asked_in(programme: Programme) -> Checklist:
    """The programme's own newest questions ("1.2": its second version, made of the shipped first), else the shipped."""
    shipped = checklist.newest()
    own = Questionnaire.objects.filter(programme=programme).order_by("-number").first()
    if own is None:
        return shipped
    questions = [
        Question(each["key"], {name: each[name] for name in LANGUAGES}, each["essential"])
        for each in own.questions
    ]
    return Checklist(f"{shipped.version}.{own.number}", tuple(questions))
