import rules

from gapbridge.programmes.rules import is_protection_officer

rules.add_perm("analyses.add_analysis", is_protection_officer)
rules.add_perm("analyses.change_analysis", is_protection_officer)
rules.add_perm("analyses.publish_analysis", is_protection_officer)
