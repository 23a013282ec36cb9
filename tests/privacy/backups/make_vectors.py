"""Writes the vectors with a writer of its own: `python -m tests.privacy.backups.make_vectors`.

They are committed; the program must open them for ever. Run this only to add some.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from pathlib import Path
from uuid import UUID

from tests.privacy.vault import independent as own
from tests.privacy.vault.independent import Where
from tests.privacy.vault.make_vectors import fixed

FILE = Path(__file__).parent / "vectors.json"
KEY = fixed("backup key")


def record(kind: bytes, name: str, *pieces: bytes) -> bytes:
    raw = name.encode()
    body = b"".join(len(piece).to_bytes(4, "big") + piece for piece in pieces)
    return kind + len(raw).to_bytes(2, "big") + raw + body + bytes(4)


def head(unit: str, engine: str) -> bytes:
    said = {
        "engine": engine,
        "made_at": "2026-11-24T02:30:00+00:00",
        "migrations": [["privacy", "0001_keys"]],
        "unit": unit,
        "version": 1,
    }
    return record(b"H", "", json.dumps(said).encode())


def database() -> bytes:
    """Return the smallest SQLite file with a row in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.sqlite3"
        connection = sqlite3.connect(path)
        connection.executescript(
            "PRAGMA page_size=512; CREATE TABLE t (a); INSERT INTO t VALUES ('Ä');"
        )
        connection.close()
        return path.read_bytes()


def sealed(unit: str, plain: bytes) -> str:
    key = own.expand(KEY, f"dasite/v1/backup/{unit}")
    where = Where("backup", unit, "archive", UUID(int=0), 1)
    return own.seal(key, plain, where, salt=fixed(f"salt of {unit}", 24)).hex()


def main() -> None:
    small = database()
    on_sqlite = (
        head("default", "sqlite")
        + record(b"D", "", small[:700], small[700:])
        + record(b"F", "a/Ä file", b"sealed")
        + record(b"F", "empty")
        + record(b"E", "", b'{"records": 4}')
    )
    on_postgresql = (
        head("vault", "postgresql")
        + record(b"T", "t", b'["a", "b"]\n1\t\\\\x00\n')
        + record(b"S", "t_a_seq", b"[1, true]")
        + record(b"E", "", b'{"records": 3}')
    )
    vectors = {
        "key": KEY.hex(),
        "default": sealed("default", on_sqlite),
        "default_database": small.hex(),
        "vault": sealed("vault", on_postgresql),
    }
    FILE.write_text(json.dumps(vectors, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
