"""Forms with several rows of the same fields: `row_1_amount`, `row_2_amount` … An empty row is left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from gapbridge.base.forms import Form


class RowsForm(Form):
    """`kind` makes one row's fields anew. `data["rows"]` is a list of dicts, those with nothing in them left out."""

    template_name = "grants/parts/rows.html"
    most = 6
    title: Any = ""
    before = 0  # rows that stand already and are not offered: the first one here has the next number
    needed: tuple[str, ...] = ()  # fields without which a row that was begun is refused
    # A choice that stands in every row says nothing yet.
    says_nothing: tuple[str, ...] = ()

    def __init__(self, *args: Any, rows: Sequence[Mapping[str, Any]] = (), **kwargs: Any):
        self.names = list(self.kind())
        initial = {f"row_{n}_{name}": row.get(name) for n, row in enumerate(rows, 1) for name in self.names}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)

    def kind(self) -> dict[str, forms.Field]:
        raise NotImplementedError

    def add_rows(self, filled: int) -> None:
        """Call it from `__init__`'s subclass once choices are known: the rows there are, and some empty ones."""
        self.count = min(max(filled + 2, 3), self.most)
        asked = [int(name.split("_")[1]) for name in self.data if _is_row(name)]
        self.count = min(max([self.count, *asked]), self.most)
        for number in range(1, self.count + 1):
            for name, field in self.kind().items():
                field.required = False
                self.fields[f"row_{number}_{name}"] = field

    @property
    def groups(self) -> list[tuple[str, list[Any], list[Any]]]:
        """Each row with its title, its fields that stand beside each other, and its long texts below."""
        return [self._group(number) for number in range(1, self.count + 1)]

    def _group(self, number: int) -> tuple[str, list[Any], list[Any]]:
        fields = [self[f"row_{number}_{name}"] for name in self.names]
        long = [each for each in fields if isinstance(each.field.widget, forms.Textarea)]
        title = f"{self.title} {number + self.before}"
        return title, [each for each in fields if each not in long], long

    @property
    def others(self) -> list[Any]:
        return [self[name] for name in self.fields if not _is_row(name)]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        rows = []
        for number in range(1, self.count + 1):
            row = {name: found.pop(f"row_{number}_{name}", None) for name in self.names}
            begun = any(row[name] not in (None, "") for name in self.names if name not in self.says_nothing)
            if not begun:
                continue
            for name in self.needed:
                key = f"row_{number}_{name}"
                if row[name] in (None, "") and key not in self.errors:
                    self.add_error(key, _("This field is required."))
            rows.append(row)
        return {**found, "rows": rows}


def _is_row(name: str) -> bool:
    parts = name.split("_")
    return (
        parts[0] == "row"
        and len(parts) > 2
        and parts[1].isascii()
        and parts[1].isdigit()
        and len(parts[1]) < 3
    )
