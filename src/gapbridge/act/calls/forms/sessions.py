"""Information sessions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.act.calls.models import Call, InfoSession, Registration
from gapbridge.base.forms import Form

from .ask import OfOrganisation
from .zoned import Zoned, wall_time


def _field(name: str, **options: Any) -> Any:
    return InfoSession._meta.get_field(name).formfield(**options)


class SessionForm(Zoned, Form):
    title = _field("title")
    starts_at = _field("starts_at")
    minutes = _field("minutes", initial=90)
    where = _field(
        "where",
        help_text=_(
            "An address, or a link for an online meeting. A link is shown to those who are registered only."
        ),
    )
    language = _field("language")
    places = _field("places", help_text=_("Leave empty when there is no limit."), min_value=1)

    def __init__(self, *args: Any, call: Call, session: InfoSession | None = None, **kwargs: Any):
        self.call = call
        own = {name: getattr(session, name) for name in self.base_fields} if session else {}
        if session:
            own["starts_at"] = wall_time(session.starts_at, call.time_zone)
        kwargs["initial"] = {**own, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].help_text = call.time_zone

    def zone_name(self) -> str:
        return self.call.time_zone


class RegisterForm(OfOrganisation):
    people = Registration._meta.get_field("people").formfield(
        label=_("How many of you come"), min_value=1, initial=1
    )


class CloseForm(Form):
    attended = forms.TypedMultipleChoiceField(
        label=_("Who came"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    recording = forms.URLField(
        label=_("Recording"),
        required=False,
        assume_scheme="https",
        help_text=_("Where it can be seen by everybody."),
    )
    notes = forms.CharField(
        label=_("What was said"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("For those who could not come. No names."),
    )

    def __init__(self, *args: Any, session: InfoSession, **kwargs: Any):
        rows = list(session.registrations.select_related("user", "organisation"))
        own = {
            "attended": [each.pk for each in rows if each.attended],
            "recording": session.recording,
            "notes": session.notes,
        }
        kwargs["initial"] = {**own, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["attended"].choices = [(each.pk, _name(each)) for each in rows]
        if not rows:
            del self.fields["attended"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data.setdefault("attended", [])
        return data


def _name(registration: Registration) -> str:
    person = str(registration.user)
    return f"{person}, {registration.organisation}" if registration.organisation else person
