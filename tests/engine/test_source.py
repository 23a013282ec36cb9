"""YAML to sections, with the place of every key and value."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.errors import Position, SourceUnreadable
from interviews.engine.source import MAX_SOURCE, Map, Seq, plain, read_section, split


def section(text: str) -> Map:
    found = read_section(text, "s.yml", 10)
    assert found is not None
    return found


READS = {
    "a: 1": {"a": 1},
    "A B: x": {"a b": "x"},
    "a: {B: x}": {"a": {"B": "x"}},
    "a: [1, -2, +3, 007, 1.5, .5, 1., 1e3, -1.5e-3]": {
        "a": [1, -2, 3, 7, 1.5, 0.5, 1.0, 1000.0, -0.0015],
    },
    "a: [true, False, TRUE, null, ~, Null]": {"a": [True, False, True, None, None, None]},
    "a:\nb: ''": {"a": None, "b": ""},
    "a: [yes, no, on, off, 12:30, 2026-01-01, 1_000, 0x1f, .inf, 'true', \"5\"]": {
        "a": [
            "yes",
            "no",
            "on",
            "off",
            "12:30",
            "2026-01-01",
            "1_000",
            "0x1f",
            ".inf",
            "true",
            "5",
        ],
    },
    "a: 1234567890123456789": {"a": "1234567890123456789"},
    "a: |\n  one\n  two\n": {"a": "one\ntwo\n"},
    "a: >\n  one\n  two\n": {"a": "one two\n"},
    "a: !!str 5\nb: !!int 5": {"a": "5", "b": "5"},
    "a: &x [1]\nb: *x": {"a": [1], "b": [1]},
    "a:\n\t- 1": {"a": [1]},
    "? a\n: 1": {"a": 1},
}


@pytest.mark.parametrize(("text", "meant"), READS.items())
def test_a_section_is_plain_values(text, meant):
    found = plain(section(split_one(text)))
    assert found == meant
    assert str(found) == str(meant)


def split_one(text: str) -> str:
    (part, line), *more = split(text, "s.yml")
    assert (line, more) == (1, [])
    return part


def test_sections_are_split_at_lines_of_three_hyphens_and_know_where_they_begin():
    text = "a: 1\r\n---\r\nb: |\n  --- \n   ---\n--- \n---\nc: 1\n----\n"
    assert list(split(text, "s.yml")) == [
        ("a: 1\n", 1),
        ("\nb: |\n  --- \n   ---\n", 2),
        ("\n", 6),
        ("\nc: 1\n----\n", 7),
    ]


def test_a_section_of_nothing_or_of_remarks_is_none():
    for text in ("", "\n\n", "# only a remark", "''", "~"):
        assert read_section(text, "s.yml", 1) is None


def test_each_key_value_and_element_knows_its_place():
    found = section("a: 1\nbc:\n  - x\n  - y: z\nd: |\n\n  text\ne: >-\n    f\ng:\n")
    assert found.position == Position("s.yml", 10, 1)
    assert found.key_at("bc") == Position("s.yml", 11, 1)
    assert found.at("a") == Position("s.yml", 10, 4)
    assert found.at("d") == Position("s.yml", 16, 3)
    assert found.at("e") == Position("s.yml", 18, 5)
    assert found.at("none") == found.key_at("none") == found.position
    listed = found["bc"]
    assert isinstance(listed, Seq)
    assert listed.at(1) == Position("s.yml", 13, 5)
    assert [place.line for _, place in listed.located()] == [12, 13]
    assert listed[1].at("y") == Position("s.yml", 13, 8)


REFUSED = {
    "a: [": ("This is not YAML", 11),
    "a: 1\n b: 2": ("This is not YAML", 11),
    "a: b: c": ("This is not YAML", 10),
    "a: '": ("This is not YAML", 10),
    "a: \x00": ("a character that is not allowed", 10),
    "a: \ud800": ("a character that is not allowed", 10),
    "@a": ("This is not YAML", 10),
    "just text": ("A section has keys with values", 10),
    "- a": ('without a "- "', 10),
    "5": ("A section has keys with values", 10),
    "a: 1\nA: 2": ('The key "a" is there twice', 11),
    "a:\n  b: 1\n  b: 2": ('The key "b" is there twice', 12),
    "a: {[1]: 2}": ("A key is a word or a text", 10),
    "!!str a: 1": ("A key is a word or a text", 10),
    "a: &x b\n*x : 1": ("A key is a word or a text", 11),
    "a: &x {b: 1}\nc:\n  <<: *x": ("no merge keys", 12),
    "a: !x 1": ("The language has no tags", 10),
    "a: !!python/object:os.system x": ("The language has no tags", 10),
    "a: !!binary eA==": ("The language has no tags", 10),
    "a: !!set {b}": ("The language has no tags", 10),
    "a: *x": ("needs an anchor", 10),
    "a: &x [*x]": ("needs an anchor", 10),
    "a: 1\n--- b": ("A section begins on a line of its own", 11),
    "a: 1\n...\n---\nb: 1": ("A section begins on a line of its own", 13),
    "a: " + "[" * 40 + "]" * 40: ("nested too deeply", 10),
    "a: [" + "1, " * 60_000 + "]": ("too large", 10),
    "a: &a [1,1,1,1,1,1,1,1,1]\n"
    + "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    ): ("Aliases make this section too large", 14),
}


@pytest.mark.parametrize(("text", "why"), REFUSED.items(), ids=[text[:20] for text in REFUSED])
def test_a_section_that_is_none_is_refused_with_its_place(text, why):
    said, line = why
    began = time.process_time()
    with pytest.raises(SourceUnreadable, match=said) as refused:
        read_section(text, "s.yml", 10)
    assert str(refused.value.position).startswith(f"s.yml:{line}:")
    assert time.process_time() - began < 5


def test_a_source_that_is_too_long_is_refused():
    with pytest.raises(SourceUnreadable, match="1000000 characters"):
        list(split("a" * (MAX_SOURCE + 1), "s.yml"))


@given(st.text() | st.text("ab:-[]{}&*!|>'\"#%@,? \n\t\r\x85\u2028\u2029\0<~1.", max_size=40))
def test_whatever_is_written_as_yaml_is_at_worst_an_authors_mistake(text):
    with suppress(SourceUnreadable):
        for part, line in split(text, "s.yml"):
            found = read_section(part, "s.yml", line)
            assert found is None or isinstance(plain(found), dict)
