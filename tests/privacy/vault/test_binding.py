"""Lists of parts that differ never look alike, and labels keep derived keys apart."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from privacy.vault.binding import bind, combine, expand
from privacy.vault.secret import Secret

KEY = Secret(bytes(32))
PARTS = st.lists(st.binary(max_size=6), max_size=4)


@given(PARTS, PARTS)
def test_two_lists_look_alike_only_if_they_are_alike(one, other):
    assert (bind(*one) == bind(*other)) == (one == other)


def test_text_numbers_and_ids_have_their_bytes():
    assert bind("é", 258, UUID(int=1), b"") == (
        b"\0\0\0\x02\xc3\xa9\0\0\0\x04\0\0\1\2\0\0\0\x10" + bytes(15) + b"\1" + bytes(4)
    )


def test_labels_and_contexts_give_different_keys():
    keys = {
        expand(KEY, "a").reveal(),
        expand(KEY, "b").reveal(),
        expand(KEY, "a", "b").reveal(),
        combine((KEY,), "a").reveal(),
        combine((KEY, KEY), "a").reveal(),
        combine((KEY,), "a", 1).reveal(),
    }
    assert len(keys) == 6
