import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.listen.assessments.filters import PlaceFilter, places_of_reader
from gapbridge.listen.assessments.models import AgeGroup, Assessment, Sex
from gapbridge.programmes.models import PopulationGroup

from .reading import bearing


def diversities(_request):
    return PopulationGroup.objects.filter(kind=PopulationGroup.Kind.DIVERSITY)


class ExcerptFilter(django_filters.FilterSet):
    """Excerpts by code, by a second code on the same words, and by who was listened to.

    `codes`: [(branch, [(key, label), …]), …] for the two code fields.
    """

    code = django_filters.ChoiceFilter(label=_("Code"), method="with_code")
    together = django_filters.ChoiceFilter(label=_("Together with"), method="with_code")
    sex = django_filters.ChoiceFilter(choices=Sex.choices, field_name="session__sex", label=_("Sex"))
    age_group = django_filters.ChoiceFilter(
        choices=AgeGroup.choices, field_name="session__age_group", label=_("Age group")
    )
    diversity = django_filters.ModelChoiceFilter(
        queryset=diversities, field_name="session__diversity", label=_("Diversity")
    )
    place = PlaceFilter(queryset=places_of_reader, label=_("Place"), method="in_place")
    assessment = django_filters.ModelChoiceFilter(
        queryset=Assessment.objects.none(), field_name="session__assessment", label=_("Assessment")
    )

    def __init__(self, *args, codes, assessments, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("code", "together"):
            self.filters[name].extra["choices"] = codes
        self.filters["assessment"].extra["queryset"] = assessments

    def with_code(self, queryset, _name, value):
        return bearing(queryset, [value])

    def in_place(self, queryset, _name, value):
        return queryset.filter(session__place__in=value.places_within.all()) | queryset.filter(
            session__place=value
        )


class CodebookForm(forms.Form):
    file = forms.FileField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Codebook")
        self.fields["file"].help_text = _(
            "A “.qdc” file, as NVivo, MAXQDA, ATLAS.ti, QualCoder and Taguette write it."
        )
        self.fields["file"].widget.attrs["accept"] = ".qdc,application/xml,text/xml"
