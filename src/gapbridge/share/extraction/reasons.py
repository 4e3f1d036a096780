"""Why a file was not read, in words that say what to do. The keys are kept in `Version.unread_because`."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Reason:
    """What happened, and what whoever looks after the resource can do about it."""

    text: Any
    remedy: Any = ""


REASONS: dict[str, Reason] = {
    "locked": Reason(
        _("It is locked with a password."),
        _("Take the password off and add the file as a new version. It can be downloaded as it is."),
    ),
    "damaged": Reason(
        _("It is damaged, or not quite what its kind should be."),
        _("Open it in its own program, save it again and add that as a new version."),
    ),
    "too_many_pages": Reason(
        _("It has more than 2,000 pages."),
        _("Divide it into parts and add each as a resource of its own."),
    ),
    "too_long": Reason(
        _("Reading it took too long."),
        _("Divide it into parts, or make its pictures smaller, and add that as a new version."),
    ),
    "memory": Reason(
        _("Reading it needed too much memory."),
        _("Divide it into parts, or make its pictures smaller, and add that as a new version."),
    ),
    "no_text": Reason(
        _("There is no text in it."),
        _("If there should be some, open it in its own program and look; else nothing needs to be done."),
    ),
    "nothing_recognised": Reason(
        _("Its pages are pictures, and no letters were recognised in them."),
        _("Scan it again, straight and with 300 dots an inch, or add it as text."),
    ),
    "no_tesseract": Reason(
        _("Its pages are pictures, and letters can't be recognised here: the program Tesseract is missing."),
        _("Whoever runs this site can install it (script/setup); then have it read again."),
    ),
    "gone": Reason(
        _("The file is not where it was kept, or damaged there."),
        _("Tell the people who run this site: a backup may hold it whole."),
    ),
    "stopped": Reason(_("The reader stopped again and again."), _("Have it read again.")),
}
NO_WORDS = Reason(
    _("Sound, video and drawings are found by their title, summary and topics, not by words in them."),
)


def reason(key: str) -> Reason:
    return REASONS.get(key) or REASONS["damaged"]
