"""Small pieces of markup that Python and templates share."""

from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .lifecycle import State


def badge_html(state: State) -> SafeString:
    """A state: a word, a shape, a tone."""
    return format_html('<span class="badge {}">{}</span>', state.tone, state.label)


def figure(value: Any) -> Any:
    """A number with its thousands grouped; unknown is a dash that is read out, never zero."""
    if value is None or value == "":
        unknown = (
            '<span class="unknown"><span aria-hidden="true">–</span><i class="visually-hidden">{}</i></span>'
        )
        return format_html(unknown, _("not known"))
    if isinstance(value, int | float | Decimal):
        whole = 0 if value == int(value) else None
        return number_format(value, decimal_pos=whole, use_l10n=True, force_grouping=True)
    return value
