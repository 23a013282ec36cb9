"""Erases one person from the terminal, as the person could on the profile page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from privacy.management.bar import Bar
from privacy.management.gate import refuse_shut
from privacy.retention import requests
from privacy.retention.errors import RetentionError
from privacy.retention.labels import counted
from privacy.retention.targets import get_target


class Command(BaseCommand):
    help = "Erase a person with all that is kept about them. Cannot be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="the number of the account")
        parser.add_argument("--yes", action="store_true", help="do it, after a look without")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_shut()
        bar = Bar(self.stderr)
        try:
            subject = get_target("subject").find(options["number"])
            lines = requests.what_goes(UUID(subject))
            for line in lines:
                goes = counted(line.count, line.label) if line.goes else f"stays: {line.label}"
                self.stdout.write(goes)
            if not options["yes"]:
                self.stdout.write("Nothing was erased. Say it again with --yes to erase this.")
                return
            gone = requests.erase_subject(
                UUID(subject), user_id=int(options["number"]), now=timezone.now(), tell=bar.show
            )
        except RetentionError as error:
            raise CommandError(str(error)) from error
        finally:
            bar.end()
        if not gone.complete:
            raise CommandError(
                f"Run {gone.run_id}: nothing can be read any more; the rest is removed later."
            )
        self.stdout.write(f"Run {gone.run_id}: erased, and looked for.")
