"""What those who report are written, each in their own language."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from gapbridge.base.outbox import queue_mail
from gapbridge.people.models import Membership, User

from .models import Report
from .rules import ACTING


def tell_returned(report: Report) -> int:
    """Queue a letter to whoever reported and to all who act for the organisation; how many."""
    readers = readers_of(report)
    for reader in readers:
        with translation.override(reader.language):
            _write(report, reader)
    return len(readers)


def readers_of(report: Report) -> list[User]:
    """Those who act for the organisation now, and whoever reported on its behalf."""
    acting = Membership.objects.current().filter(organisation=report.organisation_id, role__in=ACTING)
    ids = {*acting.values_list("user", flat=True), report.by_id}
    return list(User.objects.filter(pk__in=ids, is_active=True).order_by("pk"))


def _write(report: Report, reader: User) -> None:
    facts = {
        "code": report.measure.code,
        "measure": " ".join(report.measure.title.split()),
        "reason": report.returned_because,
        "address": settings.SITE_URL + report.get_absolute_url(),
    }
    queue_mail(
        to=reader.email,
        subject=_("Please correct the report on %(code)s %(measure)s") % facts,
        body=_(
            "The report on “%(measure)s” was returned. The reason:\n\n%(reason)s\n\n"
            "Correct it and submit it again:\n%(address)s"
        )
        % facts,
        language=reader.language,
        key=f"report-returned:{report.pk}:{report.submitted_at:%Y%m%d%H%M%S%f}:{reader.pk}",
    )
