from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.forms import InterventionForm
from gapbridge.base.forms import Form, ModelForm
from gapbridge.base.uploads import CheckedFileField
from gapbridge.people.models import Organisation
from gapbridge.programmes.models import Place

from .models import Person, Record, Service, ServiceSession


class ServiceForm(InterventionForm):
    service_kind = Service._meta.get_field("kind").formfield()
    field_order = ("service_kind",)


class SessionForm(ModelForm):
    class Meta:
        model = ServiceSession
        fields = ("title", "place", "held_on")


class RecordForm(Form):
    person_code = forms.CharField(
        label=_("Person code"),
        max_length=40,
        help_text=_(
            "A code that is known adds a line for that person; a new one makes a new person. Never a name."
        ),
    )
    received_on = Record._meta.get_field("received_on").formfield()
    place = forms.ModelChoiceField(Place.objects.exclude(kind="country"), label=_("Place"))
    session = forms.ModelChoiceField(ServiceSession.objects.none(), label=_("Session"), required=False)
    provider = forms.ModelChoiceField(Organisation.objects.all(), label=_("Provided by"))
    quantity = Record._meta.get_field("quantity").formfield()
    sex = Person._meta.get_field("sex").formfield()
    age_band = Person._meta.get_field("age_band").formfield()
    disability = Person._meta.get_field("disability").formfield()
    status = Person._meta.get_field("status").formfield()

    def __init__(self, *args: Any, service: Service, **kwargs: Any):
        super().__init__(*args, **kwargs)
        sessions = service.sessions.all()
        if sessions:
            self.fields["session"].queryset = sessions
        else:
            del self.fields["session"]
        self.fields["provider"].initial = service.intervention.organisation_id


class ImportForm(Form):
    file = CheckedFileField(
        label=_("Register of services"),
        help_text=_("CSV or XLSX with headings in the first row, at most 100,000 lines."),
    )


class IdentityForm(Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    document = forms.CharField(
        label=_("Number of a document"),
        max_length=60,
        required=False,
        help_text=_(
            "It is not kept, only a mark by which the same number is found again. Leave empty to keep the mark."
        ),
    )


class LookForm(Form):
    reason = forms.CharField(
        label=_("Why do you need to know who this is?"),
        max_length=300,
        help_text=_("It is recorded with your name and the time."),
    )
