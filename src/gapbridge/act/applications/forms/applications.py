from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.act.applications.models import Application
from gapbridge.act.calls.models import Call, Lot
from gapbridge.act.calls.rules import organisations_of
from gapbridge.base.forms import Form
from gapbridge.people.models import Organisation, User


class StartForm(Form):
    """What an application needs before it can be written: for whom, to which lot, in which language."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Applying organisation"))
    lot = forms.ModelChoiceField(
        Lot.objects.none(), label=_("Lot"), widget=forms.RadioSelect, empty_label=None
    )
    title = Application._meta.get_field("title").formfield()
    language = Application._meta.get_field("language").formfield(
        help_text=_("The language in which you will write.")
    )

    def __init__(self, *args: Any, call: Call, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        own = Organisation.objects.filter(pk__in=organisations_of(user))
        self.fields["organisation"].queryset = own
        self.fields["lot"].queryset = call.lots.all()
        if len(own) == 1:
            self.fields["organisation"].initial = own[0]
        if len(call.lots.all()) == 1:
            self.fields["lot"].initial = call.lots.all()[0]
        self.fields["language"].initial = user.language


class VerifyForm(Form):
    """A receipt's number and the check sum that its holder has."""

    number = forms.CharField(label=_("Receipt number"), max_length=48)
    sha256 = forms.RegexField(
        r"^\s*[0-9a-fA-F]{64}\s*$",
        label=_("Check sum (SHA-256)"),
        error_messages={"invalid": _("A check sum has 64 digits and letters from a to f.")},
    )
