import rules

from gapbridge.programmes.rules import holds, is_protection_officer

from .models import KEEPERS

keeps = holds(*KEEPERS)

rules.add_perm("assessments.add_assessment", is_protection_officer)
rules.add_perm("assessments.change_assessment", is_protection_officer)
rules.add_perm("assessments.add_session", is_protection_officer)
rules.add_perm("assessments.change_session", is_protection_officer)
rules.add_perm("assessments.record_consent", is_protection_officer)
rules.add_perm("assessments.add_statement", is_protection_officer)
rules.add_perm("assessments.change_statement", is_protection_officer)
rules.add_perm("assessments.read_notes", keeps)
rules.add_perm("assessments.add_recording", keeps)
rules.add_perm("assessments.listen_to_recording", keeps)
rules.add_perm("assessments.delete_recording", is_protection_officer)
rules.add_perm("assessments.confirm_words", is_protection_officer)
