"""Numbers from addresses, kept within what a database can hold."""

from django.http import Http404

BIGGEST = 2**63 - 1


def clean_pk(value) -> int:
    """An id from an address, or 404 when no row could bear it."""
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise Http404 from None
    if not 0 < number <= BIGGEST:
        raise Http404
    return number
