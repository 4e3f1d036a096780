"""What pieces of evidence are called where they are chosen."""

from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from gapbridge.listen.feedback.models import Feedback

from .ancestry import heard_once
from .models import Evidence, Gap
from .queries import evidence_with_rights, who_of

WORDS = 14  # of a voice, enough to know it again


def evidence_choices(gap: Gap, user: Any) -> list[tuple[int, str]]:
    """Each piece of evidence and its name, but for voices that were taken back or that the reader may not read.

    A voice that alone speaks for its group says so.
    """
    rows = evidence_with_rights(gap, user).select_related("statement__session__place", "feedback__place")
    alone = heard_once(gap, user)
    return [
        (row.pk, _with_group(label_of(row), alone.get(row.pk)))
        for row in rows
        if row.statement is None or row.may_read  # type: ignore[attr-defined]
    ]


def label_of(row: Evidence) -> str:
    if row.statement is not None:
        names = {
            "code": row.statement,
            "who": who_of(row.statement),
            "words": Truncator(row.statement.excerpt).words(WORDS),
        }
        return _("Voice %(code)s, %(who)s: “%(words)s”") % names
    return message_label(row.feedback) if row.feedback else _("Document: %(source)s") % {"source": row.source}


def message_label(feedback: Feedback) -> str:
    """Never the text: "Question from the community, Yevlax"."""
    names = {"kind": feedback.get_kind_display(), "place": feedback.place}
    if feedback.place is None:
        return _("From the community: %(kind)s") % names
    return _("From the community: %(kind)s, %(place)s") % names


def _with_group(label: str, group: str | None) -> str:
    if group is None:
        return label
    return _("%(label)s (the only voice of this group: %(group)s)") % {"label": label, "group": group}
