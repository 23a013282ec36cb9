"""Where what the language has is found by its name."""

from __future__ import annotations

import pytest

from interviews.engine import registry
from interviews.engine.errors import AnswersRefused, AuthorMistake, BlockInvalid, Position
from interviews.engine.registry import (
    ValueRefused,
    block_type,
    did_you_mean,
    find_datatype,
    function,
    kind,
    method,
    reading,
)
from tests.engine.contexts import HERE, Trial


def test_nothing_is_registered_twice():
    for register, what in (
        (function("len"), "function 'len'"),
        (method(str, "upper"), "method 'upper'"),
        (kind("DAObject"), "class 'DAObject'"),
        (registry.datatype("text"), "datatype 'text'"),
        (registry.block("code"), "block 'code'"),
    ):
        with pytest.raises(ValueError, match=f"the {what} is registered twice"):
            register(Trial)


def test_what_is_registered_is_found_and_what_is_not_is_guessed(monkeypatch):
    monkeypatch.setitem(registry.readings, str, {})
    reading(str, "first")(lambda context, owner: owner[0])
    assert Trial()("'abc'.first") == "a"
    assert did_you_mean("questions", ["question", "code"]) == ' Did you mean "question"?'
    assert did_you_mean("x", ["question", "code"]) == ""


def test_a_class_is_registered_under_its_token(monkeypatch):
    monkeypatch.setattr(registry, "classes", {})
    assert kind("Thing")(Trial) is Trial
    assert registry.classes == {"Thing": Trial}


def test_a_datatype_that_is_none_is_refused_with_a_guess():
    assert find_datatype("integer", HERE) is registry.datatypes["integer"]
    with pytest.raises(BlockInvalid, match='Did you mean "integer"'):
        find_datatype("integr", HERE)


def test_a_section_is_exactly_one_block():
    assert block_type({"code": "", "mandatory": True}, HERE) is registry.blocks["code"]
    assert block_type({"question": "", "attachment": {}}, HERE) is registry.blocks["question"]
    assert block_type({registry.REMARKS[0]: "", "code": ""}, HERE) is registry.blocks["code"]
    remark = registry.REMARKS[0]
    assert block_type({remark: "", "zzz": 1}, HERE) is registry.blocks[remark]
    for keys, said in (
        (("code", "objects"), 'it has "code" and "objects"'),
        (("mandatory", "cod"), 'has the key "cod", which makes no block. Did you mean "code"?'),
        (("zzz",), "exactly one of the keys that make a block: .*attachment, .*code"),
    ):
        with pytest.raises(BlockInvalid, match=said):
            block_type(dict.fromkeys(keys), HERE)


def test_errors_bear_their_place_and_no_answer():
    assert str(AuthorMistake("Wrong.", Position("a.yml", 3))) == "a.yml:3:1: Wrong."
    assert str(AuthorMistake("Wrong.")) == "Wrong."
    refused = AnswersRefused({"a": "secret", "": "too"})
    assert str(refused) == "2 answers refused"
    assert refused.errors == {"a": "secret", "": "too"}
    assert str(ValueRefused("secret", "a.b")) == "a value was refused"
