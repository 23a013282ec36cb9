"""How rows go: deleted, or blanked and kept as a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet


class Method(Protocol):
    """One way to make rows go. Whoever writes another must keep `execute` free to run twice."""

    @property
    def leaves_rows(self) -> bool:
        """Return whether the rows are still there afterwards, without what was personal."""
        ...

    def describe(self, count: int, label: str) -> str:
        """Return what would happen, for a page: "12 interviews are deleted"."""
        ...

    def execute(self, rows: QuerySet[Any]) -> int:
        """Make them go inside the caller's transaction; return how many went."""
        ...


@dataclass(frozen=True)
class DeleteRows:
    """One DELETE a table; nothing is loaded, no signal is sent, nothing cascades by surprise."""

    leaves_rows = False

    def describe(self, count: int, label: str) -> str:
        """Return what would happen, for a page."""
        return f"{count} {label} deleted"

    def execute(self, rows: QuerySet[Any]) -> int:
        """Delete the rows and return how many there were."""
        return delete_rows(rows)


@dataclass(frozen=True)
class BlankFields:
    """The row stays for its number; the named fields take the given values.

    The category's `due` must leave out rows that are blank already.
    """

    values: Mapping[str, Any]
    leaves_rows = True

    def describe(self, count: int, label: str) -> str:
        """Return what would happen, for a page."""
        return f"{count} {label} blanked ({', '.join(sorted(self.values))})"

    def execute(self, rows: QuerySet[Any]) -> int:
        """Blank the fields and return how many rows there were."""
        return rows.update(**self.values)


@dataclass(frozen=True)
class KeepRows:
    """The rows stay as they are; only what hangs on them goes."""

    leaves_rows = True

    def describe(self, count: int, label: str) -> str:
        """Return what would happen, for a page."""
        return f"{count} {label} emptied"

    def execute(self, rows: QuerySet[Any]) -> int:
        """Return how many rows there are."""
        return rows.count()


def delete_rows(rows: QuerySet[Any]) -> int:
    """Delete `rows` by a single statement and return how many there were.

    50 000 parents with 350 000 children took 3.5 s, 97 MB and one transaction by
    `QuerySet.delete()`; by one statement a table and 1 000 rows at a time 1.7 s and 0.09 s each.
    """
    plain = rows.order_by()
    # None if Django sees before asking the database that there can be no such row.
    return plain._raw_delete(plain.db) or 0  # noqa: SLF001 - the one DELETE that loads nothing
