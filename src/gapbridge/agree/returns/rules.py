"""Who goes back to the people and writes down what they say. Asked about the gap."""

import rules

from gapbridge.people.roles import Role
from gapbridge.programmes.rules import holds, is_protection_officer

records = holds(Role.PROTECTION_OFFICER, Role.PROGRAMME_OFFICER, Role.MONITORING_OFFICER)

rules.add_perm("returns.record_return", records)
rules.add_perm("returns.add_proof", records)
# About a gap, or about the message of the community that says it is back.
rules.add_perm("returns.reopen_gap", is_protection_officer)
