"""A few tries a minute and no more, by one person or, without an account, one network address."""

from django.http import HttpRequest

from gapbridge.base.throttle import Throttle


class Tries:
    """`most` tries in `seconds` by whoever sends the request."""

    def __init__(self, name: str, *, most: int, seconds: int):
        self._throttle = Throttle(name, most=most, seconds=seconds)

    def is_closed(self, request: HttpRequest) -> bool:
        return self._throttle.is_closed(_who(request))

    def count(self, request: HttpRequest) -> None:
        self._throttle.count(_who(request))


def _who(request: HttpRequest) -> str:
    user = request.user
    return f"user {user.pk}" if user.is_authenticated else f"address {request.META.get('REMOTE_ADDR', '')}"


WRONG_RECEIPTS = Tries("receipt", most=10, seconds=60)
MESSAGES = Tries("message", most=30, seconds=3600)
