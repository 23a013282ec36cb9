"""What a site stands on, and how a test looks into it: two files and folders, or two servers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from tests.site import time_travel
from tests.site.canary import FolderWatcher, RedisWatcher, Seen
from tests.site.postgresql_files import kept_log, rows_with, stored_with
from tests.site.services import ALIASES, ask, claimed_broker, new_databases


class Ground(Protocol):
    """Where the rows and messages of one site are, beside the files in its folder."""

    settings: dict[str, str]

    def one(self, query: str, *, alias: str = "default") -> object:
        """Return the one value that a query finds."""

    def move_back(self, by: timedelta) -> None:
        """Move all that the site remembers of time into the past."""

    def watch_messages(self) -> AbstractContextManager[Seen]:
        """Keep what passes through the broker."""

    def kept(self, word: str) -> list[str]:
        """Return the places outside the site's folder where a word stands in a row."""

    def ever_written(self, word: str) -> list[str]:
        """Return the places outside the site's folder where a word stands, deleted or not."""


class Embedded:
    """Two SQLite files and a broker of folders, all of them in the site's own folder."""

    def __init__(self, var_dir: Path) -> None:
        self.settings: dict[str, str] = {}
        self._var_dir = var_dir

    def one(self, query: str, *, alias: str = "default") -> object:
        path = self._var_dir / f"{alias}.sqlite3"
        with closing(sqlite3.connect(path, timeout=20)) as connection:
            return connection.execute(query).fetchone()[0]

    def move_back(self, by: timedelta) -> None:
        time_travel.move_back(self._var_dir, by)

    def watch_messages(self) -> AbstractContextManager[Seen]:
        return FolderWatcher(self._var_dir / "broker")

    def kept(self, word: str) -> list[str]:
        return []

    def ever_written(self, word: str) -> list[str]:
        return []


class Served:
    """Two databases of PostgreSQL, and Redis for the messages."""

    def __init__(
        self, var_dir: Path, databases: dict[str, str], broker: str, *, log_from: str
    ) -> None:
        self.settings = {
            "DASITE_DATABASE_URL": databases["default"],
            "DASITE_VAULT_DATABASE_URL": databases["vault"],
            "DASITE_BROKER_URL": broker,
        }
        self._var_dir, self._databases, self._broker = var_dir, databases, broker
        self._log_from = log_from

    def one(self, query: str, *, alias: str = "default") -> object:
        return ask(self._databases[alias], query)[0][0]

    def move_back(self, by: timedelta) -> None:
        for alias in ALIASES:
            time_travel.move_back_postgresql(self._databases[alias], by)
        time_travel.move_files_back(self._var_dir, by)

    def watch_messages(self) -> AbstractContextManager[Seen]:
        return RedisWatcher(self._broker)

    def kept(self, word: str) -> list[str]:
        return [name for url in self._databases.values() for name in rows_with(url, word)]

    def ever_written(self, word: str) -> list[str]:
        stored = stored_with(tuple(self._databases.values()), word, since=self._log_from)
        return self.kept(word) + stored


@contextmanager
def embedded(var_dir: Path) -> Iterator[Ground]:
    """Yield the ground that `bin/serve` makes by itself."""
    yield Embedded(var_dir)


@contextmanager
def served(var_dir: Path) -> Iterator[Ground]:
    """Yield a ground on the PostgreSQL and the Redis of this machine."""
    with (
        new_databases() as databases,
        claimed_broker() as broker,
        kept_log(databases["default"]) as position,
    ):
        yield Served(var_dir, databases, broker, log_from=position)


GROUNDS = {"embedded": embedded, "served": served}
