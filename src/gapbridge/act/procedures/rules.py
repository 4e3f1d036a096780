import rules

from gapbridge.programmes.rules import is_grants_officer

rules.add_perm("procedures.change_procedure", is_grants_officer)
rules.add_perm("procedures.change_form", is_grants_officer)
