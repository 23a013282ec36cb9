"""Reads the whole ledger and says whether its chain holds."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.management.bar import Bar
from privacy.retention import ledger
from privacy.retention.errors import LedgerBroken


class Command(BaseCommand):
    help = "Check each line of the ledger and the chain between them."

    def handle(self, *args: Any, **options: Any) -> None:
        bar = Bar(self.stderr)
        try:
            count = ledger.verify(bar.show)
        except LedgerBroken as error:
            raise CommandError(str(error)) from error
        finally:
            bar.end()
        self.stdout.write(f"The ledger holds {count} lines, in order and unchanged.")
