"""Writes and reads what is inside a backup: records, one after the other, in constant memory.

What may go wrong for ever: half a backup is taken for a whole one. So the sealed stream tells a
cut before its first byte is shown, and the last record repeats how many there were.
docs/reference/backup-format.md specifies the bytes. This module knows neither databases nor keys.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from privacy.backups.errors import BackupRefused

VERSION = 1
RECORD, LENGTH = struct.Struct(">cH"), struct.Struct(">I")
PIECE_BYTES = 262_144  # what is gathered before a piece is written; the longest a reader takes
LINE_BYTES = 65_536
HEAD, SQLITE, TABLE, SEQUENCE, FILE, END = b"H", b"D", b"T", b"S", b"F", b"E"


class Target(Protocol):
    """What an archive is written to."""

    def write(self, plain: bytes, /) -> object: ...


class Source(Protocol):
    """What an archive is read from; it returns fewer bytes than asked for at the end alone."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Head:
    """What a backup says of itself."""

    unit: str  # "default" or "vault"
    engine: str  # "sqlite" or "postgresql"
    made_at: datetime
    migrations: tuple[tuple[str, str], ...]  # those that had been applied: app, name

    def to_json(self) -> bytes:
        """Return it as the content of a head record."""
        said = {
            "engine": self.engine,
            "made_at": self.made_at.astimezone(UTC).isoformat(timespec="seconds"),
            "migrations": sorted(self.migrations),
            "unit": self.unit,
            "version": VERSION,
        }
        return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


class Sink:
    """What the content of one record is written to."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._waiting = bytearray()

    def write(self, data: bytes | memoryview) -> int:
        """Take more of the content and return how much that was."""
        self._waiting += data
        while len(self._waiting) >= PIECE_BYTES:
            self._put(self._waiting[:PIECE_BYTES])
            del self._waiting[:PIECE_BYTES]
        return len(data)

    def finish(self) -> None:
        if self._waiting:
            self._put(self._waiting)
        self._target.write(LENGTH.pack(0))

    def _put(self, piece: bytearray) -> None:
        self._target.write(LENGTH.pack(len(piece)))
        self._target.write(bytes(piece))


class Writer:
    """Writes a backup: its head first, then records, then `finish`."""

    def __init__(self, target: Target, head: Head) -> None:
        self._target = target
        self._records = 0
        with self.record(HEAD, "") as sink:
            sink.write(head.to_json())

    @contextmanager
    def record(self, kind: bytes, name: str) -> Iterator[Sink]:
        """Open one record; its content is what is written to the sink."""
        raw = name.encode()
        self._target.write(RECORD.pack(kind, len(raw)) + raw)
        sink = Sink(self._target)
        yield sink
        sink.finish()
        self._records += 1

    def finish(self) -> None:
        """Write the last record, which says how many came before it."""
        count = json.dumps({"records": self._records}).encode()
        with self.record(END, "") as sink:
            sink.write(count)


class Record:
    """One record that is being read; what was not read of it is passed over."""

    def __init__(self, kind: bytes, name: str, source: Source) -> None:
        self.kind, self.name = kind, name
        self._source = source
        self._left = 0  # bytes of the piece that is being read
        self._ended = False

    def read(self, size: int = PIECE_BYTES) -> bytes:
        """Return up to `size` bytes of the content, none at its end."""
        if not self._left and not self._ended:
            (self._left,) = LENGTH.unpack(exactly(self._source, LENGTH.size))
            self._ended = not self._left
            if self._left > PIECE_BYTES:
                raise BackupRefused("The backup has a piece that is too long; it was not made so.")
        taken = exactly(self._source, min(size, self._left))
        self._left -= len(taken)
        return taken

    def line(self) -> bytes:
        """Return the content up to the first line feed, without it."""
        found = bytearray()
        while (sign := self.read(1)) not in {b"", b"\n"}:
            found += sign
            if len(found) > LINE_BYTES:
                raise BackupRefused(f"The record {self.name!r} of the backup has no first line.")
        return bytes(found)

    def all(self) -> bytes:
        """Return the whole content of a small record."""
        found = bytearray()
        while piece := self.read():
            found += piece
            if len(found) > 2**24:
                raise BackupRefused(f"The record {self.name!r} of the backup is too long.")
        return bytes(found)

    def skip(self) -> None:
        """Read to the end."""
        while self.read():
            pass


def read_archive(source: Source) -> tuple[Head, Iterator[Record]]:
    """Return the head and an iterator over the records; each is read before the next one comes.

    The iterator ends only when the last record was there and said the right number. Raises
    BackupRefused, also while it is iterated over.
    """
    first = _record(source)
    if first is None or first.kind != HEAD:
        raise BackupRefused("The backup does not begin with a head.")
    return _head(first.all()), _records(source)


def _records(source: Source) -> Iterator[Record]:
    count = 1
    while record := _record(source):
        if record.kind == END:
            if _json(record.all()).get("records") != count or source.read(1):
                raise BackupRefused("The backup's last record does not fit the others.")
            return
        yield record
        record.skip()
        count += 1
    raise BackupRefused("The backup ends before its last record.")


def _record(source: Source) -> Record | None:
    start = source.read(RECORD.size)
    if not start:
        return None
    if len(start) < RECORD.size:
        raise BackupRefused("The backup ends within a record.")
    kind, length = RECORD.unpack(start)
    try:
        return Record(kind, exactly(source, length).decode(), source)
    except UnicodeDecodeError as error:
        raise BackupRefused("The backup has a record whose name is no text.") from error


def _head(content: bytes) -> Head:
    said = _json(content)
    if said.get("version") != VERSION:
        raise BackupRefused(
            f"The backup is of version {said.get('version')!r}; this program reads {VERSION}."
        )
    try:
        return Head(
            unit=str(said["unit"]),
            engine=str(said["engine"]),
            made_at=datetime.fromisoformat(str(said["made_at"])),
            migrations=tuple((str(app), str(name)) for app, name in said["migrations"]),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise BackupRefused("The backup's head cannot be read.") from error


def _json(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError as error:
        raise BackupRefused("The backup has a record that cannot be read.") from error
    return found if isinstance(found, dict) else {}


def exactly(source: Source, size: int) -> bytes:
    """Return `size` bytes. Raises BackupRefused if there are fewer."""
    found = source.read(size)
    if len(found) < size:
        raise BackupRefused("The backup ends within a record.")
    return found
