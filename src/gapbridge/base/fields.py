"""Fields at rest: texts encrypted with keys that are not in the database, and keyed hashes.

FIELD_KEYS holds Fernet keys, newest first. A new value is encrypted with the newest; an old value is
read with whichever key fits. `gapbridge rotate-field-keys` brings all values to the newest, after
which the old key can be thrown away.
"""

import hashlib
import hmac
from functools import lru_cache
from typing import Any, NoReturn

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models


class Unreadable(Exception):
    """None of FIELD_KEYS opens this value: a key was taken away too early, or the value was altered."""


def encrypt(text: str) -> str:
    return _box(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    try:
        return _box(tuple(settings.FIELD_KEYS)).decrypt(token).decode()
    except InvalidToken:
        raise Unreadable("no key in FIELD_KEYS opens this value") from None


def has_newest_key(token: str) -> bool:
    try:
        Fernet(settings.FIELD_KEYS[0]).decrypt(token)
    except InvalidToken:
        return False
    return True


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


class EncryptedTextField(models.TextField):
    """A text that the database holds only encrypted. None is NULL; every text, also "", is a token.

    It can't be searched: equal texts have different tokens. Every lookup but `isnull` raises FieldError;
    for duplicate checks keep a `keyed_hash` beside it.
    """

    def get_prep_value(self, value: Any) -> str | None:
        text = super().get_prep_value(value)
        return None if text is None else encrypt(text)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return None if value is None else decrypt(value)

    def get_lookup(self, lookup_name: str) -> type[models.Lookup] | None:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else self._refuse(lookup_name)

    def get_transform(self, lookup_name: str) -> NoReturn:
        self._refuse(lookup_name)

    def _refuse(self, lookup_name: str) -> NoReturn:
        raise FieldError(f"{self.name} is encrypted: {lookup_name} can't be asked of it, only isnull")


def keyed_hash(text: str, purpose: str) -> str:
    """HMAC-SHA256 of a text, 64 hexadecimal digits: to find an equal text again without keeping it.

    `purpose` ("feedback.receipt") keeps the hashes of one use from being compared with another's. The
    key is HASH_KEY, which is not rotated. Fold the text first where spelling shall not matter.
    """
    key = hmac.digest(settings.HASH_KEY.encode(), purpose.encode(), hashlib.sha256)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
