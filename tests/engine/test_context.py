"""Names in reach, and where an assignment lands."""

from __future__ import annotations

import pytest

from interviews.engine.context import Scope
from interviews.engine.control import NameMissing
from tests.engine.contexts import NOW, Trial


def test_a_name_is_looked_for_further_and_further_out():
    inner = Scope({"a": 1}, Scope({"a": 2, "b": 3}))
    assert (inner.find("a"), inner.find("b")) == (1, 3)
    assert inner.knows("b")
    assert not inner.knows("c")
    with pytest.raises(NameMissing):
        inner.find("c")


def test_the_letters_of_a_block_end_with_it_and_what_its_code_defines_stays():
    context = Trial(i="outside")
    with context.binding({"i": 0, "x": "bound"}):
        context.run("i += 1\nmade = x + str(i)\ndel x")
        assert context("i") == 1
        assert context.missing("x") == "x"
    assert context.names == {"i": "outside", "made": "bound1"}


def test_binding_nothing_changes_nothing():
    context = Trial(a=1)
    before = context.scope
    with context.binding({}):
        assert context.scope is before


def test_the_scope_comes_back_however_it_was_left():
    context = Trial()
    before = context.scope
    with pytest.raises(ValueError, match="left"), context.binding({"i": 0}):
        raise ValueError("left")
    assert context.scope is before


def test_a_comprehension_of_an_outer_scope_keeps_what_it_calls_its_own():
    outer: dict[str, object] = {}
    inner = Scope({}, Scope(outer), keeps=False, own=frozenset({"i"}))
    inner.assign("i", 1)
    inner.assign("kept", 2)
    inner.delete("i")
    assert outer == {"kept": 2}
    assert not inner.knows("i")


def test_the_moment_is_that_of_the_request():
    assert Trial().now == NOW
