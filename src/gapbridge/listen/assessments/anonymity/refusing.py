from collections.abc import Collection

from django.utils.translation import gettext as _

from gapbridge.base.errors import Refused

from .marks import marks_in


def known_words(programme_id: int) -> frozenset[str]:
    return frozenset()


def refuse_identity(text: str, field: str, *, programme_id: int, confirmed: Collection[str] = ()) -> None:
    """Refused, beside `field`, when a text would let somebody reach or recognise a person."""
    for mark in marks_in(text):
        raise Refused(
            _(
                "This looks like a telephone number or an e-mail address: “%(found)s”. "
                "Take it out: nobody who is listened to must be recognised here."
            )
            % {"found": mark.text},
            field=field,
        )


def refuse_contacts(text: str, field: str) -> None:
    refuse_identity(text, field, programme_id=0)
