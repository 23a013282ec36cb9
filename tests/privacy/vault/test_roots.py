"""Root keys are read from one setting, and mistakes in it are told without its value."""

from __future__ import annotations

import base64

import pytest

from privacy.vault.errors import RootKeysWrong
from privacy.vault.roots import parse_root_keys

ONE = base64.b64encode(b"1" * 32).decode()
TWO = base64.b64encode(b"2" * 32).decode()


def test_the_first_key_is_the_newest_and_the_others_stay_readable():
    keys = parse_root_keys(f"b:{TWO}, a:{ONE}\n")
    assert keys.newest == "b"
    assert keys.derive("a", "x").reveal() != keys.derive("b", "x").reveal()


def test_each_use_has_its_own_key():
    keys = parse_root_keys(f"a:{ONE}")
    assert keys.derive("a", "x").reveal() != keys.derive("a", "y").reveal()
    assert len(keys.derive("a", "x", length=64).reveal()) == 64


def test_a_key_that_is_not_there_is_named_by_its_id():
    with pytest.raises(RootKeysWrong, match="lacks the key 'old'"):
        parse_root_keys(f"a:{ONE}").derive("old", "x")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "holds no key"),
        (" , ", "holds no key"),
        (ONE, "does not begin with an id"),
        (f":{ONE}", "does not begin with an id"),
        (f"an id:{ONE}", "does not begin with an id"),
        (f"thirteen-long:{ONE}", "does not begin with an id"),
        (f"a:{ONE},b:{TWO[:-4]}", "entry 2 has 30 bytes, not 32"),
        ("a:%%%%", "entry 1 is not base64"),
        (f"a:{ONE[:-1]}", "entry 1 is not base64"),
        (f"a:{ONE}{ONE}", "entry 1"),
        (f"a:{ONE},a:{TWO}", "entry 2 repeats an id"),
    ],
)
def test_a_mistake_is_told_in_one_sentence_without_the_value(text, says):
    with pytest.raises(RootKeysWrong, match=says) as refused:
        parse_root_keys(text)
    told = str(refused.value)
    assert "write ID:BASE64" in told
    assert "\n" not in told
    assert ONE[:8] not in told
    assert TWO[:8] not in told
    assert refused.value.__cause__ is None
