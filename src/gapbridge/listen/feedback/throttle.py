"""A few tries a minute and no more. An address is only remembered as a keyed hash, and only in the cache."""

from django.core.cache import cache
from django.http import HttpRequest

from gapbridge.base.fields import keyed_hash


class Throttle:
    """`most` tries in `seconds` by one person or, without an account, one network address."""

    def __init__(self, name: str, *, most: int, seconds: int):
        self.name, self.most, self.seconds = name, most, seconds

    def is_closed(self, request: HttpRequest) -> bool:
        return cache.get(self._key(request), 0) >= self.most

    def count(self, request: HttpRequest) -> None:
        key = self._key(request)
        cache.add(key, 0, self.seconds)
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two lines
            cache.set(key, 1, self.seconds)

    def _key(self, request: HttpRequest) -> str:
        user = request.user
        who = f"user {user.pk}" if user.is_authenticated else f"address {request.META.get('REMOTE_ADDR', '')}"
        return f"throttle:{self.name}:{keyed_hash(who, 'feedback.throttle')}"


WRONG_RECEIPTS = Throttle("receipt", most=10, seconds=60)
MESSAGES = Throttle("message", most=30, seconds=3600)
