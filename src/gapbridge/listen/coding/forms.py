from typing import Any

from django import forms
from django.utils.translation import gettext as _

from gapbridge.base.forms import Form, ModelForm
from gapbridge.listen.assessments.forms import ClausesField, ClauseTree
from gapbridge.listen.assessments.models import Theme
from gapbridge.listen.assessments.queries import clauses_to_choose
from gapbridge.programmes.models import Clause, Programme

MOST_CODES = 40  # on one excerpt


class Codes(forms.Field):
    """Keys of codes ("c12", "t5"), sent as one field several times over."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(str(each) for each in value or []))[:MOST_CODES]


class SelectionForm(Form):
    """What the coding screen sends of an excerpt. Every place counts code points of the notes."""

    start = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    end = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    excerpt = forms.CharField(strip=False, max_length=100_000)
    notes_version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    codes = Codes()
    memo = forms.CharField(required=False, max_length=4000)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "start" in data and "end" in data and data["end"] <= data["start"]:
            self.add_error("end", _("The end lies before the start."))
        return data


class HereForm(Form):
    paragraph = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class PlainMarkForm(Form):
    """Marking without a mouse or a script: the words are copied, the codes ticked."""

    excerpt = forms.CharField(widget=forms.Textarea(attrs={"rows": 7}), max_length=100_000)
    clauses = ClausesField(queryset=Clause.objects.none(), widget=ClauseTree, required=False)
    themes = forms.ModelMultipleChoiceField(
        queryset=Theme.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    memo = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, required=False)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["excerpt"].label = _("What was said")
        self.fields["excerpt"].help_text = _(
            "Take away what does not belong to it; leave the words as they stand."
        )
        self.fields["clauses"].label = _("Clauses")
        self.fields["clauses"].queryset = clauses_to_choose(programme)
        self.fields["themes"].label = _("Themes")
        self.fields["themes"].queryset = Theme.objects.filter(programme=programme, retired_at=None)
        self.fields["memo"].label = _("Memo")
        self.fields["memo"].help_text = _("What you think of it, for whoever codes with you. No names.")


class PlainChangeForm(PlainMarkForm):
    """The codes and the memo of a mark; its words stay."""

    def __init__(self, *args: Any, borne: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        del self.fields["excerpt"]
        themes = self.fields["themes"]
        themes.queryset = (themes.queryset | borne).distinct()


class MemoForm(Form):
    memo = forms.CharField(required=False, max_length=4000, strip=True)


class ReplaceForm(Form):
    """What stands in the place of words that point at a person."""

    start = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    end = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    words = forms.CharField(widget=forms.HiddenInput, max_length=200, strip=False)
    replacement = forms.CharField(max_length=200)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["replacement"].label = _("Put in its place")
        self.fields["replacement"].help_text = _(
            "Words that say who it was to the others, not who it is: “my neighbour”, “a teacher”."
        )


class ThemeForm(ModelForm):
    class Meta:
        model = Theme
        fields = ("name", "parent", "description")
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any):
        super().__init__(*args, **kwargs)
        themes = Theme.objects.filter(programme=programme, retired_at=None)
        self.fields["parent"].queryset = themes.exclude(pk=self.instance.pk)
        self.fields["parent"].label = _("Lies under")
        self.fields["parent"].required = False
        self.fields["parent"].empty_label = _("nothing: a theme of its own")


class NewThemeForm(Form):
    """A theme made while coding: a name is enough."""

    name = forms.CharField(max_length=120)


class MergeForm(Form):
    into = forms.ModelChoiceField(queryset=Theme.objects.none())

    def __init__(self, *args: Any, theme: Theme, **kwargs: Any):
        super().__init__(*args, **kwargs)
        others = Theme.objects.filter(programme_id=theme.programme_id).exclude(pk=theme.pk)
        self.fields["into"].queryset = others
        self.fields["into"].label = _("Goes into")
