from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapbridge.act.evaluation.models import EvaluatorProfile
from gapbridge.base.forms import Form
from gapbridge.people.models import Organisation, User
from gapbridge.programmes.models import NARRATIVE_LANGUAGES, Topic

REASON = forms.Textarea(attrs={"rows": 3})


class EvaluatorForm(Form):
    user = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Evaluator"))
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Reads"),
        choices=NARRATIVE_LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Applications in other languages are not proposed."),
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.none(),
        label=gettext_lazy("Knows about"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    most = forms.IntegerField(
        label=gettext_lazy("Applications at most"), min_value=1, max_value=500, initial=12
    )

    def __init__(
        self,
        *args: Any,
        offered: list[User],
        topics: Any,
        profile: EvaluatorProfile | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(pk__in=[each.pk for each in offered]).order_by(
            "name"
        )
        self.fields["topics"].queryset = topics
        if profile is not None:
            del self.fields["user"]


class DeclareForm(Form):
    """The names of who applies, each to be marked; a reason for what is marked; the word itself."""

    conflicts = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("With which of these do you have a conflict of interest?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy(
            "You have one when you, your family or close friends work for, lead, advise, fund or compete with an"
            " organisation, or would gain or lose by the decision. Mark nothing if there is none."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("What are these conflicts?"),
        required=False,
        max_length=2000,
        widget=REASON,
        help_text=gettext_lazy("A few words; only the grants office reads them."),
    )
    declared = forms.BooleanField(label=gettext_lazy("I declare this."))

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["conflicts"].queryset = organisations

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("conflicts") and not found.get("reason", "").strip():
            raise ValidationError({"reason": _("Say in a few words what the conflict is.")})
        return found


class ConflictForm(Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("Organisation"))
    reason = forms.CharField(label=gettext_lazy("What is the conflict?"), max_length=2000, widget=REASON)

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class DueForm(Form):
    scores_due_on = forms.DateField(
        label=gettext_lazy("Scores are asked for by"),
        required=False,
        help_text=gettext_lazy("Evaluators see it on their list and on their home page."),
    )
