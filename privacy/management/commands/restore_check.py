"""Shows whether a restored site is shut, and what would be done before it opens."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from privacy import restoring
from privacy.retention import restore_gate


class Command(BaseCommand):
    """With --link, one line on standard output: an address that shows the same for an hour."""

    help = "Show what ledger_replay would do after a restore. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--link", action="store_true", help="print a link to a page that shows it for an hour"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["link"]:
            self.stdout.write(f"{settings.DASITE_URL}{restoring.make_path()}")
            return
        found = restore_gate.forecast()
        for count, what in restoring.in_lines(found):
            self.stdout.write(f"{count:>9}  {what}")
        self.stdout.write(
            "The site is shut until ledger_replay has done this; worker and bin/serve run it."
            if found.is_shut
            else "The site is in order."
        )
