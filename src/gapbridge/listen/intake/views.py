from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from gapbridge.base.access import page
from gapbridge.base.forms import form_page
from gapbridge.base.listing import Action, Column, list_page
from gapbridge.listen.assessments.anonymity import known_words
from gapbridge.listen.assessments.models import Session
from gapbridge.listen.collect.models import Form, Submission

from . import actions, queries
from .filters import InboxFilter
from .forms import CONSENT, CONSENT_FIELDS, ImportForm, MappingForm, initial_of, take_in_form
from .mapping.answers import Answers
from .mapping.prefill import Prefill, Said, prefill
from .mapping.spellings import Spellings
from .models import ImportRun, Mapping
from .words import marks_of

STAGE = "listen"
MOST_LEFT_OUT = 5  # named; of the others only how many

INBOX_COLUMNS = (
    Column("received_at", gettext_lazy("Received"), sort="received_at", kind="date", link=True,
           value=lambda each: localdate(each.received_at)),
    Column("form", gettext_lazy("Form"), sort="form__title"),
    Column("source", gettext_lazy("Came by"), sort="source"),
    Column("device", gettext_lazy("Telephone"), sort="device__label"),
    Column("files", gettext_lazy("Files"), sort="files", kind="number"),
    Column("correction", gettext_lazy("Corrects"), value=lambda each: corrected(each)),
    Column("session", gettext_lazy("Session"), sort="session__code"),
    Column("state", gettext_lazy("State"), sort="state", kind="badge"),
)  # fmt: skip
IMPORT_COLUMNS = (
    Column("file_name", gettext_lazy("File"), sort="file_name", link=True),
    Column("form", gettext_lazy("Form"), sort="form__title"),
    Column(
        "run_at",
        gettext_lazy("Imported"),
        sort="run_at",
        kind="date",
        value=lambda each: localdate(each.run_at),
    ),
    Column("added", gettext_lazy("New"), sort="added", kind="number"),
    Column("changed", gettext_lazy("Corrections"), sort="changed", kind="number"),
    Column("known", gettext_lazy("Known already"), sort="known", kind="number"),
    Column("media", gettext_lazy("Files"), sort="media", kind="number"),
)


def corrected(submission: Submission) -> str:
    if submission.corrects is None:
        return ""
    session = submission.corrects.session
    return _("Session %(code)s") % {"code": session.code} if session else _("An earlier answer")


# --- inbox ---------------------------------------------------------------------------------------


@page(perm="intake.see_inbox")
def inbox(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Inbox"),
        intro=_("Answers from the field, sealed until you read them and take the names out."),
        queryset=queries.inbox_for(request.user),
        actions=[Action(_("Imports"), reverse("intake:imports"))],
        columns=INBOX_COLUMNS,
        filters=InboxFilter,
        empty=_("Nothing has arrived yet. Open a form, and telephones can send answers."),
        stage=STAGE,
    )


@never_cache
@page(
    Submission,
    perm="intake.read_submission",
    related=("form__assessment", "version", "device", "sent_by", "session"),
)
def submission_page(request: HttpRequest, submission: Submission) -> HttpResponse:
    answers = actions.open_submission(actor=request.user, submission=submission)
    return render(
        request,
        "intake/submission.html",
        {
            "title": _("Answer to “%(form)s”") % {"form": submission.form},
            "stage": STAGE,
            "submission": submission,
            "answers": queries.shown_answers(submission, answers, get_language()),
            "erased": submission.content is None,
            "session_before": queries.session_before(submission),
            "later": Submission.objects.filter(corrects=submission).defer("content").first(),
        },
    )


# --- taking in -----------------------------------------------------------------------------------


@never_cache
@page(Submission, perm="intake.take_in", related=("form__assessment__programme", "version", "session"))
def take_in(request: HttpRequest, submission: Submission) -> HttpResponse:
    if submission.state != Submission.State.RECEIVED or submission.content is None:
        messages.info(request, _("This answer is not waiting any more."))
        return redirect(submission)
    answers = actions.open_submission(actor=request.user, submission=submission)
    programme = submission.form.assessment.programme
    filled = _filled(submission, answers)
    before = queries.session_before(submission)
    marks = marks_of(_texts(request, filled), known_words(programme.pk))
    form_class = take_in_form(filled, marks)
    return form_page(
        request,
        form_class,
        title=_("Take in as session %(code)s") % {"code": before} if before else _("Take in as a session"),
        submit=_("Take it in"),
        parent=submission,
        stage=STAGE,
        template="intake/take_in.html",
        assessment=submission.form.assessment,
        instance=before,
        initial=initial_of(filled),
        context={
            "submission": submission,
            "answers": queries.shown_answers(submission, answers, get_language()),
            "filled": filled,
            "session_before": before,
            "differences": queries.differences(before, filled) if before else [],
            "sound_is_kept": queries.recordings_until(submission),
        },
        act=lambda data: actions.take_in(
            actor=request.user, submission=submission, **_sorted_out(data, form_class)
        ),
        said=_said(submission),
        done=lambda session: _next(request, submission, session),
    )


def _filled(submission: Submission, answers: Answers) -> Prefill:
    """The labels head the notes in the language spoken, as far as the answers tell which that is."""
    spellings = Spellings()
    rules = queries.mapping_of(submission, answers, spellings)
    language = prefill(answers, rules, {}, spellings).session.get("language", "az")
    return prefill(answers, rules, queries.question_labels(submission, language), spellings)


def _texts(request: HttpRequest, filled: Prefill) -> list[str]:
    """What may hold a name: as it was answered, and as the reader has changed it."""
    texts = [filled.session.get("notes", ""), *(each.words for each in filled.said)]
    typed = [text for name, text in request.POST.items() if name == "notes" or name.startswith("said_")]
    return typed or texts


def _sorted_out(data: dict[str, Any], form_class: Any) -> dict[str, Any]:
    """The page's fields as `take_in` takes them."""
    said = [
        Said(data.get(f"said_{index}") or "", data.get(f"rank_{index}"))
        for index in range(form_class.said_count)
    ]
    return {
        "session_fields": {name: data[name] for name in form_class._meta.fields if name in data},
        "consent_fields": {name: data[f"{CONSENT}{name}"] for name in CONSENT_FIELDS},
        "consented": data["consent_given"],
        "statements": said,
        "known_words": data["known_words"],
    }


def _said(submission: Submission) -> str:
    """What became of it, and of its files."""
    files = submission.media.exclude(file=None).select_related("file")
    sound = [each for each in files if each.file.content_type.startswith("audio/")]
    discarded = len(files) - (len(sound) if queries.recordings_until(submission) else 0)
    if not discarded:
        return _("Taken in. The sealed answer is erased.")
    return ngettext(
        "Taken in. The sealed answer and %(count)s file are erased.",
        "Taken in. The sealed answer and %(count)s files are erased.",
        discarded,
    ) % {"count": discarded}


def _next(request: HttpRequest, submission: Submission, session: Session) -> Any:
    """The next answer that waits; after the last, the session."""
    following = queries.next_to_read(request.user, submission)
    if following is None:
        return session
    messages.info(request, _("It became session %(code)s. Here is the next answer.") % {"code": session.code})
    return reverse("intake:take_in", args=[following.pk])


# --- import --------------------------------------------------------------------------------------


@page(perm="intake.see_inbox")
def import_list(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        title=_("Imports"),
        intro=_("Files of answers from Kobo or ODK that were brought in."),
        queryset=queries.runs_for(request.user),
        columns=IMPORT_COLUMNS,
        empty=_("No file was brought in yet. Open a form and import its answers there."),
        stage=STAGE,
    )


@page(Form, perm="intake.import_answers", related=("assessment",))
def import_new(request: HttpRequest, form: Form) -> HttpResponse:
    def bring_in(data: dict[str, Any]) -> ImportRun:
        left_out = data.pop("left_out")
        run = actions.import_answers(actor=request.user, form=form, **data)
        _tell_left_out(request, left_out)
        return run

    return form_page(
        request,
        ImportForm,
        title=_("Import answers to “%(form)s”") % {"form": form},
        intro=_("An export from Kobo or ODK. The same file brought in twice changes nothing."),
        submit=_("Import"),
        parent=form,
        stage=STAGE,
        autosave=False,  # files can't be kept in a draft
        act=bring_in,
        said=_("The answers are in the inbox, sealed."),
    )


def _tell_left_out(request: HttpRequest, left_out: list[tuple[str, str]]) -> None:
    for name, why in left_out[:MOST_LEFT_OUT]:
        messages.warning(request, _("“%(name)s” was not kept. %(why)s") % {"name": name, "why": why})
    if more := len(left_out) - MOST_LEFT_OUT:
        if more > 0:
            text = ngettext("And %(count)s more file.", "And %(count)s more files.", more)
            messages.warning(request, text % {"count": more})


@page(ImportRun, related=("form__assessment", "mapping__form", "run_by"))
def import_page(request: HttpRequest, run: ImportRun) -> HttpResponse:
    mapping = run.mapping
    return render(
        request,
        "intake/import.html",
        {
            "title": run.file_name,
            "stage": STAGE,
            "run": run,
            "states": queries.read_of(run),
            "mapping": mapping,
            "moved": queries.moved_since(mapping) if mapping else None,
            "unread": queries.unread_values(mapping) if mapping else [],
            "unmapped": queries.unmapped_columns(mapping) if mapping else [],
            "inbox": f"{reverse('intake:inbox')}?state=received&form={run.form_id}",
        },
    )


# --- mapping -------------------------------------------------------------------------------------


@page(Form, perm="intake.change_mapping", related=("assessment",), methods=("POST",))
def map_form(request: HttpRequest, form: Form) -> HttpResponse:
    return redirect(actions.propose_mapping(actor=request.user, form=form))


@page(Mapping, perm="intake.change_mapping", related=("form__assessment",))
def mapping_page(request: HttpRequest, mapping: Mapping) -> HttpResponse:
    def say(data: dict[str, Any]) -> Mapping:
        return actions.say_mapping(actor=request.user, mapping=mapping, **data)

    def done(said: Mapping) -> Any:
        if queries.unread_values(said):
            messages.info(request, _("Some answers are not written as we write them. Say what they mean."))
            return said
        run = ImportRun.objects.filter(mapping=said).first()
        return run or said.form

    return form_page(
        request,
        MappingForm,
        title=_("Which question fills which part?"),
        intro=_("Said once, it is remembered for this form. Every answer is still read by a person."),
        parent=mapping.form,
        stage=STAGE,
        template="intake/mapping.html",
        mapping=mapping,
        labels=queries.labels_of_form(mapping.form, get_language()),
        context={"mapping": mapping, "moved": queries.moved_since(mapping)},
        act=say,
        done=done,
    )
