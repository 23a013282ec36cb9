"""Runs an interview in the terminal, with answers from a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from interviews.engine.errors import AuthorMistake, BudgetExceeded
from interviews.services.folders import PackageRefused, read_folder
from interviews.services.trying import AnswerMissing, TriedScreen, plain, try_interview


class Command(BaseCommand):
    """Prints each question it meets; stores nothing."""

    help = "Run PATH (…/PACKAGE/data/questions/FILE.yml) with the answers of a YAML file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="PATH")
        parser.add_argument(
            "--answers", type=Path, metavar="FILE", help="YAML: variable or label, and its answer"
        )
        parser.add_argument(
            "--documents", type=Path, metavar="FOLDER", help="write the documents there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"].resolve()
        root = next((each for each in path.parents if each.name == "data"), path).parent
        try:
            packages = read_folder(root)
            screens = try_interview(
                packages,
                next(iter(packages)),
                path.relative_to(root).as_posix(),
                answers=_read_answers(options["answers"]),
                now=timezone.localtime(),
            )
            for tried in screens:
                self.stdout.write(tried.question)
                self._write_documents(tried, options["documents"])
        except (PackageRefused, AnswerMissing, AuthorMistake, BudgetExceeded) as error:
            raise CommandError(str(error)) from error

    def _write_documents(self, tried: TriedScreen, folder: Path | None) -> None:
        for offer in tried.screen.documents:
            self.stdout.write(f"  {plain(offer.name)}: {', '.join(offer.formats)}")
            for ending in offer.formats if folder else ():
                assert folder is not None
                folder.mkdir(parents=True, exist_ok=True)
                target = folder / f"{Path(offer.filename).name}.{ending}"
                target.write_bytes(tried.runner.document(offer.key, ending))


def _read_answers(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        answers = yaml.safe_load(path.read_bytes())
    except (OSError, yaml.YAMLError) as error:
        raise CommandError(f"{path} cannot be read as YAML.") from error
    if not isinstance(answers, dict):
        raise CommandError(f"{path} holds no table of names and answers.")
    return answers
