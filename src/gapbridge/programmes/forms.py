from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.base.forms import ModelForm
from gapbridge.people.models import Membership, Organisation
from gapbridge.people.roles import Role

from .models import BudgetLine, Clause, Partner, Programme

LANGUAGE_LABELS = {"en": _("in English"), "az": _("in Azerbaijani"), "ru": _("in Russian")}


def name_in_languages(form: forms.BaseForm) -> None:
    """Labels of translated fields say their language."""
    for name, field in form.fields.items():
        base, _sep, language = name.rpartition("_")
        if base and language in LANGUAGE_LABELS:
            field.label = _("%(field)s %(language)s") % {
                "field": form._meta.model._meta.get_field(base).verbose_name.capitalize(),  # type: ignore[attr-defined]
                "language": LANGUAGE_LABELS[language],
            }


class ProgrammeForm(ModelForm):
    class Meta:
        model = Programme
        fields = [
            "title_en", "title_az", "title_ru",
            "short_title_en", "short_title_az", "short_title_ru",
            "summary_en", "summary_az", "summary_ru",
            "slug", "country", "starts_on", "ends_on", "currency",
            "populations", "topics", "frameworks", "places",
        ]  # fmt: skip
        widgets = {
            "populations": forms.CheckboxSelectMultiple,
            "topics": forms.CheckboxSelectMultiple,
            "frameworks": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_in_languages(self)
        self.fields["country"].queryset = self.fields["country"].queryset.filter(kind="country")
        self.fields["slug"].label = _("Short name for the address")

    def clean_currency(self) -> str:
        currency = self.cleaned_data["currency"].upper()
        if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
            raise forms.ValidationError(_("Three letters, such as EUR or AZN."))
        return currency

    def clean(self) -> dict[str, Any]:
        """Say it beside the field; the action and the database refuse it as well."""
        data = super().clean() or self.cleaned_data
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The end can't be before the start."))
        return data


class NewProgrammeForm(ProgrammeForm):
    lead = forms.ModelChoiceField(Organisation.objects.none(), label=_("Led by"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        mine = (
            Membership.objects.current().filter(user=user, role=Role.ADMINISTRATOR).values("organisation_id")
        )
        self.fields["lead"].queryset = Organisation.objects.filter(pk__in=mine).offices()


class PartnerForm(ModelForm):
    class Meta:
        model = Partner
        fields = ["organisation", "role"]


class BudgetLineForm(ModelForm):
    class Meta:
        model = BudgetLine
        fields = ["code", "title", "amount"]


class ClauseForm(ModelForm):
    class Meta:
        model = Clause
        fields = ["title_en", "title_az", "title_ru", "summary_en", "summary_az", "summary_ru"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_in_languages(self)
