"""Names as data: parsed here alone, and the patterns that blocks offer them under."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.names import (
    Attribute,
    Each,
    Index,
    Name,
    NotAName,
    canonical,
    is_name,
    parse,
    variants,
)

CANONICAL = {
    "client": "client",
    " client.name.first ": "client.name.first",
    "child[0].name": "child[0].name",
    "child[ -1 ]": "child[-1]",
    "x.pets[i]": "x.pets[i]",
    'taxes["state"]': "taxes['state']",
    "d['a b']['it\\'s']": "d['a b'][\"it's\"]",
    "d['\\n\\t\\\\']": "d['\\n\\t\\\\']",
    "d['\\x07\\u2028\\U000e0001']": "d['\\x07\\u2028\\U000e0001']",
    "d['']": "d['']",
    "d[True][False][None]": "d[True][False][None]",
    "d['\ufb01']": "d['\ufb01']",
    "\ufb01": "fi",
    "\u00e9t\u00e9.x": "\u00e9t\u00e9.x",
}


@pytest.mark.parametrize(("written", "spelled"), CANONICAL.items())
def test_a_name_has_one_spelling(written, spelled):
    assert canonical(written) == spelled
    assert canonical(spelled) == spelled


WRONG = """
    1a|a.|.a|a..b|a b|a()|a.b()|a[0|a[]|a[x]|a[1.5]|a[0:1]|a[b.c]|a['b'|a['b\\q']|a['\\U00110000']
    |a[1234567890]|a + b|a,b|a;b|_a|a._b|a.__class__|\uff3fa|class|a.if|lambda: 1|None|True
    |a['b' + 'c']|a[f'b']
"""
NONE = ["", " ", "a\nb", "a\0", "a" * 257, "a" + "[0]" * 9, *map(str.strip, WRONG.split("|"))]


@pytest.mark.parametrize("text", NONE)
def test_what_is_more_or_less_than_a_name_is_none(text):
    assert not is_name(text)
    with pytest.raises(NotAName) as refused:
        parse(text)
    assert not text.strip() or text not in str(refused.value)


def test_only_a_text_is_a_name():
    assert not is_name(5)
    assert not is_name(None)


def test_a_name_is_where_it_starts_and_the_steps_from_there():
    name = parse("a.b[0][i]['k']")
    assert name == Name("a", (Attribute("b"), Index(0), Each("i"), Index("k")))
    assert str(name.parent) == "a.b[0][i]"
    assert parse("a").parent is None


@given(st.text())
def test_whatever_is_written_is_a_name_or_not(text):
    if is_name(text):
        assert parse(canonical(text)) == parse(text)


@given(st.text(max_size=20) | st.integers(-999_999_999, 999_999_999) | st.booleans() | st.none())
def test_every_key_can_be_written_as_a_part_of_a_name(key):
    assert parse(f"d[{key!r}]") == Name("d", (Index(key),))


def tried(name):
    return [(each.pattern, each.x, dict(each.iterators)) for each in variants(parse(name))]


def test_a_name_is_looked_up_as_it_is_and_then_in_more_general_words():
    assert tried("client.name.first") == [
        ("client.name.first", None, {}),
        ("x.name.first", "client", {}),
        ("x.first", "client.name", {}),
    ]
    assert tried("fruit[2].color") == [
        ("fruit[2].color", None, {}),
        ("fruit[i].color", None, {"i": 2}),
        ("x[2].color", "fruit", {}),
        ("x[i].color", "fruit", {"i": 2}),
        ("x.color", "fruit[2]", {}),
    ]
    assert [pattern for pattern, _, _ in tried("a.b[0].c['k']")] == [
        "a.b[0].c['k']", "a.b[i].c['k']", "a.b[0].c[i]", "a.b[i].c[j]",
        "x.b[0].c['k']", "x.b[i].c['k']", "x.b[0].c[i]", "x.b[i].c[j]",
        "x[0].c['k']", "x[i].c['k']", "x[0].c[i]", "x[i].c[j]",
        "x.c['k']", "x.c[i]", "x['k']", "x[i]",
    ]  # fmt: skip


def test_a_bare_name_has_itself_alone():
    assert tried("client") == [("client", None, {})]


def test_a_letter_stays_a_letter():
    assert ("x[i]", "a", {}) in tried("a[i]")


def test_the_longest_names_are_looked_up_in_little_time():
    began = time.process_time()
    assert len(variants(parse("a" + "[0]" * 8))) < 2_000
    assert time.process_time() - began < 1
