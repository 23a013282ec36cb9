"""Makes a site ready to be served: databases, static files, example interviews, first link."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections
from django.db.migrations.executor import MigrationExecutor

from accounts.ban_rules import read_rules
from accounts.services.ban_rules import hide_addresses


class Command(BaseCommand):
    """Does only what is not done yet, so that a second start is quick."""

    help = "Migrates both databases, collects static files, loads the example interviews."

    def handle(self, *args: Any, **options: Any) -> None:
        default, vault = _executor("default"), _executor("vault")
        _refuse_a_lost_vault(default, vault)
        # The vault first: an interrupted first start must not look like a lost vault.
        self._migrate("vault", vault)
        self._migrate("default", default)
        # An older copy of `default` may have been put back: nobody erased may be met again.
        call_command("ledger_replay", verbosity=0, stdout=self.stdout)
        if read_rules().pseudonymous:
            hide_addresses()  # the setting may have been switched on just now
        self._collect_static()
        self._load_examples()
        self._print_link()

    def _migrate(self, alias: str, executor: MigrationExecutor) -> None:
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            self.stdout.write(f"Database {alias!r}: {len(plan)} migrations")
            call_command("migrate", database=alias, interactive=False, verbosity=0)

    def _collect_static(self) -> None:
        found = (
            storage.path(name) for finder in get_finders() for name, storage in finder.list([])
        )
        if self._has_changed("static", found):
            self.stdout.write("Collecting static files")
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            self._remember("static")

    def _load_examples(self) -> None:
        folder = settings.BASE_DIR / "interviews" / "examples"
        # Another database lacks them; the same one in a folder that was moved does not.
        home = str(settings.DATABASES["default"]["NAME"]).removeprefix(str(settings.VAR_DIR))
        if self._has_changed("examples", map(str, folder.rglob("*")), home):
            self.stdout.write("Loading the example interviews")
            call_command("interview_import", examples=True, verbosity=0)
            self._remember("examples")

    def _print_link(self) -> None:
        """Print the link while there is nobody who could administer the site, else nothing."""
        link = io.StringIO()
        call_command("first_admin_link", stdout=link, stderr=io.StringIO())
        if link.getvalue():
            self.stdout.write("There is no administrator yet. This link makes one, once:")
            self.stdout.write(link.getvalue().strip())

    def _has_changed(self, what: str, paths: Iterable[str], *more: str) -> bool:
        """Return whether the files are others than when `what` was last remembered."""
        seen = hashlib.sha256("\0".join(more).encode())
        for path in sorted(paths):
            state = Path(path).stat()
            seen.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\0".encode())
        self._seen = seen.hexdigest()
        stamp = _stamp(what)
        return not stamp.exists() or stamp.read_text(encoding="utf-8") != self._seen

    def _remember(self, what: str) -> None:
        _stamp(what).write_text(self._seen, encoding="utf-8")


VARIABLES = {"default": "DASITE_DATABASE_URL", "vault": "DASITE_VAULT_DATABASE_URL"}


def _executor(alias: str) -> MigrationExecutor:
    """Return what knows of a database's migrations; the first question that is asked of it."""
    try:
        return MigrationExecutor(connections[alias])
    except OperationalError as error:
        raise CommandError(
            f"The database {alias!r} cannot be reached: {_first_line(error)}. "
            f"Start it, or correct {VARIABLES[alias]}."
        ) from error


def _refuse_a_lost_vault(default: MigrationExecutor, vault: MigrationExecutor) -> None:
    """Stop before an empty vault takes the place of one that holds what opens the answers."""
    if default.loader.applied_migrations and not vault.loader.applied_migrations:
        raise CommandError(
            "The database 'vault' is empty although 'default' is not: without its key shares "
            "no answer can be opened. Bring it back from its backup, or correct "
            f"{VARIABLES['vault']}."
        )


def _stamp(what: str) -> Path:
    return Path(settings.VAR_DIR) / "run" / f"{what}.stamp"


def _first_line(error: Exception) -> str:
    """Return the beginning of a driver's message, which may go on for lines."""
    return (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".")
