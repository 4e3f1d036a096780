"""May this organisation apply? Each rule of the call held against what is known; unknown is never a no."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.act.profiles.models import Accounts, Document, PastProject
from gapbridge.act.profiles.queries import valid_documents
from gapbridge.base.countries import country_name
from gapbridge.base.markup import figure
from gapbridge.people.models import Organisation

from .models import Call, EligibilityRule, Lot
from .zones import zone_of

Kind = EligibilityRule.Kind
YEARS_OF_INCOME = 3


@dataclass(frozen=True)
class Finding:
    """One rule: `ok` None means that what is known does not tell. `url` is where it is mended, or ""."""

    rule: EligibilityRule
    ok: bool | None
    text: str
    url: str = ""

    @property
    def asked(self) -> str:
        return asked(self.rule)

    @property
    def tone(self) -> str:
        return {True: "good", False: "bad", None: "open"}[self.ok]

    @property
    def said(self) -> str:
        return {True: _("Fulfilled"), False: _("Not fulfilled"), None: _("Not known")}[self.ok]


@dataclass(frozen=True)
class Facts:
    """What is known about an organisation, from its file or from what a visitor typed. None: not known.

    `incomes`: year → income in the call's currency. `foreign`: there are accounts, in other currencies only.
    """

    kind: str | None = None
    country: str | None = None
    registered_on: date | None = None
    incomes: Mapping[int, Decimal] = field(default_factory=dict)
    foreign: bool = False
    documents: frozenset[str] | None = None
    past_projects: int | None = None
    organisation: int | None = None  # its id: where data are mended


@dataclass(frozen=True)
class Plan:
    """What the application would be: the amount asked for, the smallest that is possible, how many co-applicants."""

    amount: Decimal | None
    smallest: Decimal | None
    co_applicants: int | None
    currency: str
    on: date


def check(
    call: Call,
    organisation: Organisation,
    *,
    amount: Decimal | None = None,
    lot: Lot | None = None,
    co_applicants: int | None = None,
    on: date | None = None,
) -> list[Finding]:
    """Hold an organisation's file against the call's rules, on a day (by default that of the deadline)."""
    plan = plan_of(call, amount=amount, lot=lot, co_applicants=co_applicants, on=on)
    return judge(call.rules.all(), facts_of(organisation, plan), plan)


def plan_of(
    call: Call,
    *,
    amount: Decimal | None = None,
    lot: Lot | None = None,
    co_applicants: int | None = None,
    on: date | None = None,
) -> Plan:
    lots = [lot] if lot else list(call.lots.all())
    smallest = min((each.smallest for each in lots), default=None)
    deadline = call.closes_at.astimezone(zone_of(call.time_zone)).date()
    return Plan(amount, smallest, co_applicants, call.currency, on or deadline)


def judge(rules: Iterable[EligibilityRule], facts: Facts, plan: Plan) -> list[Finding]:
    return [JUDGES[Kind(rule.kind)](rule, facts, plan) for rule in rules]


def verdict(findings: Iterable[Finding]) -> bool | None:
    """True: may apply. False: not yet. None: what is known does not tell."""
    answers = {each.ok for each in findings}
    return False if False in answers else None if None in answers else True


def facts_of(organisation: Organisation, plan: Plan) -> Facts:
    """From the organisation's file: what is not in it is not known."""
    incomes, foreign = _incomes(organisation, plan)
    return Facts(
        kind=organisation.kind,
        country=organisation.country or None,
        registered_on=organisation.registered_on,
        incomes=incomes,
        foreign=foreign,
        documents=frozenset(valid_documents(organisation, plan.on)),
        past_projects=PastProject.objects.filter(profile=organisation.pk).count(),
        organisation=organisation.pk,
    )


def _incomes(organisation: Organisation, plan: Plan) -> tuple[dict[int, Decimal], bool]:
    rows = Accounts.objects.filter(profile=organisation.pk, year__lt=plan.on.year).order_by("-year")
    last = list(rows.values_list("year", "income", "currency")[:YEARS_OF_INCOME])
    own = {year: income for year, income, currency in last if currency == plan.currency}
    return own, bool(last) and not own


# --- what each rule asks -----------------------------------------------------------------------------


def asked(rule: EligibilityRule) -> str:
    """A rule as a sentence, in the reader's language."""
    value: Any = rule.value
    match Kind(rule.kind):
        case Kind.ORGANISATION_KIND:
            return _("It is one of: %(kinds)s.") % {"kinds": labels_of(value, Organisation.Kind)}
        case Kind.COUNTRY:
            return _("It is registered in: %(countries)s.") % {
                "countries": ", ".join(map(country_name, value))
            }
        case Kind.REGISTERED_YEARS:
            return ngettext(
                "On the day of the deadline it has been registered for at least %(count)s year.",
                "On the day of the deadline it has been registered for at least %(count)s years.",
                value,
            ) % {"count": value}
        case Kind.INCOME_SHARE:
            return _(
                "It asks for no more than %(percent)s %% of its mean yearly income of the last three years."
            ) % {"percent": value}
        case Kind.DOCUMENTS:
            return _("It has these documents, valid on the day of the deadline: %(documents)s.") % {
                "documents": labels_of(value, Document.Kind)
            }
        case Kind.PAST_PROJECTS:
            return ngettext(
                "It has carried out at least %(count)s project.",
                "It has carried out at least %(count)s projects.",
                value,
            ) % {"count": value}
        case Kind.CO_APPLICANTS:
            if value == 0:
                return _("It applies alone, without co-applicants.")
            return ngettext(
                "It has %(count)s co-applicant at most.", "It has %(count)s co-applicants at most.", value
            ) % {"count": value}


def labels_of(keys: Iterable[str], kinds: Any) -> str:
    labels = dict(kinds.choices)
    return ", ".join(str(labels.get(key, key)) for key in keys)


# --- one judge for each kind ---------------------------------------------------------------------------


def _kind(rule: EligibilityRule, facts: Facts, _plan: Plan) -> Finding:
    if facts.kind is None:
        return Finding(rule, None, _("We do not know what kind of organisation it is."), _organisation(facts))
    text = _("It is kept here as: %(kind)s.") % {"kind": labels_of([facts.kind], Organisation.Kind)}
    return Finding(rule, facts.kind in rule.value, text, _organisation(facts))


def _country(rule: EligibilityRule, facts: Facts, _plan: Plan) -> Finding:
    if facts.country is None:
        return Finding(rule, None, _("We do not know where it is registered."), _organisation(facts))
    text = _("Registered in %(country)s.") % {"country": country_name(facts.country)}
    return Finding(rule, facts.country in rule.value, text, _organisation(facts))


def _registered(rule: EligibilityRule, facts: Facts, plan: Plan) -> Finding:
    since = facts.registered_on
    if since is None:
        return Finding(
            rule, None, _("We do not know since when it is registered. Add the day."), _organisation(facts)
        )
    entitled = _years_after(since, rule.value)
    if entitled <= plan.on:
        return Finding(
            rule, True, _("Registered since %(day)s.") % {"day": date_format(since)}, _organisation(facts)
        )
    text = _("Registered since %(day)s; it may apply to calls that close from %(entitled)s on.")
    return Finding(
        rule,
        False,
        text % {"day": date_format(since), "entitled": date_format(entitled)},
        _organisation(facts),
    )


def _years_after(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _income(rule: EligibilityRule, facts: Facts, plan: Plan) -> Finding:
    if not facts.incomes:
        text = (
            _("Its accounts are in another currency than the call's. Ask the office how they are counted.")
            if facts.foreign
            else _("We do not know its income of the last years. Add its annual accounts.")
        )
        return Finding(rule, None, text, _file(facts, "new_accounts"))
    most = sum(facts.incomes.values(), Decimal(0)) / len(facts.incomes) * rule.value / 100
    most = most.quantize(Decimal(1))
    known = {
        "most": figure(most),
        "currency": plan.currency,
        "years": ", ".join(map(str, sorted(facts.incomes))),
    }
    wanted = plan.amount if plan.amount is not None else plan.smallest
    if wanted is None or wanted <= most:
        text = _("With its income of %(years)s it may ask for up to %(most)s %(currency)s.") % known
        return Finding(rule, True, text, _file(facts, "new_accounts"))
    if plan.amount is None:
        text = _(
            "With its income of %(years)s it may ask for up to %(most)s %(currency)s, "
            "less than the smallest grant of %(wanted)s %(currency)s."
        )
    else:
        text = _(
            "With its income of %(years)s it may ask for up to %(most)s %(currency)s, "
            "less than %(wanted)s %(currency)s."
        )
    return Finding(rule, False, text % (known | {"wanted": figure(wanted)}), _file(facts, "new_accounts"))


def _documents(rule: EligibilityRule, facts: Facts, _plan: Plan) -> Finding:
    url = _file(facts, "new_document")
    if facts.documents is None:
        return Finding(rule, None, _("We do not know which documents it has."), url)
    lacking = [each for each in rule.value if each not in facts.documents]
    if not lacking:
        return Finding(rule, True, _("All of them are there."), url)
    text = _("Missing, or not valid on the day of the deadline: %(documents)s.")
    address = f"{url}?kind={lacking[0]}" if url else ""
    return Finding(rule, False, text % {"documents": labels_of(lacking, Document.Kind)}, address)


def _projects(rule: EligibilityRule, facts: Facts, _plan: Plan) -> Finding:
    url = _file(facts, "new_project")
    if facts.past_projects is None:
        return Finding(rule, None, _("We do not know its past projects."), url)
    text = ngettext(
        "%(count)s past project is in its file.",
        "%(count)s past projects are in its file.",
        facts.past_projects,
    )
    return Finding(rule, facts.past_projects >= rule.value, text % {"count": facts.past_projects}, url)


def _co_applicants(rule: EligibilityRule, _facts: Facts, plan: Plan) -> Finding:
    if plan.co_applicants is None:
        return Finding(rule, True, _("You decide this when you write the application."))
    text = ngettext(
        "The application has %(count)s co-applicant.",
        "The application has %(count)s co-applicants.",
        plan.co_applicants,
    )
    return Finding(rule, plan.co_applicants <= rule.value, text % {"count": plan.co_applicants})


JUDGES = {
    Kind.ORGANISATION_KIND: _kind,
    Kind.COUNTRY: _country,
    Kind.REGISTERED_YEARS: _registered,
    Kind.INCOME_SHARE: _income,
    Kind.DOCUMENTS: _documents,
    Kind.PAST_PROJECTS: _projects,
    Kind.CO_APPLICANTS: _co_applicants,
}


def _organisation(facts: Facts) -> str:
    return reverse("people:edit_organisation", args=[facts.organisation]) if facts.organisation else ""


def _file(facts: Facts, name: str) -> str:
    """A page of the organisation's file."""
    if not facts.organisation:
        return ""
    try:
        return reverse(f"profiles:{name}", args=[facts.organisation])
    except NoReverseMatch:
        return ""
