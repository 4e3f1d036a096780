"""What no log may hold: addresses that are secrets in themselves."""

import logging
import re

# What stands after one of these in an address opens something to whoever knows it.
SECRET = re.compile(r"(/(?:link|link-report|invitation)/)[^/\s'\"]+")


class HideSecrets(logging.Filter):
    """Writes “…” in the place of the secret part of an address, in the message and whatever it is made of."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if SECRET.search(text):
            record.msg, record.args = SECRET.sub(r"\1…", text), ()
        return True
