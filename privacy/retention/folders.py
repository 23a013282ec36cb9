"""Kinds of data that are files in a folder and go by their age: temporary files, queued mail."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from privacy.retention.category import Category


class FolderCategory(Category):
    """Files under `roots()`; their clock is the time of their last change.

    Only regular files and links inside the roots go. A link is never followed: what it points at
    may be anything. No ledger line is written, since no backup brings these files back.
    """

    clock_words = "they were last changed"

    def roots(self) -> Sequence[Path]:
        """Return the folders whose contents may go; the folders themselves stay."""
        raise NotImplementedError


@dataclass(frozen=True)
class OldFiles:
    """How many files are due, their bytes, the time of the oldest, and a digest of which."""

    count: int
    size: int
    oldest: datetime | None
    digest: str


@dataclass(frozen=True)
class _Entry:
    folder: str
    folder_fd: int
    name: str
    size: int
    changed: float  # seconds since 1970


def _entries(root: Path) -> Iterator[_Entry]:
    """Yield the files below `root`; each folder is held open, so that none can be swapped."""
    if root.is_symlink() or not root.is_dir():
        return
    for folder, _, names, folder_fd in os.fwalk(root, follow_symlinks=False):
        for name in sorted(names):
            try:
                found = os.stat(name, dir_fd=folder_fd, follow_symlinks=False)
            except FileNotFoundError:
                continue
            if stat.S_ISREG(found.st_mode) or stat.S_ISLNK(found.st_mode):
                yield _Entry(folder, folder_fd, name, found.st_size, found.st_mtime)


def _due(category: FolderCategory, cutoff: datetime) -> Iterator[_Entry]:
    limit = cutoff.timestamp()
    for root in category.roots():
        yield from (entry for entry in _entries(root) if entry.changed <= limit)


def look_at(category: FolderCategory, cutoff: datetime | None) -> OldFiles:
    """Return what is due at `cutoff`; None means never, and then nothing is looked at."""
    count, size, oldest = 0, 0, float("inf")
    digest = hashlib.sha256()
    for entry in () if cutoff is None else _due(category, cutoff):
        count, size, oldest = count + 1, size + entry.size, min(oldest, entry.changed)
        digest.update(os.fsencode(f"{entry.folder}/{entry.name}") + b"\0")
    return OldFiles(
        count=count,
        size=size,
        oldest=datetime.fromtimestamp(oldest, tz=UTC) if count else None,
        digest=digest.hexdigest(),
    )


def remove_old(category: FolderCategory, cutoff: datetime) -> int:
    """Remove the files that are due, then folders that are empty and as old; return how many.

    A file that somebody else removed meanwhile is as good as removed.
    """
    removed = 0
    for entry in _due(category, cutoff):
        try:
            os.unlink(entry.name, dir_fd=entry.folder_fd)
        except FileNotFoundError:
            continue
        removed += 1
    for root in category.roots():
        _remove_empty(root, cutoff.timestamp())
    return removed


def _remove_empty(root: Path, limit: float) -> None:
    """Remove old empty folders below `root`, the deepest first."""
    if root.is_symlink() or not root.is_dir():
        return
    for _, folders, _, folder_fd in os.fwalk(root, topdown=False, follow_symlinks=False):
        for name in folders:
            found = os.stat(name, dir_fd=folder_fd, follow_symlinks=False)
            if not stat.S_ISDIR(found.st_mode) or found.st_mtime > limit:
                continue
            try:
                os.rmdir(name, dir_fd=folder_fd)
            except OSError:  # not empty, or gone
                continue
