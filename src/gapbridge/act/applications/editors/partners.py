"""Partners as their pages show them, whom one can ask, and what the call allows."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from gapbridge.act.applications.budget import add_up
from gapbridge.act.applications.models import Application, LogframeRow, Part, Partner
from gapbridge.act.calls.models import Call, EligibilityRule
from gapbridge.base.folding import fold
from gapbridge.base.sockets import Waiting
from gapbridge.people.models import Organisation
from gapbridge.people.roles import Role
from gapbridge.programmes.standing import standing

MOST_FOUND = 20


def most_co_applicants(call: Call) -> int | None:
    """How many co-applicants the call's rules allow; None where they say nothing."""
    rule = call.rules.filter(kind=EligibilityRule.Kind.CO_APPLICANTS).first()
    return rule.value if rule and isinstance(rule.value, int) else None


def partners_of(application: Application) -> list[Partner]:
    """With who asked and answered: one query."""
    rows = application.partners.select_related("organisation", "asked_by", "answered_by")
    return list(rows.order_by("pk"))


def to_ask(application: Application, text: str, user: Any) -> list[Organisation]:
    """Registered organisations whose name holds each word, in any of the languages, but those who are in it already."""
    words = fold(text).split()
    if not words:
        return []
    taken = {application.organisation_id, *application.partners.values_list("organisation_id", flat=True)}
    names = [f"name_{language}" for language, _label in settings.LANGUAGES]
    found = []
    for pk, *spellings in Organisation.objects.visible_to(user).values_list("pk", *names, "short_name"):
        whole = fold(" ".join(each for each in spellings if each))
        if pk not in taken and all(word in whole for word in words):
            found.append(pk)
    return list(Organisation.objects.filter(pk__in=found[: MOST_FOUND * 5]).order_by("name")[:MOST_FOUND])


def consent_of(partner: Partner) -> dict[str, Any]:
    """What a partner consents to: the money it would spend and the activities it would carry out, as they stand now."""
    part = Part.objects.filter(application=partner.application).order_by("-kind").first()
    part = Part.objects.filter(application=partner.application, kind=Part.Kind.FULL).first() or part
    if part is None:
        return {"spends": Decimal(0), "lines": [], "activities": []}
    lines = list(part.budget_lines.filter(partner=partner))
    activities = part.logframe.filter(partner=partner, kind=LogframeRow.Kind.ACTIVITY)
    return {"spends": add_up(lines, ()).total, "lines": lines, "activities": list(activities)}


def waiting_for_partners(user: Any) -> Iterator[Waiting]:
    """Applications whose applicants wait for this person's organisation to confirm or decline."""
    mine = standing(user).organisations_as(Role.CSO_STAFF)
    if not mine:
        return
    asked = Partner.objects.filter(organisation_id__in=mine, state="asked").exclude(
        application__state__in=["withdrawn", "declined"]
    )
    for partner in asked.select_related("application__organisation"):
        label = _("%(applicant)s asks you to take part in “%(title)s”: confirm or decline") % {
            "applicant": partner.application.organisation,
            "title": partner.application.title,
        }
        yield Waiting(label, reverse("applications:partner", args=[partner.pk]), stage="act")
