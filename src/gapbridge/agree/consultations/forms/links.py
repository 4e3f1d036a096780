from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.agree.consultations.models import Link
from gapbridge.base.forms import Form, ModelForm


class LinkForm(ModelForm):
    """A personal link for one person: shown once to be printed or passed on, or mailed."""

    email = forms.EmailField(
        required=False,
        max_length=254,
        label=_("E-mail"),
        help_text=_(
            "With it the person is told of each position, and can move the link to another telephone by a code."
        ),
    )
    how = forms.ChoiceField(
        choices=[("show", _("Show it once, to print it or pass it on")), ("mail", _("Send it by e-mail"))],
        initial="show",
        widget=forms.RadioSelect,
        label=_("How it reaches the person"),
    )

    class Meta:
        model = Link
        fields = ("holder_role", "email", "language")
        help_texts = {"language": _("The language of the pages, the sheet and the letters.")}


class WithdrawForm(Form):
    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=4000,
        label=_("Why it is withdrawn"),
        help_text=_("It stays with the record and can be read by everyone who sees it."),
    )
    counts = forms.TypedChoiceField(
        choices=[
            ("yes", _("It counts: it came from the person the link was made for")),
            ("no", _("It does not count: somebody else used the link")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        label=_("What was said through it so far"),
    )


class CodeForm(Form):
    code = forms.CharField(
        max_length=20,
        label=_("Code"),
        help_text=_("Six digits, from the letter that was just sent to you."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
