"""Who may keep the register, and who may know who somebody is."""

import rules

from gapbridge.programmes.rules import is_officer, is_protection_officer

rules.add_perm("services.change_service", is_officer)
rules.add_perm("services.see_register", is_officer)
rules.add_perm("services.keep_register", is_officer)
rules.add_perm("services.see_identity", is_protection_officer)
