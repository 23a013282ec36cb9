"""Puts a restored site in order: erases again what people had erased, destroys shares again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from privacy.retention import restore_gate


class Command(BaseCommand):
    help = "After a restore: erase again what the ledger says was erased, and open the site."

    def handle(self, *args: Any, **options: Any) -> None:
        done = restore_gate.put_in_order(timezone.now)
        if done.erasures or done.shares or done.words or options["verbosity"] > 0:
            self.stdout.write(done.sentence)
