"""What is looked at every day without being asked."""

from gapbridge.act.calls.models import Call

from . import actions


def look_for_conflicts() -> int:
    """Who joined an applicant since yesterday judges it no more. Returns how many conflicts are new."""
    calls = Call.objects.filter(state="evaluation").select_related("intervention")
    return sum(actions.find_conflicts(actor=None, call=call) for call in calls)
