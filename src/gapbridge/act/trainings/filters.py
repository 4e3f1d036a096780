import django_filters
from django.utils.translation import gettext_lazy as _

from gapbridge.people.models import Organisation
from gapbridge.programmes.axes import AgeBand, Disability, Sex

from .models import Participant


class ParticipantFilter(django_filters.FilterSet):
    person_code = django_filters.CharFilter(lookup_expr="icontains", label=_("Person code"))
    organisation = django_filters.ModelChoiceFilter(
        queryset=Organisation.objects.filter(trained__isnull=False).distinct(), label=_("Organisation")
    )
    capacity = django_filters.ChoiceFilter(choices=Participant.Capacity.choices, label=_("Takes part as"))
    sex = django_filters.ChoiceFilter(choices=Sex.choices, label=_("Sex"))
    age_band = django_filters.ChoiceFilter(choices=AgeBand.choices, label=_("Age"))
    disability = django_filters.ChoiceFilter(choices=Disability.choices, label=_("Disability"))
    is_trained = django_filters.BooleanFilter(label=_("Trained"))

    class Meta:
        model = Participant
        fields = ["person_code", "organisation", "capacity", "sex", "age_band", "disability"]
