import django_filters
from django.utils.translation import gettext_lazy as _

from gapbridge.listen.collect.models import Form, Submission

from .lifecycle import SUBMISSION


def forms_of_reader(request):
    return Form.objects.visible_to(request.user) if request else Form.objects.none()


class InboxFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=SUBMISSION.choices, label=_("State"))
    form = django_filters.ModelChoiceFilter(queryset=forms_of_reader, label=_("Form"))
    source = django_filters.ChoiceFilter(choices=Submission.Source.choices, label=_("Came by"))

    class Meta:
        model = Submission
        fields = ("state", "form", "source")
