"""A template's named fields, {organisation}, filled in with what is agreed. No other sign has a meaning here."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from gapbridge.act.grants.models import Grant, Instalment
from gapbridge.act.grants.queries.agreements import Template
from gapbridge.act.grants.queries.budget import variance_of

LANGUAGES = ("en", "az", "ru")
FIELD = re.compile(r"\{([a-z_]+)\}")
FIELDS = (
    "number", "title", "programme", "lead", "organisation", "registration_number", "amount", "currency",
    "starts_on", "ends_on", "instalments", "reports", "budget", "special_conditions", "shift_percent",
    "recovery_days",
)  # fmt: skip


def unknown_fields(text: str) -> list[str]:
    return sorted(set(FIELD.findall(text)) - set(FIELDS))


def filled_in(template: Template, grant: Grant, special_conditions: str, language: str) -> str:
    """The agreement's Markdown. What people wrote is put in as text: its own marks are taken from it."""
    with translation.override(language):
        values = values_of(grant) | {
            "special_conditions": special_conditions or _("None."),
            "shift_percent": str(template.shift_percent),
        }
    return FIELD.sub(lambda found: values.get(found[1], found[0]), template.texts[language])


def values_of(grant: Grant) -> dict[str, str]:
    application = grant.application
    programme = application.call.intervention.programme
    lead = programme.partners.filter(role="lead").select_related("organisation").first()
    organisation = application.organisation
    return {
        "number": escaped(application.number or str(application.pk)),
        "title": escaped(application.title),
        "programme": escaped(programme.title),
        "lead": escaped(lead.organisation.name if lead else programme.title),
        "organisation": escaped(organisation.name),
        "registration_number": escaped(organisation.registration_number or "–"),
        "amount": sum_shown(grant.amount),
        "currency": programme.currency,
        "recovery_days": str(settings.GRANT_RECOVERY_DAYS),
        "starts_on": _day(grant.starts_on),
        "ends_on": _day(grant.ends_on),
        "instalments": _list(map(_instalment, grant.instalments.select_related("requires", "grant"))),
        "reports": _list(map(_report, grant.reports.all())),
        "budget": _list(f"{escaped(each.label)}: {sum_shown(each.planned)}" for each in variance_of(grant)),
    }


def _day(day: date | None) -> str:
    return date_format(day) if day else "–"


def escaped(text: str) -> str:
    """As plain text in Markdown."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!<>|])", r"\\\1", " ".join(text.split()))


def sum_shown(amount: Any) -> str:
    return number_format(amount, 2, force_grouping=True)


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines) or _("None.")


def _instalment(instalment: Instalment) -> str:
    parts = [f"{instalment.number}\\. {sum_shown(instalment.amount)}"]
    if instalment.due_on:
        parts.append(date_format(instalment.due_on))
    if instalment.requires:
        parts.append(_("once “%(report)s” is approved") % {"report": instalment.requires})
    if instalment.conditions:
        parts.append(escaped(instalment.conditions))
    return "; ".join(parts)


def _report(report: Any) -> str:
    return _("%(report)s: on %(first)s to %(last)s, due on %(due)s") % {
        "report": report,
        "first": date_format(report.period_from),
        "last": date_format(report.period_to),
        "due": date_format(report.due_on),
    }
