"""Checks an author's interviews and names every mistake with file, line and column."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interviews.services.folders import PackageRefused, read_folder
from interviews.services.publishing import check_packages, doubts_in


class Command(BaseCommand):
    """Writes nothing; ends with an error if there is any mistake."""

    help = "Check the interview packages in or under PATH."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="PATH")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            packages = read_folder(options["path"])
        except PackageRefused as refused:
            raise CommandError(str(refused)) from refused
        checked = check_packages(packages)
        files = [source for sources in checked.values() for source in sources]
        mistakes = [mistake for source in files for mistake in source.mistakes]
        mistakes.extend(doubts_in(packages))
        for mistake in mistakes:
            self.stderr.write(str(mistake))
        if mistakes:
            raise CommandError(f"{len(mistakes)} mistakes in {len(files)} files of questions.")
        self.stdout.write(f"{len(files)} files of questions, no mistake.")
