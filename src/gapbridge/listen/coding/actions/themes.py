"""The programme's own codes: added while coding, put in order later."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from gapbridge.base import journal
from gapbridge.base.access import permit
from gapbridge.base.errors import Refused
from gapbridge.listen.assessments.models import Statement, Theme
from gapbridge.people.models import User
from gapbridge.programmes.models import Programme


@transaction.atomic
def add_theme(
    *, actor: User | None, programme: Programme, name: str, parent: Theme | None = None, description: str = ""
) -> Theme:
    """Refuses an empty name, and one that stands under the same parent already."""
    permit(actor, "coding.change_themes", programme)
    last = Theme.objects.filter(programme=programme).aggregate(last=Max("position"))["last"]
    theme = Theme(programme=programme, position=(last or 0) + 1)
    _write(theme, name=name, parent=parent, description=description)
    journal.record(actor=actor, verb="coding.add_theme", target=theme)
    return theme


@transaction.atomic
def change_theme(
    *, actor: User | None, theme: Theme, name: str, parent: Theme | None, description: str = ""
) -> Theme:
    """Rename it, move it under another, say when it is used. Refuses a place under itself."""
    permit(actor, "coding.change_themes", theme)
    if parent is not None and _lies_in(parent, theme):
        raise Refused(_("A theme can't lie under itself."), field="parent")
    _write(theme, name=name, parent=parent, description=description)
    journal.record(actor=actor, verb="coding.change_theme", target=theme)
    return theme


@transaction.atomic
def merge_theme(*, actor: User | None, theme: Theme, into: Theme) -> Theme:
    """Give everything that bears one theme the other, and the themes below it too; the one is gone.

    Refuses while it is used in what was published, which stays as it is.
    """
    permit(actor, "coding.change_themes", theme)
    if into.pk == theme.pk or into.programme_id != theme.programme_id or _lies_in(into, theme):
        raise Refused(_("Choose another theme of this programme, not one that lies under it."), field="into")
    if Statement.marks.filter(themes=theme, session__assessment__state="published").exists():
        raise Refused(_("Published voices bear this theme. Retire it instead."))
    merged = theme.pk
    for statement in Statement.marks.filter(themes=theme).only("pk"):
        statement.themes.add(into)
    _move_below(theme, into)
    theme.delete()
    journal.record(actor=actor, verb="coding.merge_theme", target=into, data={"theme": merged})
    return into


@transaction.atomic
def retire_theme(*, actor: User | None, theme: Theme) -> Theme:
    """Offer it no more. What bears it keeps it."""
    permit(actor, "coding.change_themes", theme)
    theme.retired_at = timezone.now()
    theme.save(update_fields=["retired_at"])
    journal.record(actor=actor, verb="coding.retire_theme", target=theme)
    return theme


@transaction.atomic
def restore_theme(*, actor: User | None, theme: Theme) -> Theme:
    permit(actor, "coding.change_themes", theme)
    theme.retired_at = None
    theme.save(update_fields=["retired_at"])
    journal.record(actor=actor, verb="coding.restore_theme", target=theme)
    return theme


def _write(theme: Theme, *, name: str, parent: Theme | None, description: str) -> None:
    theme.name, theme.parent, theme.description = " ".join(name.split()), parent, description.strip()
    if parent is not None and parent.programme_id != theme.programme_id:
        raise Refused(_("This theme belongs to another programme."), field="parent")
    _refuse_twin(theme)
    theme.clean_fields()
    theme.save()


def _refuse_twin(theme: Theme) -> None:
    beside = Theme.objects.filter(programme_id=theme.programme_id, parent_id=theme.parent_id)
    if beside.filter(name__iexact=theme.name).exclude(pk=theme.pk).exists():
        raise Refused(_("A theme of this name is there already."), field="name")


def _move_below(theme: Theme, into: Theme) -> None:
    taken = {name.casefold() for name in into.children.values_list("name", flat=True)}
    for child in theme.children.all():
        if child.name.casefold() in taken:
            raise Refused(
                _("Both have a theme “%(name)s” below them. Merge or rename that one first.")
                % {"name": child.name},
                field="into",
            )
        child.parent = into
        child.save(update_fields=["parent"])


def _lies_in(theme: Theme | None, above: Any) -> bool:
    """Whether a theme is another, or lies somewhere under it."""
    while theme is not None:
        if theme.pk == above.pk:
            return True
        theme = theme.parent
    return False
