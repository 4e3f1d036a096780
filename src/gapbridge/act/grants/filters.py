import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gapbridge.programmes.filters import ProgrammeFilter
from gapbridge.programmes.models import Topic

from .lifecycle import ASSIGNMENT, CALL, GRANT
from .models import Application, Assignment, Call, Grant


class CallFilter(ProgrammeFilter):
    programme_path = "intervention__programme"
    text = django_filters.CharFilter(label=_("Words"), method="with_words")
    state = django_filters.ChoiceFilter(choices=CALL.choices, label=_("State"))
    theme = django_filters.ModelChoiceFilter(
        queryset=Topic.objects.filter(calls__isnull=False).distinct(), label=_("Theme"), method="on_theme"
    )

    class Meta:
        model = Call
        fields = ["text", "programme", "state", "theme"]

    def with_words(self, queryset: QuerySet, name: str, text: str) -> QuerySet:
        for word in text.split()[:10]:
            queryset = queryset.filter(Q(intervention__title__icontains=word) | Q(guidelines__icontains=word))
        return queryset

    def on_theme(self, queryset: QuerySet, name: str, theme: Topic) -> QuerySet:
        return queryset.filter(pk__in=theme.calls.values("pk"))


class ApplicationFilter(ProgrammeFilter):
    """Of one's own: what applicants don't know yet can't be asked for."""

    programme_path = "call__intervention__programme"
    sent = django_filters.ChoiceFilter(
        choices=[("no", _("Drafts")), ("yes", _("Submitted"))], label=_("State"), method="that_is_sent"
    )

    class Meta:
        model = Application
        fields = ["programme", "sent"]

    def that_is_sent(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return (
            queryset.filter(state="draft")
            if value == "no"
            else queryset.exclude(state__in=["draft", "withdrawn"])
        )


class AssignmentFilter(ProgrammeFilter):
    programme_path = "application__call__intervention__programme"
    state = django_filters.ChoiceFilter(choices=ASSIGNMENT.choices[:3], label=_("State"))

    class Meta:
        model = Assignment
        fields = ["programme", "state"]


class GrantFilter(ProgrammeFilter):
    programme_path = "application__call__intervention__programme"
    state = django_filters.ChoiceFilter(choices=GRANT.choices, label=_("State"))
    theme = django_filters.ModelChoiceFilter(
        queryset=Topic.objects.filter(calls__isnull=False).distinct(),
        label=_("Theme"),
        field_name="application__theme",
    )
    text = django_filters.CharFilter(label=_("Words"), method="with_words")

    class Meta:
        model = Grant
        fields = ["text", "programme", "state", "theme"]

    def with_words(self, queryset: QuerySet, name: str, text: str) -> QuerySet:
        for word in text.split()[:10]:
            queryset = queryset.filter(
                Q(application__title__icontains=word) | Q(application__organisation__name__icontains=word)
            )
        return queryset
