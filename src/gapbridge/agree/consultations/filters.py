import django_filters
from django.utils.translation import gettext_lazy as _

from gapbridge.programmes.filters import ProgrammeFilter

from .lifecycle import CONSULTATION
from .models import Agreement, Consultation


class ConsultationFilter(ProgrammeFilter):
    text = django_filters.CharFilter(label=_("Text"), field_name="title", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label=_("State"), choices=CONSULTATION.choices)

    class Meta:
        model = Consultation
        fields = ("text", "programme", "state")


class AgreementFilter(ProgrammeFilter):
    programme_path = "consultation__programme"

    text = django_filters.CharFilter(
        label=_("Text"), field_name="consultation__title", lookup_expr="icontains"
    )

    class Meta:
        model = Agreement
        fields = ("text", "programme")
