from typing import Any

import rules

from gapbridge.listen.assessments.models import KEEPERS
from gapbridge.programmes.rules import holds, is_protection_officer


@rules.predicate
def goes_out(user: Any, form: Any = None) -> bool:
    """A member of one of the teams of the form's assessment."""
    return form is not None and form.assessment.teams.filter(members=user.pk).exists()


rules.add_perm("collect.add_form", is_protection_officer)
rules.add_perm("collect.change_form", is_protection_officer)
rules.add_perm("collect.manage_devices", is_protection_officer)
rules.add_perm("collect.send_answers", holds(*KEEPERS) | goes_out)
# The list of forms as such; which of them somebody sees is the queryset's to say.
rules.add_perm("collect.see_forms", holds(*KEEPERS))
