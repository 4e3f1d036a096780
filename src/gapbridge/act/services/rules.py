"""Who may keep the register, and who may know who somebody is."""

import rules

from gapbridge.act.interventions.rules import keeps_its_registers
from gapbridge.programmes.rules import is_officer, is_protection_officer

rules.add_perm("services.change_service", is_officer)
rules.add_perm("services.change_sessions", is_officer | keeps_its_registers)
rules.add_perm("services.see_register", is_officer | keeps_its_registers)
rules.add_perm("services.keep_register", is_officer | keeps_its_registers)
rules.add_perm("services.see_identity", is_protection_officer)
