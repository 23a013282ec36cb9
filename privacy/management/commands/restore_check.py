"""Shows whether a restored site is shut, and what would be done before it opens."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from privacy.retention import restore_gate


class Command(BaseCommand):
    help = "Show what ledger_replay would do after a restore. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        found = restore_gate.forecast()
        lines = [
            (found.restores, "restores that are not in order yet"),
            *((count, f"erasures of {key}") for key, count in sorted(found.erasures.items())),
            (found.people, "people to erase again"),
            (found.holds, "holds to bring back or release"),
            (found.words, "other decisions to say again"),
            (found.lost_lines, "erasures that the older ledger has lost"),
            (found.shares, "key shares to destroy again"),
            (found.counters, "counters of numbers to move on"),
        ]
        for count, what in lines:
            self.stdout.write(f"{count:>9}  {what}")
        self.stdout.write(
            "The site is shut until ledger_replay has done this; worker and bin/serve run it."
            if found.is_shut
            else "The site is in order."
        )
