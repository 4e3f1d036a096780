"""What a form carries unseen: the version of a text that its writer has before them."""

from collections.abc import Callable
from typing import Any

from django import forms


class Carried(forms.IntegerField):
    """A form that comes back carries the latest version: to send it again is a decision on what is there now."""

    def __init__(self, **kwargs: Any):
        super().__init__(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput, **kwargs)
        self.now: Callable[[], int] = lambda: 0

    def bound_data(self, data: Any, initial: Any) -> Any:
        return self.now()
