from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.base.forms import Form, ModelForm

from .models import Invitation, Organisation, User

NAMES = ["name_en", "name_az", "name_ru"]
DETAILS = [
    "short_name",
    "country",
    "city",
    "registration_number",
    "registered_on",
    "legal_form",
    "website",
    "about",
    "language",
]


class OrganisationForm(ModelForm):
    class Meta:
        model = Organisation
        fields = [*NAMES, "kind", "parent", *DETAILS, "is_listed"]
        labels = {
            "name_en": _("Name in English"),
            "name_az": _("Name in Azerbaijani"),
            "name_ru": _("Name in Russian"),
        }

    def clean_country(self) -> str:
        country = self.cleaned_data["country"].upper()
        if not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise forms.ValidationError(_("Two letters, such as AZ or GE."))
        return country


class OwnOrganisationForm(OrganisationForm):
    """What an organisation's own people fill in: its kind is the office's to say."""

    class Meta(OrganisationForm.Meta):
        fields = [*NAMES, *DETAILS]


class InvitationForm(ModelForm):
    class Meta:
        model = Invitation
        fields = ["email", "role", "language"]
        widgets = {
            "language": forms.Select(choices=[("az", "Azərbaycanca"), ("en", "English"), ("ru", "Русский")])
        }


class ProfileForm(ModelForm):
    class Meta:
        model = User
        fields = ["name", "language"]


class NoFieldsForm(Form):
    pass
