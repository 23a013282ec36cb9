"""What a backup holds comes back as it was; half of one, or a changed one, does not."""

from __future__ import annotations

import base64
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.backups import keys
from privacy.backups.archive import END, FILE, HEAD, PIECE_BYTES, Head, Writer, read_archive
from privacy.backups.errors import BackupRefused, NoBackupKey
from privacy.backups.making import Proven
from tests.privacy.backups.make_vectors import head as own_head
from tests.privacy.backups.make_vectors import record

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
HEAD_OF = Head("default", "sqlite", datetime(2026, 11, 24, 2, 30, tzinfo=UTC), (("a", "b"),))


@pytest.fixture(autouse=True)
def key(settings):
    encoded = base64.b64encode(bytes.fromhex(VECTORS["key"])).decode()
    settings.DASITE_BACKUP_KEY = f"new:{'A' * 43}=,old:{encoded}"


def read(plain: bytes) -> tuple[Head, list[tuple[bytes, str, bytes]]]:
    head, records = read_archive(io.BytesIO(plain))
    return head, [(one.kind, one.name, one.all()) for one in records]


def opened(unit: str, sealed: bytes) -> tuple[Head, list[tuple[bytes, str, bytes]]]:
    with keys.open_sealed(io.BytesIO(sealed), unit) as source:
        head, records = read_archive(Proven(source, lambda done, total: None))
        return head, [(one.kind, one.name, one.all()) for one in records]


def test_the_committed_backup_of_sqlite_opens():
    head, records = opened("default", bytes.fromhex(VECTORS["default"]))
    assert (head.unit, head.engine) == ("default", "sqlite")
    assert head.made_at == datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
    assert head.migrations == (("privacy", "0001_keys"),)
    assert records == [
        (b"D", "", bytes.fromhex(VECTORS["default_database"])),
        (b"F", "a/Ä file", b"sealed"),
        (b"F", "empty", b""),
    ]


def test_the_committed_backup_of_postgresql_opens():
    _, records = opened("vault", bytes.fromhex(VECTORS["vault"]))
    assert records == [
        (b"T", "t", b'["a", "b"]\n1\t\\\\x00\n'),
        (b"S", "t_a_seq", b"[1, true]"),
    ]


def test_no_flipped_byte_passes():
    sealed = bytes.fromhex(VECTORS["vault"])
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(BackupRefused):
            opened("vault", bytes(changed))


def test_no_cut_passes():
    sealed = bytes.fromhex(VECTORS["vault"])
    for length in range(len(sealed)):
        with pytest.raises(BackupRefused):
            opened("vault", sealed[:length])


def test_a_cut_within_the_records_is_told_by_them_alone():
    target = io.BytesIO()
    writer = Writer(target, HEAD_OF)
    with writer.record(FILE, "name") as sink:
        sink.write(b"content")
    writer.finish()
    whole = target.getvalue()
    assert read(whole)[1] == [(FILE, "name", b"content")]
    for length in range(len(whole)):
        with pytest.raises(BackupRefused):
            read(whole[:length])


def test_one_unit_s_backup_is_none_of_the_other():
    with pytest.raises(BackupRefused, match="not of 'default'"):
        opened("default", bytes.fromhex(VECTORS["vault"]))


def test_a_backup_under_a_key_that_is_gone_says_so(settings):
    settings.DASITE_BACKUP_KEY = f"new:{'A' * 43}="
    with pytest.raises(BackupRefused, match="a key that DASITE_BACKUP_KEY lacks"):
        opened("vault", bytes.fromhex(VECTORS["vault"]))


@pytest.mark.parametrize(
    ("value", "wanted"),
    [("", "is not set. Make a key with"), ("1:short", "DASITE_BACKUP_KEY: entry 1")],
)
def test_without_a_good_key_nothing_is_sealed(settings, value, wanted):
    settings.DASITE_BACKUP_KEY = value
    with pytest.raises(NoBackupKey, match=wanted) as caught:
        keys.seal_into(io.BytesIO(), "default")
    assert "short" not in str(caught.value)


END_OF_TWO = record(b"E", "", b'{"records": 2}')
BAD = {
    "no head": END_OF_TWO,
    "nothing": b"",
    "head of another version": record(HEAD, "", b'{"version": 2}'),
    "head that says too little": record(HEAD, "", b'{"version": 1}'),
    "head that is no JSON": record(HEAD, "", b"{"),
    "head that is a list": record(HEAD, "", b"[]"),
    "no end": own_head("default", "sqlite"),
    "an end that counts wrong": own_head("default", "sqlite") + END_OF_TWO,
    "something after the end": own_head("default", "sqlite")
    + record(b"E", "", b'{"records": 1}')
    + b"x",
    "a piece too long": b"H\0\0" + (PIECE_BYTES + 1).to_bytes(4, "big"),
    "a name that is no text": own_head("default", "sqlite") + b"F\0\1\xff" + bytes(4),
    "a head without end": record(HEAD, "", *[bytes(PIECE_BYTES)] * 65),
}


@pytest.mark.parametrize("name", BAD)
def test_what_the_format_forbids_is_refused(name):
    with pytest.raises(BackupRefused):
        read(BAD[name])


def test_a_record_without_a_first_line_is_refused():
    plain = own_head("vault", "postgresql") + record(b"T", "t", b"x" * 70_000)
    _, records = read_archive(io.BytesIO(plain))
    with pytest.raises(BackupRefused, match="no first line"):
        next(records).line()


@given(st.lists(st.tuples(st.text(max_size=40), st.binary(max_size=300)), max_size=5))
def test_whatever_is_written_is_read(content):
    target = io.BytesIO()
    writer = Writer(target, HEAD_OF)
    for name, data in content:
        with writer.record(FILE, name) as sink:
            sink.write(data)
    writer.finish()
    head, records = read(target.getvalue())
    assert head == HEAD_OF
    assert records == [(FILE, name, data) for name, data in content]


def test_large_content_is_cut_into_pieces_that_a_reader_takes():
    target = io.BytesIO()
    writer = Writer(target, HEAD_OF)
    with writer.record(FILE, "x") as sink:
        sink.write(bytes(2 * PIECE_BYTES + 1))
    writer.finish()
    assert len(read(target.getvalue())[1][0][2]) == 2 * PIECE_BYTES + 1


def test_what_is_not_read_is_passed_over():
    plain = (
        own_head("default", "sqlite")
        + record(FILE, "a", b"one", b"two")
        + record(FILE, "b", b"three")
        + record(END, "", b'{"records": 3}')
    )
    _, records = read_archive(io.BytesIO(plain))
    assert [record.name for record in records] == ["a", "b"]
