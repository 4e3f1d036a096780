"""Compile what is newer than its compiled form, without gettext's programs."""

from pathlib import Path

import polib
from django.core.management.base import BaseCommand

SOURCE = Path(__file__).resolve().parents[3]


class Command(BaseCommand):
    help = "Compile translations (.po to .mo) that have changed"
    requires_system_checks = ()

    def handle(self, *args, **options):
        for po in sorted(SOURCE.rglob("*.po")):
            mo = po.with_suffix(".mo")
            if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
                continue
            catalogue = polib.pofile(str(po), check_for_duplicates=True)
            catalogue.save_as_mofile(str(mo))
            self.stdout.write(f"{mo.relative_to(SOURCE)}: {len(catalogue.translated_entries())} texts")
