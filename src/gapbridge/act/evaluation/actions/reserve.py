"""The reserve list, once the committee has decided."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from gapbridge.act.applications.models import Application
from gapbridge.act.evaluation import course, letters
from gapbridge.act.evaluation.models import Award, Letter
from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused, WrongState
from gapbridge.people.models import User

from .committee import give
from .parts import locked_call


@transaction.atomic
def award_from_reserve(
    *, actor: User | None, application: Application, amount: Decimal | None = None, reason: str
) -> Award:
    """Money has become free: give it to one on the reserve list, saying why to this one. Refuses more than is left.

    The call's row is locked first, so that the same money can't be given twice.
    """
    permit(actor, "evaluation.run_evaluation", application)
    call = locked_call(application.call_id)
    application = Application.objects.select_related("organisation", "lot").get(pk=application.pk)
    application.call = call
    if call.state != "decided" or application.state != "reserve":
        raise WrongState(
            _("Only who is on the reserve list of a call that is decided can be awarded a grant now.")
        )
    if not reason.strip():
        raise Refused(_("Say why: it stays with the record."), field="reason")
    asked = application.amount or Decimal(0)
    amount = asked if amount is None else amount
    if amount <= 0:
        raise Refused(_("Name the amount that is awarded."), field="amount")
    if amount > asked:
        raise Refused(_("It can't be more than the applicant asks for."), field="amount")
    made = give(actor, application, amount, reason=reason.strip())
    letters.send(application, Letter.Kind.AWARDED, course.ranking_step(call))
    data = {"amount": amount}
    journal.record(actor=actor, verb="evaluation.award_from_reserve", target=application, data=data)
    return made
