"""The reference of the language names all that it has, and its figures are the code's."""

from __future__ import annotations

import re
from pathlib import Path

from interviews.engine import limits, names, registry, state
from interviews.engine.evaluator import functions, grammar, statements
from interviews.engine.text import nodes

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "expressions.md"
TEXT = PAGE.read_text(encoding="utf-8")
WORDS = set(re.findall(r"`([^`\n]+)`", TEXT))


def defined_in(module: object) -> set[str]:
    return {
        name
        for name, made in registry.functions.items()
        if getattr(getattr(made, "function", made), "__module__", "") == module.__name__  # type: ignore[attr-defined]
    }


def test_each_function_of_the_evaluator_is_named():
    known = defined_in(functions)
    assert "len" in known
    assert known - WORDS == set()
    assert defined_in(statements) - WORDS == set()


def test_each_attribute_of_a_plain_value_is_named():
    for table in (registry.methods, registry.readings):
        for known in table.values():
            assert set(known) - WORDS == set()


def test_each_module_is_named():
    outer = {name.partition(".")[0] for name in registry.modules if "." in name}
    assert set(registry.modules) - WORDS - outer == set()


def test_the_figures_are_those_of_the_code():
    for figure in (
        limits.MAX_STEPS, limits.MAX_DEPTH, limits.MAX_TEXT, limits.MAX_ELEMENTS, limits.MAX_BITS,
        limits.MAX_DIGITS, limits.MAX_WIDTH, grammar.MAX_SOURCE, grammar.MAX_NODES,
        grammar.MAX_NESTING, grammar.MAX_BRANCHES, nodes.MAX_NESTING,
    ):  # fmt: skip
        assert f"| {figure:,} |" in TEXT
    assert f"at most {names.MAX_LENGTH} characters and\n{names.MAX_INDEXES} indexes" in TEXT
    assert f"{state.MAX_STATE:,} characters" in TEXT
    assert f"{limits.CELL} characters or one element a step" in TEXT
