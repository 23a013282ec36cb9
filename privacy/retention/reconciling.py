"""Compares rows with files, shares, grants and the ledger; takes away what nobody can read.

What may go wrong for ever: something is taken for left over that is only being made. So what is
younger than an hour is passed over, and what is taken away is what was looked at, asked for anew.
Only three kinds can be taken away, since nothing can be read by them or lost with them: files that
no row names, shares that nothing uses, grants on what is gone. The other two are somebody's data
that cannot be read any more: whoever they belong to should hear of it first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django.core.files.storage import default_storage
from django.db.models import Model

from privacy.models.files import FilesToRemove
from privacy.models.ledger import LedgerEntry
from privacy.models.reconciliations import Reconciliation
from privacy.retention import came_back, ledger, unseen
from privacy.retention.category import DataCategory
from privacy.retention.errors import PlanStale
from privacy.retention.registry import row_categories
from privacy.vault import keyring, orphans

AT_ONCE = 500
BEING_MADE = timedelta(hours=1)
KEPT = 400  # comparisons: a good year of nights
SHARES = "privacy.key_share"  # what the ledger calls shares without use
SAFE = ("files_without_row", "shares_without_use", "grants_without_target")


@dataclass(frozen=True)
class LeftOver:
    """What does not fit, by number, name in the storage, or scope; never by what it holds."""

    rows_without_file: list[str] = field(default_factory=list)
    files_without_row: list[str] = field(default_factory=list)
    rows_without_share: list[str] = field(default_factory=list)
    shares_without_use: orphans.Unused = field(default_factory=orphans.Unused)
    grants_without_target: list[UUID] = field(default_factory=list)
    gone_and_still_there: list[str] = field(default_factory=list)

    def lists(self) -> dict[str, list[str]]:
        """Return each kind by its name, in words that name one thing each."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        found["shares_without_use"] = self.shares_without_use.owners
        return {name: sorted(map(str, some)) for name, some in found.items()}

    def counts(self) -> dict[str, int]:
        """Return how many there are of each kind."""
        return {name: len(some) for name, some in self.lists().items()}

    @property
    def hash(self) -> str:
        """Return 16 hexadecimal digits over what `clean` would take away."""
        lists = self.lists()
        said = "\n".join(f"{name} {one}" for name in SAFE for one in lists[name])
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def compare(now: datetime) -> LeftOver:
    """Return what does not fit together; reads everything, a batch at a time, writes nothing."""
    owners = list(_file_owners())
    return LeftOver(
        rows_without_file=[one for owner in owners for one in owner.without_file()],
        files_without_row=list(_files_without_row(owners, now)),
        rows_without_share=list(_rows_lacking(orphans.scopes_without_share)),
        shares_without_use=orphans.unused_shares(now - BEING_MADE),
        grants_without_target=list(_grants_without_target()),
        gone_and_still_there=list(came_back.find()),
    )


@dataclass(frozen=True)
class Sealed:
    """How many rows bear sealed data, how many of them nobody can open, and grants on none."""

    rows_with_keys: int
    rows_without_share: int
    rows_without_grant: int
    grants_without_row: int

    @property
    def bad(self) -> int:
        """Return for how many rows a key is missing; one that lacks both may count twice."""
        return self.rows_without_share + self.rows_without_grant


def count_sealed() -> Sealed:
    """Return how rows with sealed data and their keys fit, both ways; looks at no file."""
    return Sealed(
        rows_with_keys=sum(rows.count() for _, rows in _scoped()),
        rows_without_share=sum(1 for _ in _rows_lacking(orphans.scopes_without_share)),
        rows_without_grant=sum(1 for _ in _rows_lacking(orphans.scopes_without_grant)),
        grants_without_row=sum(1 for _ in _grants_without_target()),
    )


def remember(found: LeftOver, now: datetime) -> Reconciliation:
    """Return the counts, kept; only those of about a year are."""
    kept = Reconciliation.objects.create(at=now, **found.counts())
    newest = Reconciliation.objects.order_by("-pk").values_list("pk", flat=True)[:KEPT]
    Reconciliation.objects.exclude(pk__in=list(newest)).delete()
    return kept


def last() -> Reconciliation | None:
    """Return the newest comparison, None if there was none."""
    return Reconciliation.objects.order_by("-pk").first()


def clean(shown: str, now: datetime) -> dict[str, int]:
    """Return how many of each safe kind were taken away, as `shown` had it.

    Shares and grants are on the ledger before they go. Raises PlanStale if what would go is not
    what was shown; nothing has gone then.
    """
    found = compare(now)
    if found.hash != shown:
        raise PlanStale(f"What is left over is {found.hash} now, not {shown}; look at it again.")
    destroy_shares(found.shares_without_use, now, granted=found.grants_without_target)
    for name in found.files_without_row:
        default_storage.delete(name)
    counts = found.counts()
    return {name: counts[name] for name in SAFE}


def destroy_shares(unused: orphans.Unused, now: datetime, *, granted: Sequence[UUID] = ()) -> None:
    """Destroy shares without use, and what lets somebody into scopes that are not there.

    The ledger has the intent before and the end after, and `default` knows of it then.
    """
    scopes = [*unused.owners, *granted]
    if not scopes:
        return
    batch, named = uuid4(), [str(scope) for scope in scopes]
    ledger.append([ledger.Record(LedgerEntry.Kind.INTENT, SHARES, batch, [], named)], now=now)
    orphans.destroy(unused)
    keyring.shred_scopes(granted)
    ledger.append([ledger.Record(LedgerEntry.Kind.DONE, SHARES, batch, [])], now=now)
    # Else this database would look older than the line, and the site would be shut.
    unseen.remember(LedgerEntry.objects.get(batch=batch, kind=LedgerEntry.Kind.INTENT), now)


@dataclass(frozen=True)
class _Owner:
    """A column whose rows name files."""

    label: str
    model: type[Model]
    column: str

    def without_file(self) -> Iterator[str]:
        """Yield the rows whose file is not there, and that are themselves there still."""
        rows = self.model._base_manager.exclude(**{self.column: ""}).order_by("pk")
        for pk, name in rows.values_list("pk", self.column).iterator(chunk_size=AT_ONCE):
            if not default_storage.exists(str(name)) and rows.filter(pk=pk).exists():
                yield f"{self.label} {pk}"

    def named(self, names: Sequence[str]) -> set[str]:
        """Return those of `names` that a row names."""
        rows = self.model._base_manager.filter(**{f"{self.column}__in": names})
        return set(map(str, rows.values_list(self.column, flat=True)))


def _file_owners() -> Iterator[_Owner]:
    for category in row_categories():
        for column in category.file_fields:
            yield _Owner(category.key, category.model, column)
        for child in category.own_children():
            for column in child.file_fields:
                yield _Owner(f"{category.key}, {child.label}", child.model, column)


def _files_without_row(owners: Sequence[_Owner], now: datetime) -> Iterator[str]:
    waiting = {
        name for names in FilesToRemove.objects.values_list("names", flat=True) for name in names
    }
    files = iter(_stored(""))
    while names := list(islice(files, AT_ONCE)):
        known = waiting.union(*(owner.named(names) for owner in owners))
        for name in names:
            if name not in known and _is_old(name, now):
                yield name


def _stored(folder: str) -> Iterator[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in names)
    for name in folders:
        yield from _stored(f"{prefix}{name}")


def _is_old(name: str, now: datetime) -> bool:
    try:
        made_at = default_storage.get_modified_time(name)
    except FileNotFoundError:
        return False
    return made_at.astimezone(UTC) < now - BEING_MADE


def _scoped() -> Iterator[tuple[DataCategory, Any]]:
    """Yield the categories whose rows bear scopes, each with its rows that are not going."""
    for category in row_categories():
        if category.scope_field:
            rows = category.rows()
            if category.mark_field:
                rows = rows.filter(**{category.mark_field: None})
            yield category, rows


def _rows_lacking(lacking: Callable[[Sequence[UUID]], list[UUID]]) -> Iterator[str]:
    """Yield the rows whose scope `lacking` returns, asked a batch at a time."""
    for category, rows in _scoped():
        pairs = rows.order_by("pk").values_list(category.scope_field, "pk")
        found = iter(pairs.iterator(chunk_size=AT_ONCE))
        while batch := dict(islice(found, AT_ONCE)):
            for scope in lacking(list(batch)):
                yield f"{category.key} {batch[scope]}"


def _grants_without_target() -> Iterator[UUID]:
    categories = [category for category in row_categories() if category.scope_field]
    for scopes in orphans.granted_scopes():
        left = set(scopes)
        for category in categories:
            rows = category.rows().filter(**{f"{category.scope_field}__in": scopes})
            left -= set(rows.values_list(category.scope_field, flat=True))
        yield from sorted(left)
