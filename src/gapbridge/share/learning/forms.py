from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gapbridge.act.trainings.models import Training
from gapbridge.base.folding import capital
from gapbridge.base.forms import Form, ModelForm
from gapbridge.people.roles import OFFICERS, Role
from gapbridge.programmes.models import NARRATIVE_LANGUAGES
from gapbridge.programmes.standing import standing

from . import queries
from .models import LANGUAGES, Collection, Step


def name_languages(form: forms.ModelForm) -> None:
    """A translated field is called what the field is called, with its language."""
    for name, field in form.fields.items():
        own, _part, language = name.rpartition("_")
        if language in LANGUAGES:
            called = capital(str(form._meta.model._meta.get_field(own).verbose_name))
            field.label = f"{called} ({dict(NARRATIVE_LANGUAGES)[language]})"
            field.widget.attrs["lang"] = language


class CollectionForm(ModelForm):
    """Title and summary in each language; one title is enough."""

    audience = forms.MultipleChoiceField(
        label=_("For whom"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave it empty when it is for everybody."),
    )

    class Meta:
        model = Collection
        fields = (
            "title_en",
            "title_az",
            "title_ru",
            "summary_en",
            "summary_az",
            "summary_ru",
            "audience",
            "is_course",
            "training",
        )

    def __init__(self, *args: Any, user: Any, programme: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        name_languages(self)
        for name in ("title_en", "title_az", "title_ru"):
            self.fields[name].required = False
        self.fields["training"].queryset = trainings_for(user, programme)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Languages that were left out are kept as empty texts."""
        cleaned = super().clean() or {}
        texts = ("title_en", "title_az", "title_ru", "summary_en", "summary_az", "summary_ru")
        return cleaned | {name: cleaned.get(name) or "" for name in texts}


def trainings_for(user: Any, programme: Any) -> Any:
    """Those of the programme for an officer, those that one holds for a trainer."""
    found = Training.objects.visible_to(user).filter(intervention__programme=programme)
    if not standing(user).holds(*OFFICERS, programme=programme.pk):
        mine = Q(sessions__trainer=user) | Q(courses__made_by=user)
        found = found.filter(pk__in=Training.objects.filter(mine).values("pk"))
    return found.select_related("intervention").order_by("-intervention__starts_on", "-pk")


class StepForm(ModelForm):
    """What to do at a step of a course; without a resource it must be said."""

    class Meta:
        model = Step
        fields = ("doing", "text_en", "text_az", "text_ru")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        name_languages(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return cleaned | {name: cleaned.get(name) or "" for name in ("text_en", "text_az", "text_ru")}


class PlaceForm(Form):
    """Into which collection or course a resource goes."""

    collection = forms.ModelChoiceField(
        label=_("Collection or course"), queryset=Collection.objects.none(), empty_label=None
    )
    doing = forms.ChoiceField(
        label=_("What to do with it"),
        choices=Step.Doing.choices,
        help_text=_("In a course: what an organisation ticks."),
    )

    def __init__(self, *args: Any, user: Any, programme: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        mine = queries.changeable(user).filter(programme=programme).order_by("position", "pk")
        self.fields["collection"].queryset = mine  # type: ignore[attr-defined]
