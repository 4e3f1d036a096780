"""How the board and the list of one kind are narrowed."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from gapbridge.base.forms import Form
from gapbridge.people.models import Organisation
from gapbridge.people.roles import Role
from gapbridge.programmes.models import Programme
from gapbridge.programmes.standing import standing

from .kinds import LINES
from .line import Line

MINE = "mine"


def _roles() -> list[tuple[str, Any]]:
    named = {role for line in LINES for role in line.roles}
    return [choice for choice in Role.choices if choice[0] in named]


class BoardForm(Form):
    """What of the board is shown; what can't be chosen is left out."""

    programme: Any = forms.ModelChoiceField(
        label=_("Programme"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("All my programmes"),
    )
    who = forms.ChoiceField(label=_("Who should mend it"), required=False)

    def __init__(self, *args: Any, programmes: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        programme, who = self.fields["programme"], self.fields["who"]
        assert isinstance(programme, forms.ModelChoiceField)
        assert isinstance(who, forms.ChoiceField)
        programme.queryset = programmes
        who.choices = [("", _("Everybody")), (MINE, _("I myself")), *_roles()]


def filter_of(line: Line) -> type:
    """The filters of one kind's list: its programme, and the organisation that should mend it where rows name one."""
    named: dict[str, Any] = {
        "programme": django_filters.ModelChoiceFilter(
            label=_("Programme"), queryset=_own_programmes, field_name=line.programme
        ),
    }
    if line.organisation:
        named["organisation"] = django_filters.ModelChoiceFilter(
            label=_("Responsible"), queryset=_responsible(line), field_name=line.organisation
        )
    named["who"] = django_filters.ChoiceFilter(
        label=_("Who should mend it"), choices=[(MINE, _("I myself"))], method="for_me"
    )
    named["for_me"] = _for_me(line)
    return type("BrokenFilter", (django_filters.FilterSet,), named)


def _own_programmes(request: Any) -> Any:
    return Programme.objects.filter(pk__in=standing(request.user).programmes if request else [])


def _responsible(line: Line) -> Any:
    def organisations(request: Any) -> Any:
        if request is None:
            return Organisation.objects.none()
        rows = line.rows_of(request.user).order_by().values(line.organisation)
        return Organisation.objects.filter(pk__in=rows).order_by("name")

    return organisations


def _for_me(line: Line) -> Any:
    def for_me(self: Any, queryset: Any, name: str, value: str) -> Any:
        mine = line.rows_of(self.request.user, mine=True).order_by().values("pk")
        return queryset.filter(pk__in=mine)

    return for_me
