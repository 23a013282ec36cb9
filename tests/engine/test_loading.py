"""Sources to interviews: sections in order, includes at their place, every mistake noted."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine import registry
from interviews.engine.errors import AuthorMistake
from interviews.engine.loading import check_interview, load_interview, resolve


class Shelf:
    """Files in a dictionary."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.files = files

    def read(self, package: str, path: str) -> bytes:
        name = f"{package}:{path.removeprefix('data/questions/')}"
        if name not in self.files:
            raise FileNotFoundError(name)
        content = self.files[name]
        return content if isinstance(content, bytes) else content.encode()


def loaded(first: str | bytes, **others: str | bytes):
    files = {"pack:a.yml": first} | {
        name.replace("__", ":") + ".yml": text for name, text in others.items()
    }
    return load_interview(Shelf(files), "pack", "data/questions/a.yml")


def mistakes(first: str | bytes, **others: str | bytes) -> list[str]:
    files = {"pack:a.yml": first} | {
        name.replace("__", ":") + ".yml": text for name, text in others.items()
    }
    return [
        str(each).replace("data/questions/", "")
        for each in check_interview(Shelf(files), "pack", "data/questions/a.yml")
    ]


CODE = "code: |\n  {0} = 1\n"


def test_blocks_stand_in_the_authors_order_with_includes_at_their_place():
    found = loaded(
        CODE.format("a") + "---\ninclude:\n  - b.yml\n  - other:c.yml\n---\n" + CODE.format("d"),
        pack__b=CODE.format("b"),
        other__c=CODE.format("c") + "---\ninclude: a.yml\n",
        other__a=CODE.format("e"),
    )
    assert [next(iter(block.offers)) for block in found.blocks] == ["a", "b", "c", "e", "d"]
    assert [block.order for block in found.blocks] == [0, 1, 2, 3, 4]
    assert found.definitions.package == "pack"


def test_a_source_that_is_included_twice_or_includes_itself_is_read_once():
    found = loaded("include: b.yml\n---\ninclude: [b.yml, a.yml]", pack__b=CODE.format("b"))
    assert len(found.blocks) == 1


def test_what_upstreams_own_packages_hold_need_not_be_there():
    assert mistakes("include: docassemble.base:basic-questions.yml") == []


def test_two_blocks_that_say_the_same_are_told_apart():
    found = loaded(CODE.format("a") + "---\n" + CODE.format("a"))
    assert len({block.name for block in found.blocks}) == len(found.by_name) == 2


def test_a_byte_order_mark_is_no_mistake():
    assert mistakes(b"\xef\xbb\xbf" + CODE.format("a").encode()) == []


REFUSED = {
    "include: none.yml": 'pack:a.yml:1:10: There is no source "pack:none.yml".',
    "# 1\n---\ninclude: b.yml\nincluded: x": (
        'pack:a.yml:4:1: A section that includes others has no "included". Did you mean "include"?'
    ),
    "include: ../../../b.yml": "pack:a.yml:1:10: A source lies in its package.",
    "include: pack:../../../b.yml": "pack:a.yml:1:10: A source lies in its package.",
    "include: /etc/passwd": "pack:a.yml:1:10: A source lies in its package.",
    'include: "b\\0.yml"': "pack:a.yml:1:10: A source lies in its package.",
    "nothing: 1": "A section needs exactly one of the keys that make a block",
    "questions: a": 'which makes no block. Did you mean "question"?',
    "code: |\n  a = 1\nobjects:\n  - b: DAObject": "A section is one block",
    "a: [": "This is not YAML",
    "code: |\n  import os\n  class A: pass": "pack:a.yml:3:3: The language has no 'class'",
}


@pytest.mark.parametrize(("text", "said"), REFUSED.items())
def test_a_mistake_is_noted_with_its_place(text, said):
    assert said in "\n".join(mistakes(text))
    with pytest.raises(AuthorMistake):
        loaded(text)


def test_every_mistake_is_noted_not_only_the_first():
    assert len(mistakes("a: [\n---\nb: 1\n---\ninclude: c.yml\n---\n" + CODE.format("a"))) == 3


def test_a_source_that_is_not_utf8_or_too_long_is_refused():
    assert "A source is written in UTF-8." in mistakes(b"\xff\xfe")[0]
    assert "1000000 characters" in mistakes("#" * 1_000_001)[0]


def test_sources_that_include_each_other_without_end_are_refused():
    files = {f"pack:{n}.yml": f"include: {n + 1}.yml" for n in range(300)}
    found = check_interview(Shelf(files), "pack", "data/questions/0.yml")
    assert [each.message for each in found] == ["Too many sources are included."]
    wide = {"pack:a.yml": "include:\n" + "".join(f"  - {n}.yml\n" for n in range(300))}
    wide |= {f"pack:{n}.yml": "" for n in range(300)}
    found = check_interview(Shelf(wide), "pack", "data/questions/a.yml")
    assert {each.message for each in found} == {"Too many sources are included."}


def test_a_name_leads_beside_the_source_or_to_a_packages_questions():
    assert resolve("x.yml", "p", "data/questions/sub") == ("p", "data/questions/sub/x.yml")
    assert resolve("../x.yml", "p", "data/questions/sub") == ("p", "data/questions/x.yml")
    assert resolve(" q:x.yml ", "p", "f") == ("q", "data/questions/x.yml")
    assert resolve("q:sub/x.yml", "p", "f") == ("q", "data/questions/sub/x.yml")
    assert resolve("q:data/questions/x.yml", "p", "f") == ("q", "data/questions/x.yml")


MORE = """
    fields|mandatory|if|id|sets|event|choices|subquestion|generic object|depends on|need|columns
    |content|variable name|validation code|datatype|default|required|show if|edit|section|terms
    |help|language|order|only sets|allowed to set|continue button field|reconsider|undefine
"""
KEYS = sorted({*registry.blocks, *(word.strip() for word in MORE.split("|"))})
INNER = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.sampled_from(["a", "x.b", "a[i]", "${ a }", "% if", "DAObject", "no name!", "", "a.yml"])
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | st.text("ab", max_size=2), inner, max_size=3)
    ),
    max_leaves=6,
)


def written(value: object) -> str:
    """Return a value as YAML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(k)}: {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, str):
        escaped = "".join(f"\\U{ord(char):08x}" for char in value)
        return f'"{escaped}"'
    return "null" if value is None else str(value).lower()


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), INNER, min_size=1, max_size=4), max_size=3))
def test_whatever_blocks_are_made_of_is_at_worst_an_authors_mistake(sections):
    text = "\n---\n".join(written(each) for each in sections)
    assert all(str(each) for each in mistakes(text))


@given(st.binary() | st.text().map(str.encode))
def test_whatever_bytes_a_source_has_it_is_at_worst_an_authors_mistake(content):
    assert all(str(each) for each in mistakes(content))
