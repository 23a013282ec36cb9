"""Lists what does not fit together, and takes away what nothing could be read by."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from privacy.management.gate import refuse_shut
from privacy.retention import reconciling
from privacy.retention.errors import RetentionError


class Command(BaseCommand):
    help = "Compare rows with files, keys and the ledger, both ways. Lists; deletes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--clean", metavar="HASH", help="take away what was listed under this hash"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["clean"]:
            refuse_shut()
            try:
                gone = reconciling.clean(options["clean"], now)
            except RetentionError as error:
                raise CommandError(str(error)) from error
            for name, count in gone.items():
                self.stdout.write(f"{count:>9}  {name.replace('_', ' ')}: gone")
            return
        found = reconciling.compare(now)
        reconciling.remember(found, now)
        for name, some in found.lists().items():
            self.stdout.write(f"{len(some):>9}  {name.replace('_', ' ')}")
            for one in some:
                self.stdout.write(f"           {one}")
        if any(found.counts()[name] for name in reconciling.SAFE):
            self.stdout.write(
                "Files without row, shares without use and grants without target can go: "
                f"retention_reconcile --clean {found.hash}"
            )
