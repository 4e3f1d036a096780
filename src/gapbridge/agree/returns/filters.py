import django_filters
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.gaps.models import Gap
from gapbridge.programmes.filters import ProgrammeFilter

from .models import Return
from .queries import latest, promised, to_ask_now


class GapsFilter(ProgrammeFilter):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=[("being_remedied", _("Being remedied")), ("remedied", _("Remedied"))]
    )
    show = django_filters.ChoiceFilter(
        label=_("Only"),
        choices=[("to_ask", _("To be asked now: all measures are done"))],
        method="narrowed",
    )

    class Meta:
        model = Gap
        fields = ("programme", "state", "show")

    def narrowed(self, queryset, name, value):
        return to_ask_now(queryset)


def gaps_of_reader(request):
    if request is None:
        return Gap.objects.none()
    return Gap.objects.visible_to(request.user).exclude(returns=None).order_by("programme", "code")


class AnswersFilter(ProgrammeFilter):
    programme_path = "gap__programme"

    gap = django_filters.ModelChoiceFilter(label=_("Gap"), queryset=gaps_of_reader)
    outcome = django_filters.ChoiceFilter(label=_("What the group says"), choices=Return.Outcome.choices)
    how = django_filters.ChoiceFilter(label=_("How they were asked"), choices=Return.How.choices)
    show = django_filters.ChoiceFilter(
        label=_("Only"),
        choices=[
            ("latest", _("The latest answer of each group")),
            ("promised", _("Groups to come back to, as promised")),
        ],
        method="narrowed",
    )

    class Meta:
        model = Return
        fields = ("programme", "gap", "outcome", "how", "show")

    def narrowed(self, queryset, name, value):
        return promised(queryset) if value == "promised" else queryset.filter(latest())
