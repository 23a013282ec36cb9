"""Takes a mail that came back, and marks that its person could not be told."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, FileType
from typing import Any

from django.core.management.base import BaseCommand

from privacy.retention.bounces import BYTES_AT_MOST, take_bounce


class Command(BaseCommand):
    help = (
        "Read a delivery report (RFC 3464) from a file or the standard input; what the mail was "
        "about is kept until somebody decides."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=FileType("rb"), default=sys.stdin.buffer, help="the message"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with options["file"] as message:
            count = take_bounce(message.read(BYTES_AT_MOST))
        self.stdout.write(f"{count} notices marked as come back.")
