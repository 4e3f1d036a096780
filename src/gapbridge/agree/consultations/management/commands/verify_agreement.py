"""`gapbridge verify-agreement FILE`. Before Django is loaded __main__ hands it to the same function as here."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gapbridge.agree.consultations.proof import verify


class Command(BaseCommand):
    help = (
        "Check the file of an agreement: exit code 0 when not a byte has changed since it was signed, 1 otherwise,"
        " with the first byte that has. Needs no database, no keys and no network."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        verify.add_arguments(parser)

    def handle(self, **options: Any) -> None:
        said, code = verify.run(options["file"], options["fingerprint"], options["record_hash"])
        if code:
            raise CommandError(said, returncode=code)
        self.stdout.write(said)
