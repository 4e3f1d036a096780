"""Walk the journal's chain and say whether it holds."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gapbridge.base import journal
from gapbridge.base.models import JournalEntry


class Command(BaseCommand):
    help = (
        "Check that no journal entry was altered, added or removed. Exit code 1 names the first bad one. "
        "Note down the mark it prints outside this machine: --since MARK later proves that nothing before it "
        "was replaced, not even with the whole database."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--since", metavar="MARK", help="a mark that an earlier run printed")

    def handle(self, *, since: str | None = None, **options: Any) -> None:
        fault = journal.verify() or (journal.verify_mark(since) if since else None)
        if fault:
            raise CommandError(str(fault), returncode=1)
        self.stdout.write(
            f"{JournalEntry.objects.count()} entries: the journal holds. Mark: {journal.mark()}"
        )
