"""Files of any size are sealed in constant memory and read at any position, proven."""

from __future__ import annotations

import io
import random
import tracemalloc
from typing import BinaryIO, cast
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.vault.aead import BLOCK_BYTES, Place, SealKey, seal, unseal
from privacy.vault.errors import SealBroken, WrongKey
from privacy.vault.secret import Secret
from privacy.vault.stream import SealedReader, seal_stream

KEY = SealKey(Secret(b"k" * 32), epoch=1)
PLACE = Place("file", "17", "content", UUID(int=5))
CHUNK, SEALED_CHUNK, PRELUDE = 16_384, 16_400, 80
PLAIN = random.Random(1).randbytes(5 * CHUNK + 100)  # noqa: S311  # test data, no secret


def sealed_file(plain: bytes) -> bytes:
    target = io.BytesIO()
    seal_stream(KEY, io.BytesIO(plain), target, PLACE)
    return target.getvalue()


SEALED = sealed_file(PLAIN)


def reader(sealed: bytes = SEALED) -> io.BufferedReader:
    return SealedReader.buffered(KEY, io.BytesIO(sealed), PLACE)


def read_all(sealed: bytes) -> bytes:
    with reader(sealed) as opened:
        return opened.read()


@pytest.mark.parametrize(
    "length",
    [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 2_500_000],
)
def test_a_file_of_any_length_comes_back(length):
    plain = (PLAIN * (length // len(PLAIN) + 1))[:length]
    sealed = sealed_file(plain)
    assert len(sealed) == length + 96 + 16 * (length // CHUNK)
    assert read_all(sealed) == plain


def test_a_file_and_a_record_have_one_format():
    assert unseal(KEY, SEALED, PLACE) == PLAIN
    assert read_all(seal(KEY, PLAIN, PLACE)) == PLAIN


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(PLAIN) + 10), st.integers(0, 3 * CHUNK)), max_size=6))
def test_any_piece_can_be_read(pieces):
    with reader() as opened:
        for start, length in pieces:
            assert opened.seek(start) == start
            assert opened.read(length) == PLAIN[start : start + length]
            assert opened.tell() == min(start + length, max(start, len(PLAIN)))


def test_positions_count_from_the_beginning_the_end_and_here():
    with reader() as opened:
        assert opened.seek(-10, io.SEEK_END) == len(PLAIN) - 10
        assert opened.read() == PLAIN[-10:]
        opened.seek(5)
        opened.seek(CHUNK, io.SEEK_CUR)
        assert opened.read(4) == PLAIN[CHUNK + 5 : CHUNK + 9]
        assert opened.seekable()
        assert opened.readable()


def test_the_unbuffered_reader_can_be_read_alone():
    opened = SealedReader(KEY, io.BytesIO(SEALED), PLACE)
    opened.seek(CHUNK - 2)
    assert opened.read(4) == PLAIN[CHUNK - 2 : CHUNK]
    assert opened.tell() == CHUNK
    assert opened.seek(-1, io.SEEK_CUR) == CHUNK - 1
    assert opened.readall() == PLAIN[CHUNK - 1 :]


def test_a_position_before_the_beginning_is_refused():
    with pytest.raises(ValueError, match="before the beginning"):
        SealedReader(KEY, io.BytesIO(SEALED), PLACE).seek(-1)


def test_a_refused_file_stays_open_for_its_caller():
    source = io.BytesIO(SEALED[:-1])
    with pytest.raises(SealBroken):
        SealedReader.buffered(KEY, source, PLACE)
    assert not source.closed


def test_closing_the_reader_closes_the_file():
    source = io.BytesIO(SEALED)
    opened = SealedReader.buffered(KEY, source, PLACE)
    opened.close()
    opened.close()
    assert source.closed


@pytest.mark.parametrize("chunks", range(6))
def test_a_file_cut_between_two_chunks_is_refused_before_a_byte_is_read(chunks):
    with pytest.raises(SealBroken):
        reader(SEALED[: PRELUDE + chunks * SEALED_CHUNK])


@pytest.mark.parametrize("cut", [1, 15, 16, 99, 115, 116])
def test_a_file_cut_anywhere_in_its_last_chunk_is_refused(cut):
    with pytest.raises(SealBroken):
        reader(SEALED[:-cut])


@pytest.mark.parametrize("chunk", range(5))
@pytest.mark.parametrize("size", [-1, 7, CHUNK])
def test_a_damaged_chunk_is_refused_however_it_is_read(chunk, size):
    damaged = bytearray(SEALED)
    damaged[PRELUDE + chunk * SEALED_CHUNK + 9] ^= 4
    with reader(bytes(damaged)) as opened:
        opened.seek(chunk * CHUNK)
        with pytest.raises(SealBroken, match=f"chunk {chunk} "):
            opened.read(size)


def test_what_comes_before_a_damaged_chunk_can_be_read():
    damaged = bytearray(SEALED)
    damaged[PRELUDE + 3 * SEALED_CHUNK] ^= 1
    with reader(bytes(damaged)) as opened:
        assert opened.read(3 * CHUNK) == PLAIN[: 3 * CHUNK]
        with pytest.raises(SealBroken):
            opened.read(1)


@pytest.mark.parametrize("left", [PRELUDE, PRELUDE + 5, PRELUDE + SEALED_CHUNK - 1])
@pytest.mark.parametrize("size", [10, CHUNK])
def test_a_file_that_is_cut_while_it_is_read_is_refused(left, size):
    source = io.BytesIO(SEALED)
    opened = SealedReader(KEY, source, PLACE)
    source.truncate(left)
    with pytest.raises(SealBroken):
        opened.readinto(bytearray(size))


def test_a_refused_chunk_leaves_nothing_in_the_callers_buffer():
    damaged = bytearray(SEALED)
    damaged[PRELUDE + SEALED_CHUNK - 1] ^= 1
    opened, buffer = SealedReader(KEY, io.BytesIO(bytes(damaged)), PLACE), bytearray(CHUNK)
    with pytest.raises(SealBroken):
        opened.readinto(buffer)
    assert buffer == bytes(CHUNK)


@pytest.mark.parametrize("position", [24, 40, 48, 79])
def test_a_damaged_beginning_is_refused_at_once(position):
    damaged = bytearray(SEALED)
    damaged[position] ^= 1
    with pytest.raises(SealBroken):
        reader(bytes(damaged))


def test_another_key_and_another_row_are_refused_at_once():
    with pytest.raises(WrongKey):
        SealedReader(SealKey(Secret(b"K" * 32), epoch=1), io.BytesIO(SEALED), PLACE)
    with pytest.raises(SealBroken):
        SealedReader(KEY, io.BytesIO(SEALED), Place("file", "18", "content", UUID(int=5)))


class Endless(io.RawIOBase):
    """So many zeros, without holding them."""

    def __init__(self, length: int) -> None:
        self.left = length

    def read(self, size: int = -1) -> bytes:
        taken = min(size, self.left)
        self.left -= taken
        return bytes(taken)


def test_a_large_file_takes_little_memory_to_seal_and_to_read(tmp_path):
    size = 48 * 1024 * 1024
    path = tmp_path / "sealed"
    tracemalloc.start()
    try:
        with path.open("wb") as target:
            seal_stream(KEY, cast("BinaryIO", Endless(size)), target, PLACE)
        with SealedReader.buffered(KEY, path.open("rb"), PLACE) as opened:
            total = sum(len(piece) for piece in iter(lambda: opened.read(1_000_000), b""))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total == size
    assert peak < 6 * 1024 * 1024
