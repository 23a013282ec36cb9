"""Writes what is kept of one person into a zip file; what is sealed stays sealed."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from privacy.management.bar import Bar
from privacy.management.gate import refuse_shut
from privacy.retention.errors import RetentionError
from privacy.retention.export import archive
from privacy.retention.targets import get_target


class Command(BaseCommand):
    help = "Export what is kept of a person. Answers and files open with the person's key alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="the number of the account")
        parser.add_argument("file", type=Path, help="where to write; it must not be there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_shut()
        path: Path = options["file"]
        bar = Bar(self.stderr)
        try:
            subject = UUID(get_target("subject").find(options["number"]))
            with path.open("xb") as target:
                for piece in archive(subject, None, now=timezone.now(), tell=bar.show):
                    target.write(piece)
        except (RetentionError, OSError) as error:
            raise CommandError(str(error)) from error
        finally:
            bar.end()
        self.stdout.write(f"Written to {path}. What the person sealed is not in it.")
