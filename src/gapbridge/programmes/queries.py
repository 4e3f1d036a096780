"""Reads about programmes that pages of every stage share."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gapbridge.base.listing import Action

from .models import Programme
from .standing import standing


def my_programmes(user: Any) -> list[Programme]:
    """The programmes in which the person holds a role, by name."""
    return list(Programme.objects.filter(pk__in=standing(user).programmes))


def create_actions(user: Any, perm: str, url_name: str, label: Any) -> list[Action]:
    """A "New …" button for each programme in which the reader may create one.

    `url_name` takes the programme's id. With one programme the label stands alone.
    """
    allowed = [programme for programme in my_programmes(user) if user.has_perm(perm, programme)]
    if len(allowed) == 1:
        return [Action(label, reverse(url_name, args=[allowed[0].pk]))]
    return [
        Action(
            _("%(what)s: %(programme)s") % {"what": label, "programme": programme},
            reverse(url_name, args=[programme.pk]),
        )
        for programme in allowed
    ]
