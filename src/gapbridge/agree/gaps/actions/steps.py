"""From draft to remedied, and publishing."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.agree.gaps.lifecycle import GAP
from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.gaps.rules import lacks_for_remedy
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.listen.feedback.models import Feedback
from gapbridge.people.models import User

from .evidence import rest_on_message
from .parts import because, check_hold, set_published

# --- from draft to remedied ----------------------------------------------------------------------


@transaction.atomic
def propose_gap(*, actor: User | None, gap: Gap) -> Gap:
    """Put a draft before the stakeholders. Refuses a gap without evidence, cause or clause."""
    submit(actor=actor, gap=gap)
    journal.record(actor=actor, verb="gaps.propose", target=gap)
    return gap


@transaction.atomic
def withdraw_gap(*, actor: User | None, gap: Gap, reason: str) -> Gap:
    """Back to draft, to be changed. Refused while an open round asks about it."""
    permit(actor, "gaps.change_gap", gap)
    check_hold(gap)
    give_back(actor=actor, gap=gap, reason=reason)
    journal.record(actor=actor, verb="gaps.withdraw", target=gap)
    return gap


@transaction.atomic
def agree_gap(*, actor: User | None, gap: Gap) -> Gap:
    """By itself only for the system (`actor=None`): people agree through a consultation."""
    GAP.move(gap, "agree", actor=actor)
    journal.record(actor=actor, verb="gaps.agree", target=gap)
    return gap


@transaction.atomic
def start_remedy(*, actor: User | None, gap: Gap) -> Gap:
    GAP.move(gap, "start", actor=actor)
    journal.record(actor=actor, verb="gaps.start_remedy", target=gap)
    return gap


@transaction.atomic
def mark_remedied(*, actor: User | None, gap: Gap, reason: str, remains: str = "") -> Gap:
    """Refused while something is missing that shows the remedy (rules.BEFORE_REMEDIED).

    `remains` is what people say is still not remedied; it stands in the gap's history behind the reason.
    """
    permit(actor, "gaps.change_gap", gap)
    fresh = Gap.objects.select_for_update().get(pk=gap.pk)
    if fresh.state == "being_remedied" and (lacking := lacks_for_remedy(fresh, remains)):
        raise Refused(lacking)
    because(gap, _with_what_remains(reason, remains))
    GAP.move(gap, "remedy", actor=actor)
    journal.record(actor=actor, verb="gaps.remedied", target=gap, data={"something_remains": bool(remains)})
    return gap


@transaction.atomic
def reopen_gap(*, actor: User | None, gap: Gap, reason: str, feedback: Feedback | None = None) -> Gap:
    """It is being remedied again. A message of the community that says so becomes evidence of the gap.

    The message is of the gap's programme, visible to the actor and not sealed; the reason says in the actor's own
    words what it shows.
    """
    permit(actor, "gaps.change_gap", gap)
    said = reason
    if feedback is not None:
        rest_on_message(actor, gap, feedback, reason)
        said = _("A message of the community: %(reason)s") % {"reason": reason.strip()}
    because(gap, said if reason.strip() else "")
    GAP.move(gap, "reopen", actor=actor)
    data = {} if feedback is None else {"feedback": feedback.pk}
    journal.record(actor=actor, verb="gaps.reopen", target=gap, data=data)
    return gap


def _with_what_remains(reason: str, remains: str) -> str:
    if not reason.strip() or not remains.strip():
        return reason
    return _("%(reason)s\nWhat remains: %(remains)s") % {"reason": reason.strip(), "remains": remains.strip()}


@transaction.atomic
def set_gap_aside(*, actor: User | None, gap: Gap, reason: str) -> Gap:
    permit(actor, "gaps.change_gap", gap)
    check_hold(gap)
    because(gap, reason)
    GAP.move(gap, "set_aside", actor=actor)
    journal.record(actor=actor, verb="gaps.set_aside", target=gap)
    return gap


# --- publishing ----------------------------------------------------------------------------------


@transaction.atomic
def publish_gap(*, actor: User | None, gap: Gap) -> Gap:
    """Everyone can read it. Drafts are not published: their text may still change."""
    permit(actor, "gaps.publish_gap", gap)
    if gap.state in {"draft", "set_aside"}:
        raise Refused(_("Only a gap that has been put before the stakeholders is published."))
    set_published(gap, gap.published_at or timezone.now())
    journal.record(actor=actor, verb="gaps.publish", target=gap)
    return gap


@transaction.atomic
def unpublish_gap(*, actor: User | None, gap: Gap) -> Gap:
    permit(actor, "gaps.publish_gap", gap)
    set_published(gap, None)
    journal.record(actor=actor, verb="gaps.unpublish", target=gap)
    return gap


# --- steps of a consultation's verbs: checked and moved here, journalled there -------------------


def submit(*, actor: User | None, gap: Gap) -> None:
    permit(actor, "gaps.change_gap", gap)
    if gap.state == "draft" and (lacking := what_lacks(gap)):
        raise Refused(lacking)
    GAP.move(gap, "propose", actor=actor)


def give_back(*, actor: User | None, gap: Gap, reason: str) -> None:
    because(gap, reason)
    GAP.move(gap, "withdraw", actor=actor)
    set_published(gap, None)


def agree(*, gap: Gap) -> None:
    """In the name of everybody: called by the verb that has checked quorum and positions."""
    GAP.move(gap, "agree", actor=None)


def rewrite(*, gap: Gap, title: str, statement: str, remedy: str) -> None:
    """Take over the words as the round that now closes has changed them, its translations being out of date then."""
    gap.title, gap.statement, gap.remedy = title, statement, remedy
    gap.full_clean()
    gap.save(update_fields=["title", "statement", "remedy"])


def what_lacks(gap: Gap) -> str:
    """What keeps a draft from being proposed; "" when nothing does."""
    if not gap.evidence.exists():
        return _("%(code)s: add at least one piece of evidence first.") % {"code": gap.code}
    if not gap.causes.exists():
        return _("%(code)s: add at least one cause first.") % {"code": gap.code}
    if not gap.clauses.exists():
        return _("%(code)s: say first which clause promises what people do not have.") % {"code": gap.code}
    return ""
