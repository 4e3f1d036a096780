import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps.models import Gap
from gapbridge.people.models import Organisation
from gapbridge.programmes.filters import ProgrammeFilter

from .lifecycle import MEASURE, PLAN
from .models import Measure, Plan
from .queries import OPEN_STATES, SOON


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


class MeasureFilter(ProgrammeFilter):
    programme_path = "plan__programme"

    text = django_filters.CharFilter(label=_("Text"), method="with_text")
    plan = django_filters.ModelChoiceFilter(label=_("Plan"), queryset=plans_of_reader)
    state = django_filters.ChoiceFilter(label=_("State"), choices=MEASURE.choices)
    responsible = django_filters.ModelChoiceFilter(label=_("Responsible"), queryset=responsible_of_reader)
    gap = django_filters.ModelChoiceFilter(label=_("Gap"), queryset=gaps_of_reader, field_name="gaps")
    due = django_filters.ChoiceFilter(
        label=_("Due"),
        choices=[("overdue", _("Overdue")), ("soon", _("Within 30 days, or overdue"))],
        method="with_due",
    )

    class Meta:
        model = Measure
        fields = ("text", "programme", "plan", "state", "responsible", "gap", "due")

    def with_text(self, queryset, name, value):
        return queryset.filter(
            Q(code__iexact=value) | Q(title__icontains=value) | Q(description__icontains=value)
        )

    def with_due(self, queryset, name, value):
        today = timezone.localdate()
        unfinished = queryset.filter(state__in=OPEN_STATES)
        if value == "overdue":
            return unfinished.filter(due_on__lt=today)
        return unfinished.filter(due_on__lte=today + SOON)
