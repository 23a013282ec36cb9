"""Makes sealed backups of both databases and the files, lists them, and reads them to the end."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from privacy.backups import making, shelf
from privacy.backups.errors import BackupError
from privacy.management.bar import Bar

MIB = 1_048_576


class Command(BaseCommand):
    """Each unit is one file; removing what is old comes after a new one is whole."""

    help = "Back up 'default' (with the files) and 'vault', each sealed into a file of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "units", nargs="*", type=_unit, help="default or vault; both unless you say which"
        )
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--list", action="store_true", help="show the backups that there are")
        what.add_argument(
            "--check", metavar="FILE", help="read this one, or 'latest', to its end; write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for unit in options["units"] or shelf.UNITS:
            try:
                self._do(unit, options)
            except (BackupError, OSError) as error:
                raise CommandError(str(error)) from error

    def _do(self, unit: str, options: dict[str, Any]) -> None:
        if options["list"]:
            self._list(unit)
        elif options["check"]:
            self._check(unit, options["check"])
        else:
            self._make(unit)

    def _make(self, unit: str) -> None:
        now = timezone.now()
        bar = Bar(self.stderr, f"{unit} ", counts=False)
        path = making.make(unit, now, bar.show)
        bar.end()
        self.stdout.write(f"{path} ({_mib(path.stat().st_size)})")
        gone = shelf.rotate(unit, now)
        if gone:
            self.stdout.write(f"{gone} older backups of {unit} were removed, as the policy says.")

    def _list(self, unit: str) -> None:
        found = shelf.backups(unit)
        for one in found:
            self.stdout.write(f"{one.made_at:%Y-%m-%d %H:%M:%S} {_mib(one.size):>12}  {one.path}")
        if not found:
            self.stdout.write(f"There is no backup of {unit} in {shelf.folder_of(unit)}.")

    def _check(self, unit: str, named: str) -> None:
        path, bar = shelf.find(unit, named), Bar(self.stderr, f"{unit} ", counts=False)
        found = making.check(unit, path, bar.show)
        bar.end()
        self.stdout.write(
            f"{path.name}: whole. {unit} of {found.head.made_at:%Y-%m-%d %H:%M:%S} UTC on "
            f"{found.head.engine}, {found.files} files, {_mib(found.size)}."
        )


def _unit(text: str) -> str:
    """Return a unit; argparse makes its sentence from the error."""
    if text not in shelf.UNITS:
        raise ArgumentTypeError(f"{text!r} is no unit; write default or vault")
    return text


def _mib(size: int) -> str:
    return f"{size / MIB:,.1f} MiB"
