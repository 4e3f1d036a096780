import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps.models import Gap
from gapbridge.people.models import Organisation
from gapbridge.programmes.filters import ProgrammeFilter
from gapbridge.programmes.models import Clause

from .lifecycle import MEASURE, PLAN, REPORT
from .models import Funding, Measure, Plan, Report
from .queries import OPEN_STATES, silent
from .queries.progress import SOON


class PlanFilter(ProgrammeFilter):
    state = django_filters.ChoiceFilter(label=_("State"), choices=PLAN.choices)

    class Meta:
        model = Plan
        fields = ("programme", "state")


def _seen(request):
    return Measure.objects.visible_to(request.user) if request else Measure.objects.none()


def gaps_of_reader(request):
    return Gap.objects.visible_to(request.user).order_by("code") if request else Gap.objects.none()


def responsible_of_reader(request):
    return Organisation.objects.filter(pk__in=_seen(request).values("responsible"))


def plans_of_reader(request):
    return Plan.objects.visible_to(request.user) if request else Plan.objects.none()


def clauses_of_reader(request):
    """Those that some plan's measures can name."""
    frameworks = plans_of_reader(request).exclude(national_plan=None).order_by().values("national_plan")
    return Clause.objects.filter(framework__in=frameworks).order_by("framework", "position", "pk")


class MeasureFilter(ProgrammeFilter):
    programme_path = "plan__programme"

    text = django_filters.CharFilter(label=_("Text"), method="with_text")
    plan = django_filters.ModelChoiceFilter(label=_("Plan"), queryset=plans_of_reader)
    state = django_filters.ChoiceFilter(label=_("State"), choices=MEASURE.choices)
    responsible = django_filters.ModelChoiceFilter(label=_("Responsible"), queryset=responsible_of_reader)
    gap = django_filters.ModelChoiceFilter(label=_("Gap"), queryset=gaps_of_reader, field_name="gaps")
    clause = django_filters.ModelChoiceFilter(
        label=_("Clause"), queryset=clauses_of_reader, field_name="clauses"
    )
    due = django_filters.ChoiceFilter(
        label=_("Due"),
        choices=[
            ("overdue", _("Overdue")),
            ("soon", _("Within 30 days, or overdue")),
            ("silent", _("No report for 90 days")),
        ],
        method="with_due",
    )

    class Meta:
        model = Measure
        fields = ("text", "programme", "plan", "state", "responsible", "gap", "clause", "due")

    def with_text(self, queryset, name, value):
        return queryset.filter(
            Q(code__iexact=value) | Q(title__icontains=value) | Q(description__icontains=value)
        )

    def with_due(self, queryset, name, value):
        if value == "silent":
            return silent(queryset)
        today = timezone.localdate()
        unfinished = queryset.filter(state__in=OPEN_STATES)
        if value == "overdue":
            return unfinished.filter(due_on__lt=today)
        return unfinished.filter(due_on__lte=today + SOON)


class PlanMeasuresFilter(MeasureFilter):
    """Within one plan: what is offered is what the plan's measures have."""

    programme = None
    plan = None
    clause = None

    class Meta:
        model = Measure
        fields = ("text", "state", "responsible", "gap", "due")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        mine = self.queryset.order_by()
        self.filters["responsible"].queryset = Organisation.objects.filter(pk__in=mine.values("responsible"))
        if "gap" in self.filters:
            gaps = gaps_of_reader(self.request).filter(measures__in=mine.values("pk"))
            self.filters["gap"].queryset = gaps.distinct()


class BoardFilter(PlanMeasuresFilter):
    state = None

    class Meta:
        model = Measure
        fields = ("text", "responsible", "gap", "due")


class MoneyFilter(PlanMeasuresFilter):
    gap = None
    due = None
    funder = django_filters.ModelChoiceFilter(
        label=_("Funder"), queryset=Organisation.objects.none(), method="with_funder"
    )
    lacking = django_filters.ChoiceFilter(
        label=_("Money"),
        choices=[("missing", _("Something is missing")), ("unknown", _("The cost is not known"))],
        method="with_lacking",
    )

    class Meta:
        model = Measure
        fields = ("text", "state", "responsible", "funder", "lacking")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        givers = Funding.objects.filter(measure__in=self.queryset.order_by().values("pk")).values("source")
        self.filters["funder"].queryset = Organisation.objects.filter(pk__in=givers)

    def with_funder(self, queryset, name, value):
        # not a join: it would change the sums
        return queryset.filter(pk__in=Funding.objects.filter(source=value).values("measure"))

    def with_lacking(self, queryset, name, value):
        if value == "missing":
            return queryset.filter(missing__gt=0)
        return queryset.filter(cost=None).exclude(state="dropped")


class ReportFilter(ProgrammeFilter):
    programme_path = "measure__plan__programme"

    state = django_filters.ChoiceFilter(label=_("State"), choices=REPORT.choices)
    stands = django_filters.ChoiceFilter(label=_("How it stands"), choices=Report.Standing.choices)

    class Meta:
        model = Report
        fields = ("programme", "state", "stands")
