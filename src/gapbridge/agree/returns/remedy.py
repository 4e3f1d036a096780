"""What a gap needs before it is called remedied: something that shows it, and the groups that raised it asked again.

`before_remedied` is in gaps.rules.BEFORE_REMEDIED; the page shows the same list (`missing`) before anybody tries.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapbridge.agree.gaps.models import Gap

from .queries import Circle, circle_of

MOST_NAMED = 6


def before_remedied(gap: Gap, remains: str) -> str:
    """Why the gap can't be called remedied yet; "" when nothing is missing.

    `remains` is what people say is still not remedied: needed where a group says "better, but not remedied".
    """
    circle = circle_of(gap)
    if lacking := missing(gap, circle):
        return " ".join(lacking)
    if circle.better and not remains.strip():
        return _(
            "%(groups)s say it is better, but not remedied. Say what remains, and call it remedied then."
        ) % {"groups": _named(circle.better)}
    return ""


def missing(gap: Gap, circle: Circle) -> list[str]:
    """What is missing, each as a whole sentence."""
    found = [_proof_missing(gap, circle), _groups_not_asked(circle), _nobody_asked(circle), _denied(circle)]
    return [each for each in found if each]


def _proof_missing(gap: Gap, circle: Circle) -> str:
    proofs = gap.proofs.all() if circle.began is None else gap.proofs.filter(at__gte=circle.began)
    if proofs.exists():
        return ""
    if gap.proofs.exists():
        return _("Add what shows the remedy: what was added before the gap was reopened no longer shows it.")
    return _("Add what shows the remedy: a document, or a verified report of a measure.")


def _groups_not_asked(circle: Circle) -> str:
    if not (groups := circle.not_asked):
        return ""
    said = ngettext(
        "This group raised the gap and has not been asked again: %(groups)s.",
        "These groups raised the gap and have not been asked again: %(groups)s.",
        len(groups),
    )
    return said % {"groups": _named(groups)}


def _nobody_asked(circle: Circle) -> str:
    if not circle.groups or circle.not_asked or circle.asked:
        return ""
    return _(
        "No group could be asked. At least one of those that raised the gap is asked before it is remedied."
    )


def _denied(circle: Circle) -> str:
    if not (groups := circle.denying):
        return ""
    said = ngettext(
        "This group says that nothing changed, or that it is worse: %(groups)s.",
        "These groups say that nothing changed, or that it is worse: %(groups)s.",
        len(groups),
    )
    return said % {"groups": _named(groups)}


def _named(groups: list) -> str:
    shown = "; ".join(group.label for group in groups[:MOST_NAMED])
    return shown + (" …" if len(groups) > MOST_NAMED else "")
