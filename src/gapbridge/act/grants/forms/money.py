from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Exists
from django.utils.translation import gettext_lazy as _

from gapbridge.act.grants.models import AgreedRate, Grant, Instalment, Payment, Recovery
from gapbridge.act.grants.queries.due import standing_payments
from gapbridge.act.grants.queries.money import EURO
from gapbridge.base.forms import DateInput, Form, ModelForm, ReasonForm
from gapbridge.programmes.models import Programme

from .rows import RowsForm

CENT = Decimal("0.01")


def money_field(label: Any, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=CENT, max_digits=14, decimal_places=2, **more)


class InstalmentsForm(RowsForm):
    title = _("Instalment")
    most = 12

    def __init__(self, *args: Any, grant: Grant, rows: Any = (), **kwargs: Any):
        self.grant = grant
        self.before = grant.instalments.filter(Exists(standing_payments())).count()
        super().__init__(*args, rows=rows, **kwargs)
        self.add_rows(len(rows))

    def kind(self) -> dict[str, forms.Field]:
        return {
            "amount": money_field(_("Amount")),
            "percent": forms.IntegerField(label=_("or percent of the grant"), min_value=1, max_value=100),
            "due_on": forms.DateField(label=_("Due"), widget=DateInput()),
            "requires": forms.ModelChoiceField(
                self.grant.reports.all(), label=_("Once this report is approved")
            ),
            "conditions": forms.CharField(
                label=_("Conditions"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
            ),
        }


class PayForm(Form):
    on = forms.DateField(label=_("Paid on"))
    amount = money_field(_("Amount"))
    reference = Payment._meta.get_field("reference").formfield()
    currency = forms.ChoiceField(
        label=_("Paid in"), help_text=_("Reckoned at the rate that is agreed for the day.")
    )
    conditions_met = forms.BooleanField(label=_("Its conditions are met: I have looked"), required=False)
    override_reason = forms.CharField(
        label=_("If it is paid although something is missing: why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )

    def __init__(self, *args: Any, instalment: Instalment, **kwargs: Any):
        super().__init__(*args, **kwargs)
        programme = instalment.grant.application.call.intervention.programme
        self.fields["currency"].choices = currencies_of(programme)
        if not instalment.conditions:
            del self.fields["conditions_met"]


def currencies_of(programme: Programme) -> list[tuple[str, str]]:
    """Its own first, then those with an agreed rate."""
    known = (
        AgreedRate.objects.filter(programme=programme)
        .order_by()
        .values_list("currency", flat=True)
        .distinct()
    )
    rest = sorted({EURO, *known} - {programme.currency})
    return [(each, each) for each in (programme.currency, *rest)]


class RateForm(ModelForm):
    class Meta:
        model = AgreedRate
        fields = ("currency", "per_euro", "since", "source")
        help_texts = {"currency": _("Three letters, such as AZN.")}


class RecoveryForm(ModelForm):
    class Meta:
        model = Recovery
        fields = ("amount", "reason", "due_on")


class ReceivedForm(Form):
    on = forms.DateField(label=_("Settled on"))
    how = forms.ChoiceField(label=_("How"), choices=Recovery.How.choices, widget=forms.RadioSelect)
    reference = forms.CharField(label=_("Reference of the transfer"), max_length=80, required=False)


class AmountForm(ReasonForm):
    amount = money_field(_("New amount"))
    field_order = ("amount", "reason")
