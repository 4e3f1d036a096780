from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.base.forms import Form
from gapbridge.base.uploads import CheckedFileField


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(CheckedFileField):
    """Cleans to a list of CheckedUpload, empty where none was sent."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # type: ignore[override]
        several = data if isinstance(data, list | tuple) else [data]
        checked = [super(SeveralFilesField, self).clean(each, initial) for each in several if each]
        return [each for each in checked if each]


class WorkbookForm(Form):
    workbook = CheckedFileField(
        label=_("XLSForm"),
        help_text=_(
            "A workbook (.xlsx) with the sheets “survey”, “choices” and “settings”, as xlsform.org describes them."
        ),
    )
    attachments = SeveralFilesField(
        label=_("Files that it needs"),
        required=False,
        widget=SeveralFiles,
        help_text=_("Pictures, sound or lists of choices that the form names. Most forms need none."),
    )


class DeviceForm(Form):
    label = forms.CharField(
        label=_("Which telephone?"),
        max_length=80,
        help_text=_("Something that your team tells it by: “Team 2, blue cover”. Not a person's name."),
    )


class ConfirmForm(Form):
    """Nothing to fill in: the button is the answer."""
