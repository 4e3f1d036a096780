import rules

from gapbridge.programmes.rules import is_monitoring_officer

rules.add_perm("results.add_result", is_monitoring_officer)
rules.add_perm("results.change_result", is_monitoring_officer)
rules.add_perm("results.add_indicator", is_monitoring_officer)
rules.add_perm("results.change_indicator", is_monitoring_officer)
rules.add_perm("results.record_observation", is_monitoring_officer)
rules.add_perm("results.publish_indicator", is_monitoring_officer)
