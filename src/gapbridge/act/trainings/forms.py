from io import BytesIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.forms import InterventionForm
from gapbridge.base.forms import Form, ModelForm
from gapbridge.base.tables import TableErrors
from gapbridge.programmes.models import Topic

from .models import Participant, Training, TrainingSession
from .queries import trainers_of
from .tables import read_participants


class TrainingForm(InterventionForm):
    hours = Training._meta.get_field("hours").formfield(
        label=_("Hours in all"), help_text=_("Leave empty when it is not settled yet.")
    )
    required_share = Training._meta.get_field("required_share").formfield(
        help_text=_("Who was in at least this share of the sessions counts as trained.")
    )
    for_own_staff = Training._meta.get_field("for_own_staff").formfield()


class SessionForm(ModelForm):
    class Meta:
        model = TrainingSession
        fields = ("title", "held_on", "hours", "place", "topic", "trainer")
        help_texts = {"trainer": _("Who keeps its register.")}

    def __init__(self, *args: Any, training: Training, **kwargs: Any):
        super().__init__(*args, **kwargs)
        intervention = training.intervention
        self.fields["trainer"].queryset = trainers_of(intervention.programme)
        topics = Topic.objects.filter(Q(interventions=intervention) | Q(programmes=intervention.programme))
        self.fields["topic"].queryset = topics.distinct()
        self.fields["held_on"].widget.attrs.update(
            min=intervention.starts_on.isoformat(), max=intervention.ends_on.isoformat()
        )
        if not self.instance.pk:
            self.fields["held_on"].initial = intervention.starts_on
            self.fields["place"].initial = intervention.places.first()


class ParticipantForm(ModelForm):
    # Not a field of the model here: an empty one leaves the name that is held.
    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    field_order = ("person_code", "name")

    class Meta:
        model = Participant
        fields = ("person_code", "organisation", "capacity", "sex", "age_band", "disability")
        help_texts = {
            "person_code": _("The same in every training, so that a person is counted once."),
            "disability": _("By the Washington Group's questions. Not asked is never no."),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = (
            _("It is kept encrypted. Leave empty to keep the name that is held.")
            if self.instance.pk
            else _("It is kept encrypted, and each look at it is recorded.")
        )


class ImportForm(Form):
    """Takes a file or pasted lines; `cleaned_data["rows"]` is what `add_participants` takes."""

    file = forms.FileField(label=_("File"), required=False, help_text=_("CSV or XLSX."))
    lines = forms.CharField(
        label=_("Or paste the lines here"),
        required=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 8, "wrap": "off", "spellcheck": "false"}),
        help_text=_("With their first line of headings, as they come from a spreadsheet."),
    )

    def __init__(self, *args: Any, training: Training, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.training = training

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        file, lines = data.get("file"), data.get("lines")
        if self.errors:
            return data
        if bool(file) == bool(lines):
            raise ValidationError(_("Choose a file or paste lines: one of the two."))
        name = "file" if file else "lines"
        try:
            data["rows"] = read_participants(file or BytesIO(lines.encode()), self.training, field=name)
        except TableErrors as errors:
            self.add_error(name, [_("Nothing was saved."), *map(str, errors.problems)])
        except ValidationError as refusal:
            self.add_error(name, refusal)
        return data


class LookForm(Form):
    reason = forms.CharField(
        label=_("Why do you need the names?"),
        max_length=300,
        help_text=_("It is recorded with your name and the time."),
    )
