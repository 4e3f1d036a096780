from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from gapbridge.base.filekinds import SOUND
from gapbridge.base.forms import Form
from gapbridge.base.uploads import CheckedFileField


class RecordingForm(Form):
    file = CheckedFileField(kinds=SOUND, most=settings.RECORDING_MAX_BYTES)
    label = forms.CharField(max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Sound")
        self.fields["file"].help_text = _(
            "As the telephone or recorder saved it, at most %(most)s. The file's own name is not kept."
        ) % {"most": filesizeformat(settings.RECORDING_MAX_BYTES)}
        self.fields["label"].label = _("What it is")
        self.fields["label"].help_text = _("For example “First half”. No names.")
