import rules

from gapbridge.programmes.rules import is_officer, is_trainer

rules.add_perm("library.add_resource", is_officer | is_trainer)
rules.add_perm("library.change_resource", is_officer)
