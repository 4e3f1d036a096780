import secrets
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gapbridge.base.forms import Form
from gapbridge.listen.places import PlaceField, inhabited
from gapbridge.programmes.models import NARRATIVE_LANGUAGES

from .models import Feedback
from .queries import open_programmes

FEW = 8  # programmes that are shown beside each other
EXPLAINED = {
    "question": gettext_lazy("You want to know something."),
    "request": gettext_lazy("You need something, or have an idea how to do better."),
    "observation": gettext_lazy("Something you saw, heard or were told, true or not."),
    "concern": gettext_lazy("Something is wrong: a service, a decision, how people are treated."),
    "thanks": gettext_lazy("Something went well."),
    "sensitive": gettext_lazy(
        "Somebody was hurt, used or pressed, also by one of us. It is sealed: only case workers read it, "
        "and we do not keep who sent it, even if you are signed in."
    ),
}


class FeedbackForm(Form):
    kind = forms.ChoiceField(widget=forms.RadioSelect)
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 8}), max_length=10_000)
    programme = forms.ModelChoiceField(queryset=None, empty_label=None)
    place = PlaceField(queryset=None, required=False)
    contact = forms.CharField(max_length=300, required=False)
    language = forms.ChoiceField(choices=NARRATIVE_LANGUAGES)
    once = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        programmes = open_programmes()
        fields = self.fields
        if programmes.count() <= FEW:
            fields["programme"].widget = forms.RadioSelect()
        fields["programme"].queryset = programmes
        if len(found := list(programmes[:2])) == 1:
            fields["programme"].initial = found[0].pk
        fields["place"].queryset = inhabited()
        fields["kind"].choices = [(key, _explained(key, label)) for key, label in Feedback.Kind.choices]
        fields["kind"].label = _("What is it?")
        fields["text"].label = _("What do you want to tell us?")
        fields["text"].help_text = _("In any words, as long or short as you like.")
        fields["programme"].label = _("Which programme is it about?")
        fields["place"].label = _("Where is it?")
        fields["place"].help_text = _("You can leave this empty.")
        fields["contact"].label = _("How can we reach you?")
        fields["contact"].help_text = _(
            "Only if you want us to: a telephone number, an e-mail address, or a person who can tell you. "
            "You can read the answer without it."
        )
        fields["language"].label = _("Language in which you write")
        fields["language"].initial = get_language()
        fields["once"].initial = secrets.token_urlsafe(16)


def _explained(key: str, label: Any) -> Any:
    return format_html("<span><b>{}</b> {}</span>", label, EXPLAINED[key])


class ReceiptForm(Form):
    receipt = forms.CharField(
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "code"}),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["receipt"].label = _("Your receipt code")
        self.fields["receipt"].help_text = _(
            "Sixteen letters and digits. Capitals, spaces and hyphens don't matter."
        )
