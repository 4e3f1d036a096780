"""A budget's sums and rules: pure, the same for the page, for what is submitted and for the money of a grant.

static/applications/budget.js repeats the sums while somebody types; the server's are what counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from gapbridge.act.procedures.definition import Field, editor_of

from .models import Part

CENT = Decimal("0.01")
TENTH = Decimal("0.1")
NOTHING = Decimal(0)
HUNDRED = Decimal(100)
MONTHS_OF_YEAR = 12
APPLICANT = None  # the key of what the applicant spends itself
MOST_TOTAL = Decimal("999999999999.99")  # what MONEY holds


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: `row` is a line's or a source's id, `field` its cell; or the rule of the whole."""

    text: str
    field: str = ""
    row: int | None = None
    rule: str = ""  # "ceiling", "size", "co_financing", "margin"; of rows "line", "source"


@dataclass(frozen=True)
class Limit:
    """A rule about sums: `now` must be at least `least` and at most `most` (None: no such end), to the cent."""

    rule: str
    text: str
    now: Decimal
    least: Decimal | None = None
    most: Decimal | None = None
    heading: str = ""
    percent: Decimal | None = None
    of: tuple[str, ...] = ()

    @property
    def is_kept(self) -> bool:
        return (self.least is None or self.now >= self.least) and (self.most is None or self.now <= self.most)


@dataclass(frozen=True)
class Terms:
    """What a call, a lot and a form ask of a budget. `concept` is the concept note's amount, for the margin."""

    form: Field
    currency: str = ""
    smallest: Decimal | None = None
    largest: Decimal | None = None
    co_financing_percent: int = 0
    concept: Decimal | None = None
    margin_percent: int = 0
    months: int | None = None

    @property
    def headings(self) -> dict[str, str]:
        return {each.key: each.label for each in self.form.headings}

    @property
    def years(self) -> int | None:
        """Years that the project touches; None while its months are not known."""
        return None if not self.months else -(-self.months // MONTHS_OF_YEAR)


@dataclass
class Totals:
    """Sums to the cent. Keys: headings as in the form; years 1, 2 …; ids of partners, None for the applicant.

    `shares`: heading → percent of the total with one decimal; together they are exactly 100.
    """

    by_heading: dict[str, Decimal]
    by_year: dict[int, Decimal]
    by_partner: dict[int | None, Decimal]
    total: Decimal
    co_financing: Decimal
    secured: Decimal
    shares: dict[str, Decimal]
    limits: list[Limit] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def requested(self) -> Decimal:
        """What is asked of the call: the total without the co-financing. It may be below zero while one writes."""
        return self.total - self.co_financing


def terms_of(part: Part) -> Terms | None:
    """None where the part's form asks for no budget."""
    asked = editor_of(part.form, "budget")
    if asked is None:
        return None
    application = part.application
    call, lot = application.call, application.lot
    is_invited = part.kind == Part.Kind.FULL and call.is_two_step
    return Terms(
        form=asked,
        currency=call.currency,
        smallest=lot.smallest,
        largest=lot.largest,
        co_financing_percent=call.co_financing_percent,
        concept=application.concept_amount if is_invited else None,
        margin_percent=call.procedure.amount_margin_percent,
        months=application.months,
    )


def totals(part: Part) -> Totals:
    """The sums of a part's rows as they are now. Its lines and sources may be prefetched."""
    terms = terms_of(part)
    lines = [line for line in part.budget_lines.all() if not line.is_blank("heading", "year")]
    sources = [source for source in part.funding_sources.all() if not source.is_blank("is_secured")]
    found = add_up(lines, sources, terms.headings if terms else ())
    if terms:
        found.limits = list(limits(found, terms))
        found.problems = list(check(lines, sources, found, terms))
    return found


def add_up(lines: Sequence[Any], sources: Iterable[Any], headings: Iterable[str] = ()) -> Totals:
    """Lines have heading, year, partner_id and cost; sources amount and is_secured. What is not known adds nothing."""
    by_heading = dict.fromkeys(headings, NOTHING)
    by_year: dict[int, Decimal] = {}
    by_partner: dict[int | None, Decimal] = {}
    total = NOTHING
    for line in lines:
        cost = line.cost or NOTHING
        by_heading[line.heading] = by_heading.get(line.heading, NOTHING) + cost
        by_year[line.year] = by_year.get(line.year, NOTHING) + cost
        by_partner[line.partner_id] = by_partner.get(line.partner_id, NOTHING) + cost
        total += cost
    given = [(source.amount or NOTHING, source.is_secured) for source in sources]
    return Totals(
        by_heading,
        dict(sorted(by_year.items())),
        by_partner,
        total,
        co_financing=sum((amount for amount, _secured in given), NOTHING),
        secured=sum((amount for amount, secured in given if secured), NOTHING),
        shares=shares(by_heading),
    )


def shares(sums: dict[str, Decimal]) -> dict[str, Decimal]:
    """Percent of each with one decimal; what rounding down leaves goes to those that lost most: all make 100."""
    total = sum(sums.values(), NOTHING)
    if not total:
        return {}
    exact = {key: HUNDRED * amount / total for key, amount in sums.items()}
    found = {key: share.quantize(TENTH, ROUND_FLOOR) for key, share in exact.items()}
    left = int((HUNDRED - sum(found.values(), NOTHING)) / TENTH)
    for key in sorted(exact, key=lambda key: found[key] - exact[key])[:left]:
        found[key] += TENTH
    return found


# --- rules of the whole --------------------------------------------------------------------------


def limits(found: Totals, terms: Terms) -> Iterator[Limit]:
    """Every rule about sums, kept or not."""
    yield from _ceilings(found, terms)
    if terms.smallest is not None and terms.largest is not None:
        figures = {"least": money(terms.smallest), "most": money(terms.largest), "currency": terms.currency}
        text = _("The amount asked for: from %(least)s to %(most)s %(currency)s.") % figures
        yield Limit("size", text, found.requested, terms.smallest, terms.largest)
    if terms.co_financing_percent:
        percent = Decimal(terms.co_financing_percent)
        text = _("Co-financing: at least %(percent)s %% of the total.") % {"percent": _percent(percent)}
        least = (percent * found.total / HUNDRED).quantize(CENT, ROUND_CEILING)
        yield Limit("co_financing", text, found.co_financing, least, percent=percent)
    if terms.concept is not None:
        yield _margin(found, terms, terms.concept)


def _ceilings(found: Totals, terms: Terms) -> Iterator[Limit]:
    for each in terms.form.ceilings:
        percent = Decimal(str(each.percent))
        of = sum((found.by_heading.get(key, NOTHING) for key in each.of), NOTHING)
        named = {
            "heading": terms.headings.get(each.heading, each.heading),
            "percent": _percent(percent),
            "of": get_text_list([terms.headings.get(key, key) for key in each.of], _("and")),
        }
        yield Limit(
            "ceiling",
            _("%(heading)s: at most %(percent)s %% of %(of)s.") % named,
            found.by_heading.get(each.heading, NOTHING),
            most=(percent * of / HUNDRED).quantize(CENT, ROUND_FLOOR),
            heading=each.heading,
            percent=percent,
            of=each.of,
        )


def _margin(found: Totals, terms: Terms, concept: Decimal) -> Limit:
    margin = concept * terms.margin_percent / HUNDRED
    least = (concept - margin).quantize(CENT, ROUND_CEILING)
    most = (concept + margin).quantize(CENT, ROUND_FLOOR)
    text = _(
        "The amount asked for: at most %(percent)s %% from the concept note's %(concept)s, "
        "so from %(least)s to %(most)s."
    )
    named = {
        "percent": terms.margin_percent,
        "concept": money(concept),
        "least": money(least),
        "most": money(most),
    }
    return Limit("margin", text % named, found.requested, least, most)


def check(lines: Iterable[Any], sources: Iterable[Any], found: Totals, terms: Terms) -> Iterator[Problem]:
    """Everything for which the budget can't be submitted: of rows first, each bound to its cell, then of the sums."""
    for line in lines:
        yield from _of_line(line, terms)
    for source in sources:
        yield from _of_source(source)
    for limit in found.limits:
        if not limit.is_kept:
            text = _("%(rule)s Now it is %(now)s.") % {"rule": limit.text, "now": money(limit.now)}
            yield Problem(text, field=limit.heading, rule=limit.rule)
    if found.requested < 0:
        yield Problem(_("The co-financing is more than the budget costs."), rule="sum")
    if found.total > MOST_TOTAL:
        yield Problem(_("The sum is too large."), rule="sum")


def _of_line(line: Any, terms: Terms) -> Iterator[Problem]:
    for cell in line.unread:
        yield Problem(_("What is written here can't be read. Correct it."), cell, line.pk, "line")
    if line.waiting:
        yield Problem(_("Two versions wait for a choice."), "", line.pk, "line")
    if line.heading not in terms.headings:
        yield Problem(_("Choose a heading of this budget."), "heading", line.pk, "line")
    if not line.text and "text" not in line.unread:
        yield Problem(_("Say what the cost is."), "text", line.pk, "line")
    for cell in ("quantity", "rate"):
        if getattr(line, cell) is None and cell not in line.unread:
            yield Problem(_("A number is missing."), cell, line.pk, "line")
    if line.quantity == 0:
        yield Problem(
            _("A quantity of zero costs nothing. Correct it or remove the line."), "quantity", line.pk, "line"
        )
    if terms.years is not None and line.year > terms.years:
        yield Problem(_("The project ends before this year."), "year", line.pk, "line")
    if line.partner_id and line.partner.state == "declined":
        yield Problem(_("This partner declined to take part."), "partner", line.pk, "line")


def _of_source(source: Any) -> Iterator[Problem]:
    for cell in source.unread:
        yield Problem(_("What is written here can't be read. Correct it."), cell, source.pk, "source")
    if source.waiting:
        yield Problem(_("Two versions wait for a choice."), "", source.pk, "source")
    if not source.name and "name" not in source.unread:
        yield Problem(_("Name the source."), "name", source.pk, "source")
    if source.amount is None and "amount" not in source.unread:
        yield Problem(_("A number is missing."), "amount", source.pk, "source")


def money(amount: Decimal) -> str:
    """As the reader's language writes money: two decimals, thousands grouped."""
    return number_format(amount, decimal_pos=2, force_grouping=True)


def _percent(percent: Decimal) -> str:
    return number_format(percent.normalize() if percent % 1 else percent.quantize(Decimal(1)))
