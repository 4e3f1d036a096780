"""Who fills in for an organisation: its own people, who keep its file."""

import rules

from gapbridge.act.profiles.rules import keeps_file

rules.add_perm("blocks.fill_in", keeps_file)
