from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from gapbridge.demo import bridge, scale, spcp
from gapbridge.demo.stage import STAGES, Stage
from gapbridge.programmes.models import Programme
from gapbridge.programmes.reference import load_reference


class Command(BaseCommand):
    help = "Fill an empty database with the demonstration: two programmes, told by the real actions."

    def add_arguments(self, parser):
        parser.add_argument("--until", choices=STAGES, default="share", help="the last stage to be told")
        parser.add_argument(
            "--scale", type=int, default=1, metavar="N", help="how many times as much, for benchmarks"
        )

    def handle(self, *args, until: str, scale: int, **options):
        if not settings.DEMO:
            raise CommandError("This is no demonstration. Set GAPBRIDGE_DEMO=1 if you mean it.")
        if Programme.objects.exists():
            raise CommandError(
                "There are programmes already. The demonstration is told only in an empty database."
            )
        if scale < 1:
            raise CommandError("--scale is 1 or more.")
        self.tell(Stage(until=until, scale=scale))

    def tell(self, stage: Stage) -> None:
        for name, part in (
            ("Places, topics, standards", lambda: load_reference()),
            ("A protection capacity programme", lambda: spcp.tell(stage)),
            ("A civil society programme", lambda: bridge.tell(stage)),
        ):
            started = monotonic()
            with transaction.atomic():
                part()
            self.stdout.write(f"{name}: {monotonic() - started:.1f} s")
        if stage.scale > 1:
            scale.multiply(stage, self.stderr)
        self.stdout.write(f"The demonstration is told up to “{stage.until}”.")
