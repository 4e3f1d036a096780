import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from gapbridge.act.applications import cover
from gapbridge.act.applications.models import Application, Part
from gapbridge.act.procedures.definition import editor_of
from gapbridge.base.forms import ModelForm


class FactsForm(ModelForm):
    """The cover: what lists, checks and figures need. An amount that comes from the budget is not typed.

    `was` holds what the writer saw, `stands` what was shown to them of somebody else's; with both the page works
    without scripts. What two changed differently is not saved before one is chosen ("mine:title", "theirs:title").
    """

    template_name = "applications/facts_fields.html"

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    stands = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Application
        fields = ("title", "lot", "language", "target_groups", "places", "people", "months", "amount")
        widgets = {"target_groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, part: Part, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("was", json.dumps(cover.texts_of(part.application)))
        self.theirs: dict[str, str] = {}  # field → what somebody else wrote there meanwhile
        call = part.application.call
        self.fields["lot"].queryset = call.lots.all()
        self.fields["places"].queryset = self.fields["places"].queryset.order_by("name")
        self.fields["months"].help_text = _("From %(least)s to %(most)s.") % {
            "least": call.least_months,
            "most": call.most_months,
        }
        if editor_of(part.form, "budget"):
            del self.fields["amount"]
        for name in (
            {"title", "lot"} & {*call.procedure.unchangeable}
            if part.kind == "full" and call.is_two_step
            else ()
        ):
            self.fields[name].disabled = True
            self.fields[name].help_text = _("It stays as it was in the concept note.")

    def get_context(self) -> dict[str, Any]:
        context = super().get_context()
        rows = [(field, self.theirs.get(field.name)) for field, _errors in context["fields"]]
        return context | {"rows": rows}

    def clean(self) -> dict[str, Any]:
        """Leaves of what was typed that which its writer changed, and `based_on`: on what they changed it."""
        typed = super().clean() or self.cleaned_data
        saw, shown = _texts(typed.pop("was", "")), _texts(typed.pop("stands", ""))
        standing = Application.objects.select_related("lot").get(pk=self.instance.pk)
        stands = cover.texts_of(standing)
        choice, _sign, chosen = self.data.get("choose", "").partition(":")
        if choice == "mine" and chosen in shown:
            saw[chosen] = shown[chosen]
        mine = {name: cover.as_text(value) for name, value in typed.items() if name in stands}
        for name in mine:
            theirs_is_chosen = (choice, chosen) == ("theirs", name) and name in shown
            if theirs_is_chosen or cover.left_alone(name, mine, saw):
                del typed[name]
                saw[name] = stands[name]
                self._show(name, stands[name])
            elif cover.changed_by_both(name, mine, saw, stands):
                self.theirs[name] = cover.said(standing, name)
        for name in self.theirs:
            self.add_error(name, _("Two texts were written at the same time. Which shall stand?"))
        self._show("was", json.dumps(saw))
        self._show("stands", json.dumps(stands))
        return typed | {"based_on": saw}

    def _show(self, name: str, text: str) -> None:
        """Put something else than what was sent before the reader's eyes, should the page come again."""
        self.data = self.data.copy()
        self.data.setlist(name, text.split(",") if name in cover.LISTS else [text])


def _texts(sent: str) -> dict[str, str]:
    try:
        found = json.loads(sent)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: text for name, text in found.items() if isinstance(text, str)}
