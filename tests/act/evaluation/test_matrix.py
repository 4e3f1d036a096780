"""Who reads what of an application under evaluation: every reader by every way, written down by hand.

A way that is not named among a reader's is shut: 404, so that nobody learns that there is anything; a visitor is
asked to sign in; 403 only to who may see the thing and not do that with it. A list or a file that opens for other
reasons holds no trace of the application.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from gapbridge.act.applications.actions import attach_file, be_present, save_answers
from gapbridge.act.applications.models import Application, BudgetLine, LogframeRow
from gapbridge.act.evaluation.models import Assignment, CallStep, Conflict, Letter
from gapbridge.act.profiles.models import Profile
from gapbridge.base import search
from gapbridge.base.models import OutgoingMail
from gapbridge.conf import urls
from gapbridge.people.models import Membership, User
from tests.access.conftest import undone
from tests.act import granting
from tests.act.evaluation import course
from tests.act.evaluation.people import another_cso, give, score

pytestmark = pytest.mark.django_db

TITLE, SECRET = "Wells of the upper valley", "Word that stands in the application alone"
COMMENT = "Comment of one evaluator"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@dataclass
class File:
    """The application that is looked at, and what hangs from it."""

    application: Application
    step: CallStep
    opening: CallStep
    assignment: Assignment
    letter: Letter

    @property
    def part(self) -> Any:
        return self.application.parts.get()

    @property
    def receipt(self) -> Any:
        return self.part.receipts.get()


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """`cast` and `file`, made once: what a test changes is undone."""
    with django_db_blocker.unblock(), undone():
        from tests.cast import gather

        cast = gather()
        yield SimpleNamespace(cast=cast, file=_file(cast))


@pytest.fixture
def cast(stage, db) -> Any:
    return stage.cast


@pytest.fixture
def file(stage, db) -> File:
    return stage.file


def _file(cast: Any) -> File:
    """Written and sent by the first CSO, through the opening, scored by one of its evaluators."""
    call = granting.call(cast, "open")
    application = granting.application(call, cast.cso, cast.applicant, "draft", title=TITLE)
    Profile.objects.create(pk=cast.cso.pk)
    part = application.parts.get()
    for text in ("An earlier text", SECRET):
        save_answers(actor=cast.applicant, part=part, answers={"need": text})
    attach_file(actor=cast.applicant, part=part, key="annex", upload=SimpleUploadedFile("plan.pdf", PDF))
    BudgetLine.objects.create(part=part, heading="people", text=SECRET, quantity=1, rate=6000)
    LogframeRow.objects.create(part=part, kind="objective", text=SECRET)
    be_present(actor=cast.applicant, application=application, part=part, section="project")
    _send(application, call)
    opening = granting.step(call, "opening")
    course.check_all(cast, call, "opening")
    call.state = "evaluation"
    call.save()
    course.close(cast, call, "opening", minutes="All came in time.")
    step = granting.step(call, "full")
    assignment = give(cast, step, application, cast.evaluator)
    score(assignment, 4, COMMENT)
    for _each in search.reindex_all():
        pass
    return File(application, step, opening, assignment, application.letters.get())


def _send(application: Application, call: Any) -> None:
    now = timezone.now()
    part = application.parts.get()
    part.received_at = now
    part.save()
    application.number, application.state, application.submitted_at = f"{call.pk}-001", "submitted", now
    application.save()
    granting._receipt(part, f"{application.number}-full", now)
    call.closes_at = now - timedelta(hours=1)
    call.save()


# --- the readers -----------------------------------------------------------------------------------------------------


def _person(name: str, *places: tuple[Any, str]) -> User:
    user = User.objects.create(email=f"{name}@example.org", name=name)
    Membership.objects.bulk_create(
        Membership(user=user, organisation=organisation, role=role) for organisation, role in places
    )
    return user


def _evaluator(cast: Any, name: str) -> User:
    return _person(name, (cast.office, "evaluator"))


def _partner(state: str) -> Any:
    def make(cast: Any, file: File) -> User:
        organisation, person = another_cso()
        now = timezone.now()
        file.application.partners.create(
            organisation=organisation, kind="co_applicant", asked_by=cast.applicant, asked_at=now, state=state
        )
        return person

    return make


def _not_assigned(cast: Any, file: File) -> User:
    """Has declared in the call, and is given another application of the same step."""
    other = granting.application(file.step.call, *another_cso())
    user = _evaluator(cast, "not assigned")
    granting.assignment(other, user)
    return user


def _of_another_call(cast: Any, _file: File) -> User:
    call = granting.call(cast, "evaluation")
    granting.step(call, "full")
    user = _evaluator(cast, "another call")
    granting.assignment(granting.application(call, *another_cso()), user)
    return user


def _before_declaring(cast: Any, file: File) -> User:
    user = _evaluator(cast, "undeclared")
    granting.assignment(file.application, user, declared=False)
    return user


def _conflict(user: User, file: File) -> User:
    Conflict.objects.create(
        call=file.step.call,
        user=user,
        organisation=file.application.organisation,
        source="declared",
        found_at=timezone.now(),
    )
    return user


def _evaluator_in_conflict(cast: Any, file: File) -> User:
    user = _evaluator(cast, "conflict")
    granting.assignment(file.application, user, state="scored", points=10)
    return _conflict(user, file)


def _evaluator_without_the_file(cast: Any, file: File) -> User:
    user = _evaluator(cast, "taken back")
    granting.assignment(file.application, user, state="withdrawn")
    return user


def _member_before_the_vote(cast: Any, file: File) -> User:
    course.seat(cast, file.step.call, "protection_officer", "programme_officer", "monitoring_officer")
    return cast.protection_officer


def _evaluator_elsewhere(cast: Any, _file: File) -> User:
    return _person("evaluator elsewhere", (cast.elsewhere, "evaluator"))


def _grants_officer_elsewhere(cast: Any, _file: File) -> User:
    return _person("officer elsewhere", (cast.elsewhere, "grants_officer"))


def _played_by(name: str) -> Any:
    return lambda cast, _file: cast.people[name]


TEXT = {"application", "section", "budget", "logframe", "partners", "who writes", "search"}
PAPERS = {"attachment", "workbook", "receipt", "receipt's PDF", "receipt's data"}
WRITING = {"earlier versions", "form as Word"}
LETTERS = {"letter", "letter's PDF"}
COURSE = {"step", "board", "board as file", "ranking", "ranking as file", "checks", "minutes"}
OFFICE = {"list", "list as file", "letters", "applicant's file"}
READS = TEXT | PAPERS
WRITERS = {"the applicant's staff", "its evaluator"}

# reader → (who they are, the ways that are open)
READERS: dict[str, tuple[Any, set[str]]] = {
    "the applicant's staff": (
        _played_by("applicant"),
        READS | WRITING | LETTERS | {"applicant's file"},
    ),
    "a partner that confirmed": (_partner("confirmed"), READS | {"earlier versions"}),
    "a partner that was asked": (_partner("asked"), READS | {"earlier versions"}),
    "a partner that declined": (_partner("declined"), set()),
    "another organisation": (_played_by("rival"), set()),
    "its evaluator": (_played_by("evaluator"), READS | {"assignment", "scores"}),
    "an evaluator of another application": (_not_assigned, set()),
    "an evaluator of another call": (_of_another_call, set()),
    "an evaluator before the declaration": (_before_declaring, set()),
    "an evaluator with a conflict": (_evaluator_in_conflict, set()),
    "an evaluator from whom it was taken back": (_evaluator_without_the_file, set()),
    "an evaluator of another programme": (_evaluator_elsewhere, set()),
    "a member of the committee before the vote": (_member_before_the_vote, set()),
    "the grants office": (
        _played_by("grants_officer"),
        READS | LETTERS | COURSE | OFFICE | {"scores"},
    ),
    "an officer with a conflict": (
        lambda cast, file: _conflict(cast.grants_officer, file),
        {"applicant's file"},
    ),
    "a grants officer of another programme": (_grants_officer_elsewhere, set()),
    "a monitoring officer": (_played_by("monitoring_officer"), set()),
    "the donor": (_played_by("donor"), set()),
    "somebody without a role": (_played_by("community_member"), set()),
    "a visitor": (_played_by("visitor"), set()),
}

# --- the ways --------------------------------------------------------------------------------------------------------


def _of(name: str, **more: Any) -> Any:
    return lambda file: reverse(name, args=[getattr(file, more.get("of", "part")).pk, *more.get("args", [])])


WAYS: dict[str, Any] = {
    "application": _of("applications:application", of="application"),
    "section": _of("applications:section", args=["project"]),
    "budget": _of("applications:budget"),
    "logframe": _of("applications:logframe"),
    "partners": _of("applications:partners", of="application"),
    "attachment": lambda file: file.part.attachments.get().file.get_absolute_url(),
    "workbook": _of("applications:budget_workbook"),
    "receipt": _of("applications:receipt", of="receipt"),
    "receipt's PDF": _of("applications:receipt_pdf", of="receipt"),
    "receipt's data": _of("applications:receipt_content", of="receipt"),
    "earlier versions": _of("applications:history", args=["need"]),
    "form as Word": _of("applications:form_file", args=["docx"]),
    "who writes": _of("applications:save"),
    "scores": _of("evaluation:scores", of="application"),
    "assignment": _of("evaluation:assignment", of="assignment"),
    "letter": _of("evaluation:letter", of="letter"),
    "letter's PDF": _of("evaluation:letter_document", of="letter"),
    "checks": lambda file: reverse("evaluation:checks", args=[file.opening.pk, file.application.pk]),
    "minutes": _of("evaluation:minutes", of="opening", args=["en"]),
    "applicant's file": lambda file: reverse("profiles:file", args=[file.application.organisation_id]),
}
# These may open for other reasons: then they hold nothing of it.
LISTS: dict[str, Any] = {
    "step": lambda file: file.opening.get_absolute_url(),
    "board": _of("evaluation:board", of="step"),
    "board as file": lambda file: reverse("evaluation:board", args=[file.step.pk]) + "?export=xlsx",
    "ranking": _of("evaluation:ranking", of="step"),
    "ranking as file": lambda file: reverse("evaluation:ranking", args=[file.step.pk]) + "?export=xlsx",
    "list": lambda file: reverse("evaluation:applications", args=[file.step.call_id]),
    "list as file": lambda file: (
        reverse("evaluation:applications", args=[file.step.call_id]) + "?export=xlsx"
    ),
    "letters": lambda file: reverse("evaluation:letters", args=[file.step.call_id]),
    "search": lambda file: "/search/?q=wells+upper+valley",
}
# Where every reader comes anyway: for who reads nothing of it, there is nothing of it.
EVERYWHERE = (
    "/home/",
    "/evaluation/mine/?export=xlsx",
    "/applications/",
    "/evaluation/",
    "/open-data/grants.json",
)


def _words_in(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return "\n".join(
            str(cell)
            for name in book.sheet_names
            for row in book.get_sheet_by_name(name).to_python()
            for cell in row
        )
    return content.decode(errors="replace")


def _holds(words: str, file: File) -> bool:
    return any(each in words for each in (TITLE, SECRET, COMMENT, file.application.number))


@pytest.fixture
def sign_in(client, cast):
    def enter(user: Any) -> Any:
        if user.is_authenticated:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter


@pytest.fixture(autouse=True)
def short_refusals(monkeypatch) -> None:
    """What a refusal looks like is tested elsewhere; here hundreds are asked for."""
    for status in (403, 404):
        answer = functools.partial(_refusal, status)
        monkeypatch.setattr(urls, f"handler{status}", answer)


def _refusal(status: int, _request: Any, exception: Any = None) -> HttpResponse:
    return HttpResponse(status=status)


def _by(client: Any, way: str, file: File) -> str | int:
    """What comes of it: "open", "silent" (a list without it), "moved", "sign in", or the answer's status."""
    answer = client.get((WAYS | LISTS)[way](file))
    if answer.status_code == 302:
        return "sign in" if answer["Location"].startswith("/accounts/login/") else "moved"
    if answer.status_code != 200:
        return answer.status_code
    return "open" if way in WAYS or _holds(_words_in(answer), file) else "silent"


# --- writing -----------------------------------------------------------------

WRITES: dict[str, Any] = {
    "autosave": lambda file: (
        reverse("applications:save", args=[file.part.pk]),
        {"answers": {"need": "Changed"}, "based": {"need": 2}, "section": "project"},
    ),
    "draft of scores": lambda file: (reverse("evaluation:keep", args=[file.assignment.pk]), {"comment": "X"}),
    "scores": lambda file: (file.assignment.get_absolute_url(), {"comment": "X"}),
    "taken back": lambda file: (reverse("applications:take_back", args=[file.application.pk]), {}),
    "complaint": lambda file: (reverse("evaluation:complain", args=[file.letter.pk]), {"text": "X"}),
}


def _state_of(file: File) -> tuple[Any, ...]:
    application = Application.objects.get(pk=file.application.pk)
    given = Assignment._base_manager.get(pk=file.assignment.pk)
    answers = list(file.part.answers.values_list("value", "version"))
    return application.state, answers, given.draft, given.comment, application.complaints.count()


def _writes(client: Any, file: File) -> dict[str, int]:
    """Way → the answer to somebody who writes there."""
    found = {}
    for name, way in WRITES.items():
        address, data = way(file)
        kind = {"content_type": "application/json"} if name == "autosave" else {}
        found[name] = client.post(address, data, **kind).status_code
    return found


@pytest.mark.parametrize("reader", READERS)
def test_each_reads_what_is_theirs_and_nothing_else_and_only_writers_write(cast, file, sign_in, reader):
    make, open_ways = READERS[reader]
    user = make(cast, file)
    client = sign_in(user)
    found = {way: _by(client, way, file) for way in WAYS | LISTS}
    assert {way for way, said in found.items() if said == "open"} == open_ways
    refusals = {404} if user.is_authenticated else {404, "sign in"}
    if open_ways:
        refusals |= {403, 422, "moved"}
    told = {way: said for way, said in found.items() if way in WAYS and way not in open_ways}
    assert {way: said for way, said in told.items() if said not in refusals} == {}
    if reader not in WRITERS:
        before = _state_of(file)
        assert {*_writes(client, file).values()} <= {302, 403, 404}
        assert _state_of(file) == before
    if not open_ways:
        assert [each for each in EVERYWHERE if _holds(_words_in(client.get(each)), file)] == []


def test_mail_goes_to_whom_it_concerns_and_holds_nothing_that_was_written_or_scored(cast, file):
    course.seat(cast, file.step.call, *course.COMMITTEE)
    course.score(file.application, cast.second_evaluator, 4)
    course.close(cast, file.step.call, "full")
    mails = [(each.to, f"{each.subject} {each.body} {each.html}") for each in OutgoingMail.objects.all()]
    assert [to for to, text in mails if SECRET in text or COMMENT in text] == []
    named = {to for to, text in mails if TITLE in text or file.application.number in text}
    assert named == {cast.applicant.email}
