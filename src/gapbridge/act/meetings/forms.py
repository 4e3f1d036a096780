from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapbridge.act.interventions.forms import InterventionForm
from gapbridge.base.forms import Form, ModelForm

from .models import Delegation, FollowUp, Lesson, Meeting, Visit


def _field(name: str, **options: Any) -> Any:
    return Meeting._meta.get_field(name).formfield(**options)


class MeetingForm(InterventionForm):
    place = _field("place", label=_("Where it takes place"))
    agenda = _field("agenda")
    minutes = _field("minutes", help_text=_("Read only by those who take part in the programme."))
    outcome = _field("outcome", help_text=_("What came of it. Everyone who sees the meeting reads it."))


class DelegationForm(ModelForm):
    class Meta:
        model = Delegation
        fields = ("organisation", "women", "men")
        help_texts = {
            "women": _("Leave empty when it is not known; 0 means there were none."),
            "men": _("Leave empty when it is not known; 0 means there were none."),
        }


class VisitForm(ModelForm):
    class Meta:
        model = Visit
        fields = ("what", "place", "visited_on", "learnt")


class LessonForm(ModelForm):
    class Meta:
        model = Lesson
        fields = ("text", "language", "topic")


class FollowUpForm(ModelForm):
    class Meta:
        model = FollowUp
        fields = ("text", "language", "owner", "due_on")


class FinishForm(Form):
    done_on = forms.DateField(label=_("Done on"), initial=timezone.localdate)
