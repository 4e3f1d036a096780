import rules

from gapbridge.programmes.rules import is_protection_officer

rules.add_perm("collect.add_form", is_protection_officer)
rules.add_perm("collect.change_form", is_protection_officer)
rules.add_perm("collect.manage_devices", is_protection_officer)
