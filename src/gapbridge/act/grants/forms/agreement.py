from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.act.grants.formats.wording import FIELDS, LANGUAGES
from gapbridge.act.grants.models import Agreement, AgreementTemplate, Signature
from gapbridge.base.forms import Form, ModelForm, ReasonForm
from gapbridge.base.uploads import CheckedFileField
from gapbridge.programmes.models import NARRATIVE_LANGUAGES


class AgreementForm(ModelForm):
    class Meta:
        model = Agreement
        fields = ("starts_on", "ends_on", "language", "special_conditions")


class SignatureForm(ModelForm):
    class Meta:
        model = Signature
        fields = ("side", "signed_on", "role", "name")
        help_texts = {
            "role": _("Such as “chair of the board”."),
            "name": _("It is on the agreement, nowhere else."),
        }


class SignedCopyForm(Form):
    upload = CheckedFileField(label=_("Signed copy"), kinds={"pdf", "jpg", "jpeg", "png"})


class TemplateForm(Form):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        names = dict(NARRATIVE_LANGUAGES)
        for language in LANGUAGES:
            self.fields[f"text_{language}"] = forms.CharField(
                label=names[language],
                widget=forms.Textarea(attrs={"rows": 16}),
                max_length=60_000,
                help_text=_("Markdown. Named fields: %(fields)s.")
                % {"fields": ", ".join(f"{{{name}}}" for name in FIELDS)},
            )
        self.fields["shift_percent"] = AgreementTemplate._meta.get_field("shift_percent").formfield()


class WithholdForm(ReasonForm):
    pass


class AuditForm(Form):
    purpose = forms.CharField(
        label=_("For whom, and why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("It stays with the grant and can be read by everyone who sees it inside."),
    )
