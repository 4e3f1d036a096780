"""Write the index of the knowledge hub anew from the library."""

from django.core.management.base import BaseCommand

from gapbridge.share.finding.keeping import rebuild


class Command(BaseCommand):
    help = "Write the index of the knowledge hub anew, for instance after an update. Searching goes on meanwhile."

    def handle(self, **options) -> None:
        done = 0
        for number in rebuild():
            done += number
            self.stdout.write(f"{done} resources")
