"""Questions from applicants: asked by one, answered for all, and nobody reads who asked."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.act.calls import letters
from gapbridge.act.calls.models import Call, Question
from gapbridge.act.calls.queries import takes_questions
from gapbridge.act.calls.rules import organisations_of
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.base.folding import fold
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.standing import standing

MOST_OPEN = 20  # questions of one person that wait at once
LONGEST = 200_000  # characters; what has more is no question


@transaction.atomic
def ask_question(
    *,
    actor: User,
    call: Call,
    text: str,
    language: str,
    organisation: Organisation | None = None,
    received_at: datetime | None = None,
) -> Question:
    """Keep a question, however long. Refuses it after the day until which questions are taken."""
    permit(actor, "calls.apply", call)
    stored = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if not takes_questions(stored, received_at or timezone.now()):
        raise Refused(_("Questions are not taken any more. The answers so far are on the call's page."))
    if not text.strip():
        raise Refused(_("Write your question."), field="text")
    if len(text) > LONGEST:
        raise Refused(
            _("This is longer than can be kept: shorten it to %(most)s characters.") % {"most": LONGEST},
            field="text",
        )
    if organisation is not None and not standing(actor).acts_for(organisation.pk):
        raise Refused(_("Choose an organisation for which you act."), field="organisation")
    if stored.questions.filter(asked_by=actor, answered_at=None).count() >= MOST_OPEN:
        raise Refused(
            _("%(count)s questions of yours wait for an answer. Wait for these first.") % {"count": MOST_OPEN}
        )
    question = Question(
        call=stored,
        number=stored.questions.count() + 1,
        asked_by=actor,
        organisation=organisation or _only_one(actor),
        text=text.strip(),
        language=language,
        asked_at=received_at or timezone.now(),
    )
    question.clean_fields(exclude=["call", "asked_by", "organisation"])
    question.save()
    journal.record(
        actor=actor,
        verb="calls.ask_question",
        target=question,
        data={"call": call.pk, "number": question.number},
    )
    return question


def _only_one(actor: User) -> Organisation | None:
    own = organisations_of(actor)
    return Organisation.objects.get(pk=own[0]) if len(own) == 1 else None


@transaction.atomic
def answer_question(
    *, actor: User | None, question: Question, published_text: str, answer: str, language: str
) -> Question:
    """Publish the question in the office's words, and its answer, for everybody; who asked and who has begun are told.

    Answering again corrects it, and tells them again. Refuses a text that names who asked.
    """
    permit(actor, "calls.change_call", question.call)
    stored = (
        Question.objects.select_for_update(of=("self",))
        .select_related("call__intervention")
        .get(pk=question.pk)
    )
    published_text, answer = published_text.strip(), answer.strip()
    if not published_text:
        raise Refused(_("Write the question as everybody shall read it."), field="published_text")
    if not answer:
        raise Refused(_("Write the answer."), field="answer")
    _refuse_names(stored, published_text=published_text, answer=answer)
    again = stored.answered_at is not None
    stored.published_text, stored.answer, stored.answer_language = published_text, answer, language
    stored.answered_at, stored.answered_by = timezone.now(), actor
    stored.clean_fields(exclude=["call", "asked_by", "organisation", "answered_by"])
    stored.save()
    told = letters.tell_answered(stored, again=again)
    journal.record(
        actor=actor, verb="calls.answer_question", target=stored, data={"again": again, "told": told}
    )
    return stored


def _refuse_names(question: Question, **texts: str) -> None:
    """Who asked is nobody's business: a text that says it is not published."""
    names = [question.asked_by.name if question.asked_by else ""]
    if question.organisation:
        names += [question.organisation.name, question.organisation.short_name]
    for field, text in texts.items():
        folded = f" {fold(text)} "
        if any(len(name) > 2 and fold(name) in folded for name in names):
            raise Refused(
                _("This names who asked. Everybody reads it: write it without a name."), field=field
            )
