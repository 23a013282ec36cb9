"""Recovery codes as people write them down: each slip is found, none is mended wrongly."""

from __future__ import annotations

import secrets

import pytest

from privacy.vault.errors import CodeMistyped
from privacy.vault.recovery import ALPHABET, CHECK_SYMBOLS, make_code, read_code


def test_a_code_is_eight_groups_and_a_check_symbol():
    groups = make_code().split("-")
    assert [len(group) for group in groups] == [4] * 8 + [1]
    assert set("".join(groups[:-1])) <= set(ALPHABET)


def test_a_code_holds_160_random_bits(monkeypatch):
    monkeypatch.setattr(secrets, "token_bytes", lambda length: bytes(range(length)))
    assert read_code(make_code()).reveal() == bytes(range(20))


def test_two_codes_differ():
    assert make_code() != make_code()


def test_known_codes():
    """By hand: all bits zero; all bits one, whose rest modulo 37 is 8."""
    assert read_code("0" * 33).reveal() == bytes(20)
    assert (2**160 - 1) % 37 == 8
    assert read_code("Z" * 32 + CHECK_SYMBOLS[8]).reveal() == b"\xff" * 20


@pytest.mark.parametrize(
    "respell", [str.lower, lambda code: code.replace("-", " "), "  {}\n".format]
)
def test_case_and_spaces_do_not_matter(respell):
    code = make_code()
    assert read_code(respell(code)).reveal() == read_code(code).reveal()


def test_letters_that_look_like_digits_are_read_as_such():
    assert read_code("oO" * 16 + "0").reveal() == bytes(20)
    one = int("00001" * 32, 2)
    assert read_code("iL1I" * 8 + CHECK_SYMBOLS[one % 37]).reveal() == one.to_bytes(20)


def test_every_wrong_symbol_is_found():
    code = make_code().replace("-", "")
    for place in range(32):
        for letter in set(ALPHABET) - {code[place]}:
            with pytest.raises(CodeMistyped):
                read_code(code[:place] + letter + code[place + 1 :])


def test_every_two_neighbours_that_changed_places_are_found():
    code = make_code().replace("-", "")
    for place in range(31):
        one, two = code[place], code[place + 1]
        if one != two:
            with pytest.raises(CodeMistyped):
                read_code(code[:place] + two + one + code[place + 2 :])


@pytest.mark.parametrize("text", ["", "0" * 32, "0" * 34, "Ä" * 33, "0" * 31 + "*0", "U" * 33])
def test_what_cannot_be_a_code_is_refused(text):
    with pytest.raises(CodeMistyped):
        read_code(text)


def test_a_refusal_does_not_repeat_what_was_typed():
    code = make_code()
    with pytest.raises(CodeMistyped) as caught:
        read_code(code[:-1] + ("0" if code[-1] != "0" else "1"))
    assert code[:4] not in str(caught.value)
