"""An interview: what its author says of it, and which block is tried first."""

from __future__ import annotations

from interviews.engine import registry
from tests.engine.test_loading import loaded

CODE = "code: |\n  a = {}\n"


def first_lines(found, pattern: str = "a", language: str = "en") -> list[str]:
    return [block.statements.source.strip()[-1] for block in found.candidates(pattern, language)]


def test_what_the_author_says_of_it_is_at_hand():
    found = loaded(
        "metadata:\n  title: ' A title '\n  short title: Short\n  description: What for\n---\n"
        "sections:\n  - a: First\n  - b: Second\n---\nmandatory: True\n" + CODE.format(1)
    )
    assert (found.title, found.short_title, found.description) == ("A title", "Short", "What for")
    assert found.sections == ("First", "Second")
    assert found.mandatory


def test_an_interview_of_which_nothing_is_said_has_no_title():
    found = loaded(CODE.format(1))
    assert (found.title, found.short_title, found.description, found.sections) == ("", "", "", ())
    assert not found.mandatory


def test_a_later_block_is_tried_before_an_earlier_one():
    assert first_lines(loaded("---\n".join(CODE.format(n) for n in (1, 2, 3)))) == ["3", "2", "1"]
    assert first_lines(loaded(CODE.format(1)), "b") == []


def test_a_block_in_the_persons_language_is_tried_first_and_one_in_another_never():
    found = loaded(
        f"language: fr\n{CODE.format(1)}---\n{CODE.format(2)}---\nlanguage: es\n{CODE.format(3)}"
    )
    assert first_lines(found, language="fr") == ["1", "2"]
    assert first_lines(found, language="en") == ["2"]


def test_a_block_that_supersedes_others_is_tried_before_them():
    found = loaded(
        f"id: one\nsupersedes: three\n{CODE.format(1)}---\n"
        f"id: two\n{CODE.format(2)}---\nid: three\n{CODE.format(3)}"
    )
    assert first_lines(found) == ["2", "1", "3"]


def test_the_order_that_an_author_gives_decides():
    blocks = "---\n".join(f"id: n{n}\n{CODE.format(n)}" for n in (1, 2, 3))
    found = loaded(f"order:\n  - n1\n  - n3\n---\n{blocks}")
    assert first_lines(found) == ["2", "1", "3"]


def test_orders_that_contradict_each_other_leave_none_out():
    one = f"id: one\nsupersedes: two\n{CODE.format(1)}"
    found = loaded(f"{one}---\nid: two\nsupersedes: one\n{CODE.format(2)}")
    assert sorted(first_lines(found)) == ["1", "2"]


def test_what_depends_on_a_name_is_known_by_it():
    found = loaded(f"depends on:\n  - b\n  - c.d\n{CODE.format(1)}---\ndepends on: b\ncode: e = 1")
    assert found.dependents == {"b": ("a", "e"), "c.d": ("a",)}


def test_what_an_interview_imports_is_offered_by_name():
    found = loaded(
        "imports:\n  - math\n  - docassemble.base.util\n---\n"
        "modules:\n  - re\n  - docassemble.base.util\n---\n" + CODE.format(1)
    )
    assert found.offered["math"] is registry.modules["math"]
    assert found.offered["search"] is registry.modules["re"].offered["search"]
    assert "re" not in found.offered
    assert found.offered["len"] is registry.functions["len"]
