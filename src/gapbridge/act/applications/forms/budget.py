from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.base.forms import Form
from gapbridge.base.uploads import CheckedFileField

HOW = [("add", _("Add its lines to those that there are")), ("replace", _("Replace all lines by its lines"))]


class ImportForm(Form):
    file = CheckedFileField(label=_("Workbook"), help_text=_("XLSX or CSV with headings in the first row."))
    how = forms.ChoiceField(
        label=_("What becomes of it"), choices=HOW, initial="add", widget=forms.RadioSelect
    )
