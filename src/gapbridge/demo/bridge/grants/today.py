"""What can be tried today: a call that is open, with a draft of the cast's applicant, and one that is being scored."""

from datetime import date, time, timedelta
from decimal import Decimal
from itertools import cycle

from gapbridge.act.applications import actions as applications
from gapbridge.act.calls import actions as calls
from gapbridge.act.calls.models import Call
from gapbridge.act.evaluation import actions as evaluation
from gapbridge.demo.bridge.tale import Tale
from gapbridge.demo.clock import telling

from .applying import writer
from .calls import write
from .evaluating import assign, check_all, declare, score_as, step
from .words import THEMES, at, grants_words


def tell(tale: Tale) -> None:
    _open(tale)
    _evaluated(tale)


def _apply(tale: Tale, call: Call, key: str, theme: str, day: date) -> None:
    with telling(day):
        actor = tale.speaker_of(key)
        application = writer(tale).facts(writer(tale).start(call, key, theme), actor, amount=False)
        writer(tale).full(application, actor, Decimal(writer(tale).dice.randrange(12_000, 19_001, 500)))
        applications.submit_application(actor=actor, application=application)


def _open(tale: Tale) -> None:
    """Open for 40 more days: two have applied, and the applicant of the cast has begun."""
    officer, applicant = tale.who("grants_officer"), tale.who("applicant")
    closes = tale.today + timedelta(days=40)
    with telling(tale.ago(28)):
        call = write(tale, 1, at(tale.ago(24), 9), at(closes, 18), closes + timedelta(days=365))
    with telling(tale.ago(24)):
        call = calls.open_call(actor=officer, call=call)
    words = grants_words()["session"]
    with telling(tale.ago(20)):
        calls.plan_session(
            actor=officer, call=call, title=words["title"], where=words["where"], language="az",
            starts_at=at(tale.today + timedelta(days=6), 15), places=40,
        )  # fmt: skip
    _apply(tale, call, "cso_05", THEMES[1], tale.ago(8))
    _apply(tale, call, "cso_12", THEMES[2], tale.ago(3))
    with telling(tale.ago(4)):
        language, text, *_ = grants_words()["questions"][0]
        calls.ask_question(actor=tale.who("rival_applicant"), call=call, text=text, language=language)
    with telling(tale.ago(2)):
        application = writer(tale).start(call, "cso_01", THEMES[0])
        application = writer(tale).facts(application, applicant, amount=False)
        writer(tale).begin(application, applicant)


def _evaluated(tale: Tale) -> None:
    """Six applications: some are scored, some wait for their evaluator, one evaluator hasn't declared yet."""
    officer = tale.who("grants_officer")
    with telling(tale.ago(74)):
        call = write(tale, 2, at(tale.ago(70), 9), at(tale.ago(6), 18), tale.today + timedelta(days=365))
    with telling(tale.ago(70)):
        call = calls.open_call(actor=officer, call=call)
    themes = cycle(THEMES[:2])
    for number, key in enumerate(("cso_02", "cso_09", "cso_14", "cso_21", "cso_33", "cso_38")):
        _apply(tale, call, key, next(themes), tale.ago(20 - 2 * number))
    with telling(tale.ago(5), at=time(9)):
        calls.start_evaluation(actor=officer, call=call)
        evaluation.begin_step(actor=officer, call_step=step(call, "opening"))
        check_all(tale, call, "opening")
        evaluation.close_step(
            actor=officer, call_step=step(call, "opening"), minutes=grants_words()["minutes"]["opening"],
            present=[officer],
        )  # fmt: skip
    with telling(tale.ago(4), at=time(9)):
        evaluation.begin_step(actor=officer, call_step=step(call, "full"))
    readers = ("evaluator", "second_evaluator", "third_evaluator", "fourth_evaluator")
    declare(tale, call, tale.ago(3), readers[1:])
    with telling(tale.ago(2), at=time(9)):
        assign(officer, step(call, "full"))
        score_as(tale, "second_evaluator", step(call, "full"), most=2)
        score_as(tale, "third_evaluator", step(call, "full"))
