"""Seals every key share anew under the newest root key; may be stopped and run again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.management.bar import Bar
from privacy.vault import keyring
from privacy.vault.errors import VaultError
from privacy.vault.reconcile import shares_to_rotate, wraps_to_rotate
from privacy.vault.subjects import relock_all


class Command(BaseCommand):
    help = "Seals every key share under the first of DASITE_ROOT_KEYS. Stop and rerun it freely."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._rotate()
        except VaultError as error:
            raise CommandError(str(error)) from error

    def _rotate(self) -> None:
        total, done = shares_to_rotate(), 0
        bar = Bar(self.stderr)
        while moved := keyring.reseal_shares():
            done += moved
            bar.show(done, max(total, done))
        bar.end()
        self.stdout.write(f"{done} shares were sealed under the newest root key.")
        for name, count in relock_all().items():
            self.stdout.write(f"{count} {name} were locked under it.")
        waiting = wraps_to_rotate()
        if waiting:
            self.stdout.write(
                f"{waiting} passwords still need an older root key; each moves at its owner's "
                "next login. Keep the older keys in DASITE_ROOT_KEYS until this says 0."
            )
        else:
            self.stdout.write("0 passwords need an older root key.")
