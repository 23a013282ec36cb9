"""Checks and publishes interview packages from a folder."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from interviews.services.folders import PackageRefused, read_folder
from interviews.services.publishing import Published, check_packages, doubts_in, publish_packages

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


class Command(BaseCommand):
    """Publishes a new version of each package that changed; names every mistake."""

    help = "Check and publish the interview packages in or under PATH (default: the examples)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=EXAMPLES, metavar="PATH")
        parser.add_argument(
            "--examples", action="store_true", help="import those that come with Dasite"
        )
        parser.add_argument(
            "--unlisted", action="store_true", help="keep new interviews off the front page"
        )
        parser.add_argument(
            "--strict", action="store_true", help="publish nothing if there is any mistake"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            packages = read_folder(EXAMPLES if options["examples"] else options["path"])
        except PackageRefused as refused:
            raise CommandError(str(refused)) from refused
        if options["strict"]:
            self._refuse_mistakes(packages)
        published = publish_packages(
            packages, is_listed=not options["unlisted"], now=timezone.now()
        )
        for each in published:
            for mistake in each.mistakes:
                self.stderr.write(str(mistake))
            self.stdout.write(_summary(each))
        if doubts := doubts_in(packages):
            for doubt in doubts:
                self.stderr.write(str(doubt))
            said = "What fails only if it is reached holds nothing back"
            self.stderr.write(f"{said}: {len(doubts)} mistakes.")

    def _refuse_mistakes(self, packages: dict[str, Any]) -> None:
        checked = check_packages(packages)
        mistakes = [m for sources in checked.values() for each in sources for m in each.mistakes]
        mistakes.extend(doubts_in(packages))
        for mistake in mistakes:
            self.stderr.write(str(mistake))
        if mistakes:
            raise CommandError(f"Nothing was published: {len(mistakes)} mistakes.")


def _summary(each: Published) -> str:
    held = sum(bool(source.mistakes) for source in each.sources)
    change = "published" if each.is_new else "unchanged"
    line = f"{each.name}: version {each.number} {change}, {len(each.sources)} files of questions"
    return f"{line}, {held} held back for mistakes" if held else line
