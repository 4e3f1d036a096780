from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.base.forms import Form

from .asked import Asked
from .values import LineField, form_field

PREFIX = "f_"


class FillForm(Form):
    """One field for each that the template asks; of an organisation's own people also what the paper is called."""

    def __init__(self, *args: Any, asked: list[Asked], values: dict[str, str], keeps: bool, **kwargs: Any):
        kwargs["initial"] = {
            **{f"{PREFIX}{key}": value for key, value in values.items()},
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        for each in asked:
            self.fields[f"{PREFIX}{each.key}"] = form_field(each)
        if keeps:
            self.fields["name"] = LineField(
                label=_("What this paper is called, for your own list"),
                help_text=_("So that you tell it from others that you fill in from the same template."),
                max_length=120,
                required=False,
            )
            self.fields["revision"] = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def values(self) -> dict[str, str]:
        """What was written, without what is empty."""
        found = {
            name.removeprefix(PREFIX): value
            for name, value in self.cleaned_data.items()
            if name.startswith(PREFIX)
        }
        return {key: value for key, value in found.items() if value}


class PlaceForm(Form):
    """In which language, and for whom."""

    def __init__(self, *args: Any, languages: list[tuple[str, str]], organisations: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["in"] = forms.ChoiceField(
            label=_("Language of the paper"), choices=languages, required=False
        )
        if organisations:
            own = [(str(each.pk), each.name) for each in organisations]
            self.fields["organisation"] = forms.ChoiceField(
                label=_("Filled in for"),
                choices=[*own, ("0", _("Nobody: I fill in everything by hand"))],
                required=False,
            )
