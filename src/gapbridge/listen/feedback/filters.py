import django_filters
from django.utils.translation import gettext_lazy as _

from gapbridge.programmes.filters import ProgrammeFilter

from .lifecycle import FEEDBACK
from .models import Feedback


class FeedbackFilter(ProgrammeFilter):
    kind = django_filters.ChoiceFilter(choices=Feedback.Kind.choices, label=_("Kind"))
    state = django_filters.ChoiceFilter(choices=FEEDBACK.choices, label=_("State"))

    class Meta:
        model = Feedback
        fields = ("programme", "kind", "state")
