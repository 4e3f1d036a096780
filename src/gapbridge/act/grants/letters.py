"""What applicants are written, in each person's own language."""

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gapbridge.base.outbox import queue_mail
from gapbridge.people.models import User
from gapbridge.people.roles import Role

from .models import Application


def staff_of(application: Application) -> list[User]:
    """Who writes applications for the organisation now."""
    from gapbridge.people.models import Membership

    current = Membership.objects.current().filter(
        organisation_id=application.organisation_id, role=Role.CSO_STAFF
    )
    return list(User.objects.filter(pk__in=current.values("user_id"), is_active=True).order_by("pk"))


def send_receipt(application: Application, sender: User) -> None:
    with translation.override(sender.language):
        subject = _("Received: your application %(receipt)s") % {"receipt": application.receipt}
        body = _(
            "Your application “%(title)s” arrived on %(when)s. Its receipt number is %(receipt)s.\n\n"
            "Until the deadline you can take it back, change it and submit it again:\n%(url)s"
        ) % {
            "title": application.title,
            "when": date_format(localtime(application.submitted_at), "DATETIME_FORMAT"),
            "receipt": application.receipt,
            "url": _address(application),
        }
        queue_mail(to=sender.email, subject=subject, body=body, language=sender.language)


def tell_decision(application: Application) -> None:
    """Tell the organisation's staff what became of it; once for each decision."""
    for person in staff_of(application):
        with translation.override(person.language):
            queue_mail(
                to=person.email,
                subject=_("The call “%(call)s” is decided") % {"call": _plain(application.call)},
                body=_decision(application),
                language=person.language,
                key=f"grants.decision:{application.pk}:{application.state}:{person.pk}",
            )


def _decision(application: Application) -> str:
    facts = {
        "title": application.title,
        "call": application.call,
        "url": _address(application),
        "reason": application.decision,
    }
    if application.state == "awarded":
        facts["amount"] = number_format(application.grant.amount, force_grouping=True)
        facts["currency"] = application.call.currency
        return (
            _(
                "Your application “%(title)s” to the call “%(call)s” has been awarded a grant of "
                "%(amount)s %(currency)s. The programme's office will write to you about the agreement.\n\n%(url)s"
            )
            % facts
        )
    if application.state == "reserve":
        return (
            _(
                "Your application “%(title)s” to the call “%(call)s” is on the reserve list: it is awarded a grant "
                "if money is left. You can read the scores here:\n%(url)s"
            )
            % facts
        )
    return (
        _(
            "Your application “%(title)s” to the call “%(call)s” was not selected. The reason:\n\n%(reason)s\n\n"
            "You can read the scores here:\n%(url)s"
        )
        % facts
    )


def tell_cancelled(application: Application, reason: str) -> None:
    for person in staff_of(application):
        with translation.override(person.language):
            body = _("The call “%(call)s” was cancelled. The reason:\n\n%(reason)s\n\n%(url)s") % {
                "call": application.call,
                "reason": reason,
                "url": _address(application),
            }
            queue_mail(
                to=person.email,
                subject=_("The call “%(call)s” is cancelled") % {"call": _plain(application.call)},
                body=body,
                language=person.language,
                key=f"grants.cancelled:{application.pk}:{person.pk}",
            )


def _plain(text: object) -> str:
    """On one line: a subject holds no line breaks."""
    return " ".join(str(text).split())


def _address(application: Application) -> str:
    return f"{settings.SITE_URL}{application.get_absolute_url()}"
