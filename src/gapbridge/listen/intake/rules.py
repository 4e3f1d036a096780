import rules

from gapbridge.programmes.rules import is_protection_officer

# Other keepers see that something arrived; what it says is read by who takes the names out.
rules.add_perm("intake.see_inbox", is_protection_officer)
rules.add_perm("intake.read_submission", is_protection_officer)
rules.add_perm("intake.take_in", is_protection_officer)
rules.add_perm("intake.import_answers", is_protection_officer)
rules.add_perm("intake.change_mapping", is_protection_officer)
