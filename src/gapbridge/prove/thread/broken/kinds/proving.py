"""Prove: gaps called remedied on too little, and figures that nothing stands behind."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps.models import Gap
from gapbridge.agree.plans.models import Measure, Report
from gapbridge.agree.returns.models import Proof, Return
from gapbridge.agree.returns.queries import DENIED, latest, same_group, voices_standing
from gapbridge.people.roles import Role
from gapbridge.prove.reach import engine
from gapbridge.prove.reach.counters import COUNTERS
from gapbridge.prove.results.models import Indicator, Observation
from gapbridge.prove.results.queries import scopes_of
from gapbridge.prove.thread.broken.line import Line, to
from gapbridge.prove.updates.models import FrozenFigure


def done_without_report(user: Any) -> QuerySet[Measure]:
    verified = Report.objects.filter(measure=OuterRef("pk"), state="verified")
    return Measure.objects.visible_to(user).filter(~Exists(verified), state="done")


def remedied_without_proof(user: Any) -> QuerySet[Gap]:
    return _remedied(user).filter(~Exists(Proof.objects.filter(gap=OuterRef("pk"))))


def remedied_without_return(user: Any) -> QuerySet[Gap]:
    """A group that raised it was never asked again, nor noted as one that can't be."""
    never = voices_standing(OuterRef("pk")).filter(~Exists(same_group("gap", "statement__session")))
    return _remedied(user).filter(Exists(never))


def remedied_and_denied(user: Any) -> QuerySet[Gap]:
    says_no = Return.objects.filter(latest(), gap=OuterRef("pk"), outcome__in=DENIED)
    return _remedied(user).filter(Exists(says_no))


def _remedied(user: Any) -> QuerySet[Gap]:
    return Gap.objects.visible_to(user).filter(state="remedied")


def indicators_without_records(user: Any) -> QuerySet[Indicator]:
    """Nothing was counted, or observed, of what the indicator is about. One count for all of them."""
    indicators = Indicator.objects.visible_to(user).filter(result__programme__state__in=["running", "closed"])
    counted = list(indicators.filter(counter__in=COUNTERS).select_related("result"))
    scopes = scopes_of(counted)
    figures = engine.totals([(each.counter, scopes[each.pk]) for each in counted])
    empty = [
        each.pk
        for each, figure in zip(counted, figures, strict=True)
        if not figure.known or not figure.total_records
    ]
    observed = Observation.objects.filter(indicator=OuterRef("pk"))
    return indicators.filter(Q(pk__in=empty) | (~Q(counter__in=COUNTERS) & ~Exists(observed)))


def figures_without_records(user: Any) -> QuerySet[FrozenFigure]:
    """In published updates that no newer version has replaced."""
    nothing = Q(evidence={}) | Q(evidence__records=0) | Q(evidence__observations=[])
    return FrozenFigure.objects.visible_to(user).filter(nothing, block__update__state="published")


def _observe_or_look(indicator: Indicator) -> str:
    return reverse(
        "results:edit_indicator" if indicator.counter else "results:new_observation", args=[indicator.pk]
    )


def _of_remedied(key: str, label: Any, sentence: Any, find: Any, how: Any, **more: Any) -> Line:
    given: dict[str, Any] = {
        "roles": (Role.PROTECTION_OFFICER,),
        "perm": "returns.record_return",
        "mend": to("returns:gap"),
        "ordering": ("programme", "code"),
    } | more
    return Line(key, "prove", label, sentence, find, how=how, **given)


LINES = (
    Line(
        "measures-done-without-report",
        "prove",
        _("Measures done without a verified report"),
        _("It is called done, and nobody has verified a report that shows it."),
        done_without_report,
        (Role.PROTECTION_OFFICER,),
        "plans.change_measure",
        to("plans:measure"),
        _("Look at its reports"),
        programme="plan__programme",
        organisation="responsible",
        ordering=("plan", "code"),
    ),
    _of_remedied(
        "remedied-without-proof",
        _("Remedied gaps without proof"),
        _("It is called remedied, and nothing shows it."),
        remedied_without_proof,
        _("Add proof"),
        perm="returns.add_proof",
        mend=to("returns:add_proof"),
    ),
    _of_remedied(
        "remedied-without-return",
        _("Remedied gaps without return to a group"),
        _("A group that raised it has not been asked whether it is remedied."),
        remedied_without_return,
        _("Ask the group again"),
    ),
    _of_remedied(
        "remedied-against-a-group",
        _("Remedied gaps of which a group says otherwise"),
        _(
            "It is called remedied, and a group that raised it says that nothing changed, or that it is worse."
        ),
        remedied_and_denied,
        _("Reopen the gap"),
        perm="returns.reopen_gap",
    ),
    Line(
        "indicators-without-records",
        "prove",
        _("Indicators without records"),
        _("Nothing was counted or observed of what it promises to show."),
        indicators_without_records,
        (Role.MONITORING_OFFICER,),
        "results.change_indicator",
        _observe_or_look,
        _("Say what it counts, or observe"),
        programme="result__programme",
        ordering=("result__programme", "code"),
    ),
    Line(
        "figures-without-records",
        "prove",
        _("Published figures without records"),
        _("It stands in an update, and nothing stands behind it."),
        figures_without_records,
        (Role.PROGRAMME_OFFICER,),
        "updates.publish_update",
        lambda row: row.block.update.get_absolute_url(),
        _("Correct in a new version"),
        programme="block__update__programme",
        related=("indicator",),
        about=lambda row: row.block.update,
        text=lambda row: f"{row.indicator}: {row.block.update}",
        ordering=("-frozen_at", "pk"),
    ),
)
