import django_filters
from django.utils.translation import gettext_lazy as _

from gapbridge.programmes.filters import ProgrammeFilter

from .lifecycle import FORM
from .models import Form


class FormFilter(ProgrammeFilter):
    programme_path = "assessment__programme"
    state = django_filters.ChoiceFilter(choices=FORM.choices, label=_("State"))

    class Meta:
        model = Form
        fields = ("programme", "state")
