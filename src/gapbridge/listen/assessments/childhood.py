"""People under 18: their guardians consent and they themselves agree, or nobody listens."""

from typing import Any

from django.utils.translation import gettext as _


def missing_under_18(*, guardian_consent: Any, child_assent: Any) -> dict[str, str]:
    """What a consent of people under 18 lacks, by the field it belongs beside."""
    missing = {}
    if not guardian_consent:
        missing["guardian_consent"] = _("These people are under 18: their guardians must consent.")
    if not child_assent:
        missing["child_assent"] = _("These people are under 18: they themselves must agree as well.")
    return missing
