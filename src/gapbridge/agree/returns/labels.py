"""What a group is called. Nobody in it has a name here."""

from typing import Any

from django.utils.translation import gettext as _

from gapbridge.listen.assessments.models import UNDER_18, AgeGroup, Session, Sex


def group_label(session: Session) -> str:
    """ "Women, 18–40, Yevlax"."""
    return _("%(who)s, %(age)s, %(place)s") % {
        "who": _who(session.sex, session.age_group),
        "age": AgeGroup(session.age_group).label,
        "place": session.place,
    }


def _who(sex: str, age_group: str) -> Any:
    young = age_group in UNDER_18
    if sex == Sex.FEMALE:
        return _("Girls") if young else _("Women")
    if sex == Sex.MALE:
        return _("Boys") if young else _("Men")
    if sex == Sex.MIXED:
        return _("Girls and boys") if young else _("Women and men")
    return _("People of another sex")
