from django.core.management.base import BaseCommand

from gapbridge.programmes.reference import load_reference


class Command(BaseCommand):
    help = "Load places, topics, population groups and frameworks; adds only what is missing."

    def handle(self, *args, **options):
        added = load_reference()
        self.stdout.write(", ".join(f"{count} {kind}" for kind, count in added.items()) + " added")
