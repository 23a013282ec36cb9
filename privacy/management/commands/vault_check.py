"""Prints whether shares, grants and keys fit each other; ends with 1 if they do not."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.retention.reconciling import count_sealed
from privacy.vault.errors import RootKeysWrong
from privacy.vault.formats import count_formats
from privacy.vault.reconcile import reconcile


class Command(BaseCommand):
    help = "Compares the key shares with what is sealed above them, both ways. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            findings, sealed = reconcile(), count_sealed()
        except RootKeysWrong as error:
            raise CommandError(str(error)) from error
        for name, count in (asdict(findings) | asdict(sealed)).items():
            self.stdout.write(f"{count:>9}  {name.replace('_', ' ')}")
        for name, count in count_formats().items():
            self.stdout.write(f"{count:>9}  {name}")
        if bad := findings.bad + sealed.bad:
            self.stderr.write(
                f"{bad} cannot be opened. Was one database restored without the other, "
                "or a root key left out? docs/explanation/threat-model.md says what to do."
            )
            sys.exit(1)
