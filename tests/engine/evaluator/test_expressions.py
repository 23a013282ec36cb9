"""What an author can write as an expression, and what comes out."""

from __future__ import annotations

import pytest

from interviews.engine.errors import ExpressionFailed, Position
from interviews.engine.veil import Markup
from tests.engine.contexts import Trial

MEANT = {
    "1 + 2 * 3": 7,
    "-2 ** 2": -4,
    "+5 - -5": 10,
    "7 // 2, 7 % 2, 7 / 2": (3, 1, 3.5),
    "6 & 3 | 8 ^ 1": 11,
    "'a' 'b' + 'c'": "abc",
    "'ab' * 2": "abab",
    "1.5 * 2": 3.0,
    "[1] + [2] * 2": [1, 2, 2],
    "(1,) + ()": (1,),
    "1 < 2 <= 2 != 3 > 2 >= 2 == 2.0": True,
    "1 < 2 > 3": False,
    "None is None and 1 is not None": True,
    "1 in [1] and 'k' in {'k': 1} and 'b' in 'abc' and 3 in range(4)": True,
    "2 not in {1}": True,
    "0 or '' or 'x'": "x",
    "1 and 0 and 1 / 0": 0,
    "not [] and not not 'x'": True,
    "'yes' if 1 else 'no'": "yes",
    "'yes' if 0 else 'no'": "no",
    "[1, *[2, 3], *'a']": [1, 2, 3, "a"],
    "{1, 1, 2}": {1, 2},
    "{'a': 1, **{'b': 2}, 'a': 3}": {"a": 3, "b": 2},
    "[x * y for x in [1, 2] for y in [3, 4] if x + y != 5]": [3, 8],
    "[x for x in 'abc' if x > 'a' if x < 'c']": ["b"],
    "{x % 2 for x in range(5)}": {0, 1},
    "{k: v for k, v in {'a': 1}.items()}": {"a": 1},
    "sum(x for x in [1, 2])": 3,
    "[[y for y in x] for x in ['ab', 'c']]": [["a", "b"], ["c"]],
    "[a for a, (b, c) in [(1, (2, 3))] if b + c == 5]": [1],
    "'abc'[0], 'abc'[-1], 'abcd'[1:3], 'abc'[::-1]": ("a", "c", "bc", "cba"),
    "[1, 2, 3][1:][0]": 2,
    "{'a': {'b': 5}}['a']['b']": 5,
    "{(1, 2): 3}[1, 2]": 3,
    "range(10)[2:6:3][1]": 5,
    "(lambda: 1)()": 1,
    "(lambda a, b=2, *c, d=4, **e: [a, b, c, d, e])(1)": [1, 2, (), 4, {}],
    "(lambda a, b=2, *c, d=4, **e: [a, b, c, d, e])(1, 3, 5, d=6, f=7)": [1, 3, (5,), 6, {"f": 7}],
    "(lambda a, /, b: a - b)(5, b=3)": 2,
    "(lambda *, k: k)(k=1)": 1,
    "(lambda *a, **k: (a, k))(*[1], *(2,), **{'x': 3}, y=4)": ((1, 2), {"x": 3, "y": 4}),
    "(n := 5) + n": 10,
    "[y := 1, y ** 2]": [1, 1],
    "f'{1 + 1}{\"a\"!r}{2:03d}{3.14159:.{1 + 1}f}'": "2'a'0023.14",
    "f'{None}{True}{[1]}'": "NoneTrue[1]",
    "1_000 + 0xf + 1e3": 2015.0,
}


@pytest.mark.parametrize(("source", "meant"), MEANT.items())
def test_an_expression_means_what_python_means(source, meant):
    assert Trial()(source) == meant


FAILS = {
    "1 / 0": "ZeroDivisionError",
    "[1][5]": "IndexError",
    "{}['a']": "KeyError",
    "'a' + 1": "TypeError",
    "1 < 'a'": "TypeError",
    "[1] < (1,)": "TypeError",
    "5()": "int cannot be called",
    "5[0]": "int has no elements",
    "None.x": "NoneType has no 'x'",
    "'a'.uppe": 'Did you mean "upper"?',
    "len.name": "A function has no 'name'",
    "-'a'": "A sign does not work with str",
    "(-8) ** 0.5": "root of a negative number",
    "len + 1": "'+' does not work with a function and int",
    "1 + len": "'+' does not work with int and a function",
    "len < len": "'<' does not work with functions",
    "{[]: 1}": "A list cannot be a key",
    "{([],): 1}": "A list cannot be a key",
    "{}[{}]": "A dict cannot be a key",
    "{}[1:2]": "A slice cannot be a key",
    "{**[1]}": "** needs a dict, not list",
    "{**Thing('a')}": "** needs a dict, not Thing",
    "len(**[1])": "** needs a dict, not list",
    "len(**{1: 2})": "** needs a dict whose keys are names",
    "dict(**{'_x': 2})": "** needs a dict whose keys are names",
    "dict(a=1, **{'a': 2})": "the same argument twice",
    "(lambda a: a)()": "lambda was called with arguments that do not fit",
    "(lambda a: a)(1, 2)": "arguments that do not fit",
    "(lambda a: a)(1, b=2)": "arguments that do not fit",
    "(lambda *, k: k)()": "arguments that do not fit",
    "len()": "'len' does not take these arguments",
    "len(1, 2)": "'len' does not take these arguments",
    "len(context=1)": "'len' does not take these arguments",
    "'a'.upper(5)": "TypeError",
    "'a'.join()": "'join' does not take these arguments",
    "[x for x in 5]": "One cannot loop over int",
    "[a for a, b in [1]]": "One cannot loop over int",
    "[a for a, b in [(1, 2, 3)]]": "ValueError",
    "1 in 5": "look for something in int",
    "1 in 'a'": "look for int in a text",
    "[1][Thing('a')]": "An index is a number, not Thing",
    "'a'[0.5]": "TypeError",
}


@pytest.mark.parametrize(("source", "said"), FAILS.items())
def test_a_computation_that_fails_says_what_and_where(source, said):
    with pytest.raises(ExpressionFailed) as failed:
        Trial()(source)
    assert said in failed.value.message
    assert str(failed.value.position).startswith("test.yml:1:")


def test_what_failed_is_shown_as_the_author_wrote_it_and_never_as_a_value():
    context = Trial(secret="Alice's answer")
    with pytest.raises(ExpressionFailed) as failed:
        context("1 + int(secret)")
    assert failed.value.message == "ValueError in `int(secret)`"
    assert failed.value.position == Position("test.yml", 1, 5)
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__


def test_a_name_that_nothing_defines_is_asked_for():
    context = Trial(known=1)
    assert context.missing("known + client") == "client"
    assert context.missing("{later: sooner, missing: 1}") == "later"
    assert context.missing("len(unheard)") == "unheard"


def test_an_interview_may_give_its_own_meaning_to_the_name_of_a_function():
    assert Trial(max=5)("max + 1") == 6


def test_a_comprehension_keeps_its_names_and_a_walrus_gives_its_own_away():
    context = Trial(x="outside")
    assert context("[last := x for x in [1, 2]]") == [1, 2]
    assert context("x") == "outside"
    assert context("last") == 2
    assert context("[x for x in x]") == list("outside")


def test_a_function_sees_the_names_where_it_was_made():
    context = Trial(a=1)
    context.run("f = lambda b: a + b\na = 10")
    assert context("f(1)") == 11
    assert context("[g() for g in [lambda: n for n in [1, 2]]]") == [2, 2]


def test_defaults_are_computed_once_when_the_function_is_made():
    context = Trial(a=1)
    context.run("f = lambda b=a, *, c=a: b + c\na = 10")
    assert context("f()") == 2


def test_markup_in_a_text_with_values_stays_markup_and_values_stay_values():
    context = Trial(bold=Markup("**b**"), said="*s*")
    joined = context("f'{bold} {said}'")
    assert isinstance(joined, Markup)
    assert joined.startswith("**b**")
    assert "*s*" not in joined
    assert isinstance(context("' '.join([bold, said])"), Markup)
    assert not isinstance(context("' '.join([said])"), Markup)


def test_lists_compare_element_by_element_and_then_by_length():
    context = Trial()
    assert context("[1, 2] < [1, 3] and [1] < [1, 0] and not [2] < [1, 5]")
    assert context("(1, (2, 3)) < (1, (2, 4))")
    assert context("[1, [2]] == [1, [2]] and [1] != (1,) and [1] != [1, 2]")
    assert context("{'a': [1]} == {'a': [1]} and {'a': 1} != {'b': 1} and {'a': 1} != {'a': 2}")
    assert context("{1} < {1, 2} and {1, 2} == {2, 1} and not {1} == 1")


def test_all_that_is_compared_with_an_object_is_the_objects_matter():
    context = Trial()
    context.run("a = Thing('a')\nb = Thing('b')")
    assert context("a == a and a != b and 1 != a and a in [b, a] and [a] == [a]")


def test_a_set_or_dict_of_python_joins_and_parts_with_signs():
    context = Trial()
    assert context("{1} | {2}") == {1, 2}
    assert context("{1, 2} - {2}") == {1}
    assert context("{'a': 1} | {'b': 2}") == {"a": 1, "b": 2}


def test_the_class_of_a_value_is_named_in_two_ways():
    trial = Trial(a=[1])
    assert trial("[type(a).__name__, a.__class__.__name__, type('b').__name__]") == [
        "list",
        "list",
        "str",
    ]
