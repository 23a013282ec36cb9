"""Puts backups back while the site is stopped, and erases again what people had erased since."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dasite.serving.errors import CannotStart
from dasite.serving.prepare import hold_lock
from privacy.backups import making, restoring, shelf
from privacy.backups.archive import Head
from privacy.backups.errors import BackupError
from privacy.management.bar import Bar
from privacy.retention import restore_gate


class Command(BaseCommand):
    """Reads every backup to its end before anything is touched."""

    help = "Put backups back. The site must be stopped; without --yes it only looks at them."

    def add_arguments(self, parser: CommandParser) -> None:
        for unit, what in (("default", "database and files"), ("vault", "keys and ledger")):
            parser.add_argument(
                f"--{unit}", metavar="FILE", help=f"backup of {what}, or 'latest'; leave it out "
                "to keep what is here"
            )  # fmt: skip
        parser.add_argument("--yes", action="store_true", help="do it, after a look without")

    def handle(self, *args: Any, **options: Any) -> None:
        named = {unit: options[unit] for unit in shelf.UNITS if options[unit]}
        if not named:
            raise CommandError("Say what to put back: --default FILE, --vault FILE, or both.")
        try:
            with hold_lock(Path(settings.VAR_DIR)):
                paths = {unit: shelf.find(unit, name) for unit, name in named.items()}
                for unit, path in paths.items():
                    self._look_at(unit, path)
                if not options["yes"]:
                    self.stdout.write("Nothing was changed. Say it again with --yes to do it.")
                    return
                self._put_in_order([self._put_back(*one) for one in paths.items()])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        except CannotStart as error:
            raise CommandError(f"The site is running; stop it first. {error}") from error

    def _look_at(self, unit: str, path: Path) -> None:
        bar = Bar(self.stderr, f"reading {unit} ", counts=False)
        found = making.check(unit, path, bar.show)
        restoring.refuse_what_does_not_fit(found.head, unit)
        bar.end()
        self.stdout.write(
            f"{unit}: a backup of {found.head.made_at:%Y-%m-%d %H:%M:%S} UTC, whole, with "
            f"{found.files} files. What was written since will be gone."
        )

    def _put_back(self, unit: str, path: Path) -> Head:
        bar = Bar(self.stderr, f"putting back {unit} ", counts=False)
        done = restoring.put_back(unit, path, now=timezone.now(), progress=bar.show)
        bar.end()
        self.stdout.write(f"{unit} is as it was, with {done.files} files.")
        return done.head

    def _put_in_order(self, heads: Sequence[Head]) -> None:
        """Bring the tables to this version and open the gate; a start does what is left of it."""
        for alias in ("vault", "default"):
            call_command("migrate", database=alias, interactive=False, verbosity=0)
        for head in heads:
            if head.unit == "vault":
                restoring.remember_vault(head, now=timezone.now())
        done = restore_gate.put_in_order(timezone.now)
        self.stdout.write(done.sentence)
