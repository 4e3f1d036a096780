"""Run beside a server, in its own database, because a test's process has another one.

python -m tests.listen.collect.seed make 20     the cast, an open form, 20 telephones: how they sign in, as JSON
python -m tests.listen.collect.seed count       what is kept, as JSON
"""

import json
import sys
from typing import Any

import django


def make(telephones: int) -> list[dict[str, str]]:
    from tests.cast import gather
    from tests.listen.collect.rooms import open_form
    from tests.listen.collect.telephone import new_telephone

    cast = gather()
    open_form(cast)
    made = [new_telephone(cast, label=f"Telephone {number}") for number in range(1, telephones + 1)]
    return [{"username": each.username, "password": each.password} for each in made]


def count() -> dict[str, Any]:
    from gapbridge.base import journal
    from gapbridge.base.models import JournalEntry
    from gapbridge.listen.collect.models import Submission

    kept = Submission.objects.all()
    return {
        "ids": list(kept.order_by("instance_id").values_list("instance_id", flat=True)),
        "received": JournalEntry.objects.filter(verb="collect.receive").count(),
        "fault": str(journal.verify() or ""),
    }


if __name__ == "__main__":
    django.setup()
    json.dump(make(int(sys.argv[2])) if sys.argv[1] == "make" else count(), sys.stdout)
