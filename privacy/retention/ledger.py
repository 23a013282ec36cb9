"""The ledger: what will be erased, written down before, and what was, after.

What may go wrong for ever: something is erased and a restored copy brings it back unnoticed. So a
line is committed (the vault's database waits for the disk) before the first key is destroyed. Each
line carries the hash of the line before; the head's own row tells a ledger that was cut short.
docs/reference/ledger-format.md specifies the bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import Error, connections, transaction

from privacy.models.ledger import LedgerEntry, LedgerHead
from privacy.retention.errors import LedgerBroken, LedgerUnavailable
from privacy.retention.telling import Tell, quiet

VAULT = "vault"
PREFIX = b"dasite ledger line v1\n"
# Set in the transaction on PostgreSQL; on SQLite the connection says how it was opened.
DURABLE = {
    "postgresql": "SELECT set_config('synchronous_commit', 'on', true)",
    "sqlite": "PRAGMA synchronous",
}
SCOPE = "scope:"  # before the scope of a row, among the objects, where its share stays
START = "0" * 64  # what the first line names as the hash before it


@dataclass(frozen=True)
class Record:
    """What one line is to say."""

    kind: LedgerEntry.Kind
    category: str
    batch: UUID
    objects: Sequence[int | str]
    scopes: Sequence[str] = ()
    subject_id: UUID | None = None
    policy_version: int | None = None


def append(records: Sequence[Record], *, now: datetime) -> list[int]:
    """Return the numbers of the lines that say this: all written and on the disk, or none.

    Saying the same of a batch twice writes one line, so that a crash after it does no harm.
    Raises LedgerUnavailable if the database does not take them.
    """
    try:
        with transaction.atomic(using=VAULT):
            _wait_for_the_disk()
            # The lock on the head lets one writer in at a time.
            LedgerHead.objects.get_or_create(pk=1)
            head = LedgerHead.objects.select_for_update().get(pk=1)
            numbers = [_append_one(head, record, now) for record in records]
            head.save(update_fields=["seq", "digest"])
    except Error as error:
        raise LedgerUnavailable(f"The ledger takes no line: {type(error).__name__}.") from error
    return numbers


def _append_one(head: LedgerHead, record: Record, now: datetime) -> int:
    before = LedgerEntry.objects.filter(batch=record.batch, kind=record.kind).first()
    if before is not None:
        return before.seq
    entry = LedgerEntry(
        seq=head.seq + 1,
        kind=record.kind,
        category=record.category,
        objects_named=list(record.objects),
        scopes=list(record.scopes),
        subject_id=record.subject_id,
        policy_version=record.policy_version,
        batch=record.batch,
        at=now,
        previous=head.digest,
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    head.seq, head.digest = entry.seq, entry.digest
    return entry.seq


def split_objects(objects: Sequence[int | str]) -> tuple[list[int | str], list[str]]:
    """Return the numbers of rows that stand among a line's objects, and the scopes of rows."""
    told = [one for one in objects if isinstance(one, str) and one.startswith(SCOPE)]
    scopes = set(told)
    numbers = [one for one in objects if one not in scopes]
    return numbers, [one.removeprefix(SCOPE) for one in told]


def names(batch: UUID) -> bool:
    """Return whether the ledger says of this batch that it will be erased, and not otherwise."""
    lines = LedgerEntry.objects.filter(batch=batch)
    kinds = set(lines.values_list("kind", flat=True))
    return LedgerEntry.Kind.INTENT in kinds and LedgerEntry.Kind.CANCELLED not in kinds


def _wait_for_the_disk() -> None:
    """See that this transaction's commit waits for the disk, whatever the server's default.

    Raises LedgerBroken if it would not: what is not on the disk must not be erased.
    """
    connection = connections[VAULT]
    with connection.cursor() as cursor:
        cursor.execute(DURABLE[connection.vendor])
        (answer,) = cursor.fetchone()
    if str(answer) not in {"on", "2", "3"}:
        raise LedgerBroken(
            f"The database {VAULT!r} would not wait for the disk (it says {answer!r}); "
            "on SQLite set PRAGMA synchronous=FULL."
        )


def digest_of(entry: LedgerEntry) -> str:
    """Return the SHA-256 of a line, 64 hexadecimal digits."""
    said = {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "batch": str(entry.batch),
        "category": entry.category,
        "kind": str(entry.kind),
        "objects": entry.objects_named,
        "policy_version": entry.policy_version,
        "previous": entry.previous,
        "scopes": entry.scopes,
        "seq": entry.seq,
        "subject": str(entry.subject_id) if entry.subject_id else None,
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(PREFIX + text.encode("ascii")).hexdigest()


def verify(tell: Tell = quiet) -> int:
    """Return how many lines the ledger has, all of them in order and unchanged.

    Of a line that is blank, by its age, the hash alone is looked at.

    `tell` hears now and then how many are read, and of how many. Raises LedgerBroken with the
    number of the first line that does not fit.
    """
    previous, seq = START, 0
    head = LedgerHead.objects.filter(pk=1).first() or LedgerHead()
    for entry in LedgerEntry.objects.order_by("seq").iterator(chunk_size=1000):
        if entry.seq != seq + 1:
            raise LedgerBroken(f"Line {seq + 1} is missing: after line {seq} comes {entry.seq}.")
        if entry.previous != previous:
            raise LedgerBroken(f"Line {entry.seq} does not follow line {seq}.")
        if entry.blanked_at is None and entry.digest != digest_of(entry):
            raise LedgerBroken(f"Line {entry.seq} was changed after it was written.")
        previous, seq = entry.digest, entry.seq
        if seq % 1000 == 0 or seq == head.seq:
            tell(seq, head.seq)
    head = LedgerHead.objects.filter(pk=1).first() or LedgerHead()
    if (head.seq, head.digest) != (seq, previous):
        raise LedgerBroken(f"The ledger ends at line {seq}; its head says {head.seq}.")
    return seq
