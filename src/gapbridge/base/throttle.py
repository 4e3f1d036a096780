"""A few tries a minute and no more. Whoever tries is only remembered as a keyed hash, and only in the cache."""

from django.core.cache import cache

from .fields import keyed_hash


class Throttle:
    """`most` tries in `seconds` by one and the same (`who` says whom: a person, an address, a device)."""

    def __init__(self, name: str, *, most: int, seconds: int):
        self.name, self.most, self.seconds = name, most, seconds

    def is_closed(self, who: str) -> bool:
        return cache.get(self._key(who), 0) >= self.most

    def count(self, who: str) -> None:
        key = self._key(who)
        cache.add(key, 0, self.seconds)
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two lines
            cache.set(key, 1, self.seconds)

    def _key(self, who: str) -> str:
        return f"throttle:{self.name}:{keyed_hash(who, 'base.throttle')}"
