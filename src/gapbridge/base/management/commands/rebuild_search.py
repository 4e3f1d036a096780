"""Write the search index anew from the records."""

from django.core.management.base import BaseCommand

from gapbridge.base.search import reindex_all


class Command(BaseCommand):
    help = "Write the search index anew, for instance after an import. Searching goes on meanwhile."

    def handle(self, **options) -> None:
        for kind, number in reindex_all():
            self.stdout.write(f"{kind}: {number}")
