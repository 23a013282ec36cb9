"""Erases again what people had erased, after an older copy of the database was put back."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from privacy.retention.replay import replay


class Command(BaseCommand):
    help = "After a restore of 'default': erase again what the ledger says people had erased."

    def handle(self, *args: Any, **options: Any) -> None:
        count = replay(timezone.now)
        if count:
            self.stdout.write(f"{count} erasures were older than this database; done again.")
        elif options["verbosity"] > 0:
            self.stdout.write("This database knows every erasure of the ledger.")
