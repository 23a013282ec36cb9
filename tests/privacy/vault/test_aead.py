"""A sealed record opens in its place, whole, or not at all."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.vault import aead
from privacy.vault.aead import Place, SealKey, read_epoch, seal, unseal
from privacy.vault.errors import FormatUnknown, SealBroken, WrongKey
from privacy.vault.secret import Secret

KEY = SealKey(Secret(b"k" * 32), epoch=1)
SCOPE = UUID("6f1d3f0e-4a56-4e0a-9b1e-0c5f5d0a7b11")
PLACE = Place("interviews_answer", "17", "state", SCOPE)
SEALED = seal(KEY, b"an answer", PLACE)
CHUNK = 16_384


def refusal(sealed: bytes, place: Place = PLACE, key: SealKey = KEY) -> type[Exception]:
    with pytest.raises((SealBroken, WrongKey)) as refused:
        unseal(key, sealed, place)
    return refused.type


@given(st.binary(max_size=200), st.integers(0, 2**32 - 1), st.text(), st.text(), st.text())
def test_what_was_sealed_opens(plain, epoch, table, row, field):
    key, place = SealKey(Secret.random(), epoch=epoch), Place(table, row, field, SCOPE)
    assert unseal(key, seal(key, plain, place), place) == plain


@pytest.mark.parametrize("length", [CHUNK - 1, CHUNK, CHUNK + 1, 70 * CHUNK, 2_000_001])
def test_long_records_open(length):
    plain = bytes(range(251)) * (length // 251 + 1)
    sealed = seal(KEY, plain[:length], PLACE)
    assert len(sealed) == length + 96 + 16 * (length // CHUNK)
    assert unseal(KEY, sealed, PLACE) == plain[:length]


def test_sealing_twice_gives_different_bytes():
    assert seal(KEY, b"an answer", PLACE) != SEALED


@pytest.mark.parametrize("position", range(len(SEALED)))
def test_each_flipped_bit_is_refused(position):
    for bit in range(8):
        damaged = bytearray(SEALED)
        damaged[position] ^= 1 << bit
        assert issubclass(refusal(bytes(damaged)), SealBroken)


@pytest.mark.parametrize("length", range(len(SEALED)))
def test_each_truncation_is_refused(length):
    assert issubclass(refusal(SEALED[:length]), SealBroken)


@pytest.mark.parametrize(
    "edge", [80, 80 + CHUNK + 15, 80 + CHUNK + 16, 80 + CHUNK + 17, -1, -16, -17]
)
def test_a_cut_at_an_edge_of_a_chunk_is_refused(edge):
    sealed = seal(KEY, bytes(2 * CHUNK + 1), PLACE)
    assert refusal(sealed[:edge]) is SealBroken


@pytest.mark.parametrize("chunk", range(6))
def test_a_large_record_is_refused_wherever_it_is_damaged_cut_or_swapped(chunk):
    sealed = seal(KEY, bytes(5 * CHUNK + 1), PLACE)
    start = 80 + chunk * (CHUNK + 16)
    after = start + CHUNK + 16
    damaged = sealed[:start] + bytes([sealed[start] ^ 1]) + sealed[start + 1 :]
    assert refusal(damaged) is SealBroken
    assert refusal(sealed[:start]) is SealBroken
    assert refusal(sealed[:start] + sealed[after:]) is SealBroken
    assert refusal(sealed[:start] + sealed[start:after] * 2 + sealed[after:]) is SealBroken


def test_a_large_record_says_what_is_wrong_with_its_beginning():
    """Its commitment is proven by another piece of code than a small one's."""
    sealed = seal(KEY, bytes(2 * CHUNK), PLACE)
    other = SealKey(Secret(b"K" * 32), epoch=1)
    assert refusal(sealed, key=other) is WrongKey
    assert refusal(sealed, replace(PLACE, row="18")) is SealBroken
    for position in range(80):
        damaged = sealed[:position] + bytes([sealed[position] ^ 1]) + sealed[position + 1 :]
        assert refusal(damaged) is (FormatUnknown if position < 4 else SealBroken)
        assert refusal(damaged, key=other) in {FormatUnknown, SealBroken, WrongKey}


@given(st.binary(min_size=1, max_size=40))
def test_bytes_at_the_end_are_refused(more):
    assert refusal(SEALED + more) is SealBroken


@given(st.binary(max_size=200))
def test_bytes_that_were_never_sealed_are_refused(noise):
    assert issubclass(refusal(noise), SealBroken)
    assert issubclass(refusal(SEALED[:4] + noise), SealBroken | WrongKey)


@pytest.mark.parametrize(
    "place",
    [
        replace(PLACE, table="interviews_answers"),
        replace(PLACE, row="1"),
        replace(PLACE, field="State"),
        replace(PLACE, scope=UUID(int=SCOPE.int + 1)),
        replace(PLACE, row="17state", field=""),
        Place("", "", "", SCOPE),
    ],
)
def test_another_place_is_refused(place):
    assert refusal(SEALED, place) is SealBroken


def test_another_epoch_of_the_same_key_is_refused():
    assert refusal(SEALED, key=SealKey(KEY.secret, epoch=2)) is SealBroken


def test_a_wrong_key_is_told_apart_from_damage():
    assert refusal(SEALED, key=SealKey(Secret(b"K" * 32), epoch=1)) is WrongKey


def test_a_damaged_key_id_is_no_wrong_key():
    damaged = SEALED[:4] + bytes(16) + SEALED[20:]
    assert refusal(damaged) is SealBroken


@pytest.mark.parametrize("position", [0, 1, 2, 3])
def test_another_format_is_named(position):
    damaged = bytearray(SEALED)
    damaged[position] += 1
    assert refusal(bytes(damaged)) is FormatUnknown


def test_the_epoch_is_read_from_the_header():
    sealed = seal(SealKey(KEY.secret, epoch=70_000), b"", PLACE)
    assert read_epoch(sealed[: aead.HEADER.size]) == 70_000


def test_neither_answer_nor_key_is_in_what_is_raised_or_stored():
    with pytest.raises(SealBroken) as refused:
        unseal(KEY, SEALED[:-1], PLACE)
    assert "an answer" not in str(refused.value)
    assert b"an answer" not in SEALED
    assert KEY.secret.reveal() not in SEALED
