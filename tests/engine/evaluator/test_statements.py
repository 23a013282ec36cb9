"""What an author can write as code, and what it does."""

from __future__ import annotations

import pytest

from interviews.engine.control import NameMissing
from interviews.engine.errors import BudgetExceeded, ExpressionFailed, ExpressionRefused
from interviews.engine.registry import ValueRefused
from tests.engine.contexts import Trial


def ran(source: str, **names: object) -> Trial:
    context = Trial(**names)
    context.run(source)
    return context


LEAVES = {
    "x = y = 1": {"x": 1, "y": 1},
    "a, (b, c) = 1, 'xy'": {"a": 1, "b": "x", "c": "y"},
    "[a, b] = {1: 2, 3: 4}": {"a": 1, "b": 3},
    "a, *b = [1, 2, 3]": {"a": 1, "b": [2, 3]},
    "*a, b = 'xyz'": {"a": ["x", "y"], "b": "z"},
    "a, *b, c = 1, 2": {"a": 1, "b": [], "c": 2},
    "(a, *b), c = (1, 2, 3), 4": {"a": 1, "b": [2, 3], "c": 4},
    "for a, *b in [(1, 2, 3)]: pass": {"a": 1, "b": [2, 3]},
    "l = [b for a, *b in [(1, 2)]]": {"l": [[2]]},
    "l = [1, 2, 3]\nl[:2] = 'x'\nm = l": {"l": ["x", 3], "m": ["x", 3]},
    "x: int = 5\ny: str": {"x": 5},
    "x = 1\nx += 2\nx *= 5\nx -= 1\nx //= 2": {"x": 7},
    "d = {'a': 1}\nd['a'] += 1\nd['b'] = 3": {"d": {"a": 2, "b": 3}},
    "l = [1, 2]\nl[0] = 5\nl[-1] += 1": {"l": [5, 3]},
    "x = 1\ndel x": {},
    "d = {1: 2, (3, 4): 5}\ndel d[1], d[3, 4]": {"d": {}},
    "l = [1, 2, 3]\ndel l[0]\ndel l[1:]": {"l": [2]},
    "if 0:\n  x = 1\nelif 1:\n  x = 2\nelse:\n  x = 3": {"x": 2},
    "if 0:\n  x = 1\nelse:\n  x = 3": {"x": 3},
    "for a in [1, 2]:\n  pass\nelse:\n  b = 1": {"a": 2, "b": 1},
    "for a in [1, 2]:\n  break\nelse:\n  b = 1": {"a": 1},
    "t = 0\nfor a, b in [(1, 2), (3, 4)]:\n  if a == 1: continue\n  t += b": {
        "t": 4,
        "a": 3,
        "b": 4,
    },
    "n = 0\nwhile n < 5:\n  n += 1\nelse:\n  e = 1": {"n": 5, "e": 1},
    "n = 0\nwhile True:\n  n += 1\n  if n < 3: continue\n  break": {"n": 3},
    "assert 1": {},
    "'a text alone does nothing'": {},
}


@pytest.mark.parametrize(("source", "left"), LEAVES.items())
def test_code_defines_what_it_says(source, left):
    assert ran(source).names == left


FAILS = {
    "assert 0, 'no'": "AssertionError",
    "assert 0": "AssertionError",
    "a, b = 1, 2, 3": "ValueError",
    "a, b = 5": "One cannot loop over int",
    "a, *b, c = [1]": "ValueError",
    "l = [1]\nl[0:1] = 5": "One cannot loop over int",
    "t = (1,)\nt[0:1] = [5]": "Elements of tuple cannot be set",
    "(5).x = 1": "'x' of int cannot be set",
    "(5)[0] = 1": "Elements of int cannot be set",
    "l = [1]\nl['a'] = 1": "Elements of list cannot be set",
    "l = []\nl[0] = 1": "IndexError",
    "(5).x += 1": "int has no 'x'",
    "today().year += 1": "'year' of datetime cannot be set",
    "del (5).x": "'x' of int cannot be deleted",
    "del (5)[0]": "Elements of int cannot be deleted",
    "del {}[0]": "KeyError",
    "raise 5": "One can raise an exception, not int",
    "raise ValueError('secret')": "ValueError",
    "for a in None: pass": "One cannot loop over NoneType",
    "import os": "There is no module 'os'",
    "from os import path": "There is no 'path' to import",
    "from math import system": "The module math offers no 'system'",
    "try:\n  1 / 0\nexcept KeyError:\n  pass": "ZeroDivisionError",
    "try:\n  1 / 0\nexcept 5:\n  pass": "One can catch exceptions, not int",
    "try:\n  1 / 0\nfinally:\n  pass": "ZeroDivisionError",
}


@pytest.mark.parametrize(("source", "said"), FAILS.items())
def test_code_that_fails_says_what(source, said):
    with pytest.raises(ExpressionFailed) as failed:
        ran(source)
    assert said in failed.value.message
    assert "secret" not in str(failed.value)


def test_a_failure_is_placed_on_its_line():
    with pytest.raises(ExpressionFailed) as failed:
        ran("x = 1\nif x:\n  y = 1 / 0")
    assert str(failed.value.position).startswith("test.yml:3:")


def test_an_if_may_have_many_branches():
    branches = "".join(f"elif n == {at}:\n  x = {at}\n" for at in range(1, 190))
    source = f"if n == 0:\n  x = 0\n{branches}else:\n  x = 'else'"
    for n, x in ((0, 0), (1, 1), (189, 189), (500, "else")):
        assert ran(source, n=n)("x") == x
    with pytest.raises(ExpressionRefused, match="too many branches"):
        ran("if n == 0:\n  x = 0\n" + branches * 2)


def test_a_function_takes_arguments_and_returns():
    context = ran(
        "def f(a, b=1, *c, d, **e):\n"
        "  '''What it is for.'''\n"
        "  for x in c:\n"
        "    if x: return x\n"
        "  while True:\n"
        "    return a + b + d\n"
    )
    assert context("f(1, d=1)") == 3
    assert context("f(1, 2, 0, 7, d=1, z=1)") == 7


def test_a_function_that_returns_nothing_gives_none():
    assert ran("def f():\n  pass\ndef g():\n  return")("[f(), g()]") == [None, None]


def test_a_function_keeps_its_names_and_may_call_itself():
    context = ran("n = 100\ndef f(n):\n  m = n\n  return 1 if n == 0 else n * f(n - 1)")
    assert context("f(5)") == 120
    assert context("n") == 100
    assert context.missing("m") == "m"


def test_adding_to_a_list_a_dict_or_a_set_keeps_it_the_same_one():
    context = ran(
        "l = m = [1]\nl += (2,)\nl *= 2\n"
        "d = e = {'a': 1}\nd |= {'b': 2}\n"
        "s = t = {1, 2}\ns -= {1}\ns |= {5}\n"
        "w = v = 'a'\nw += 'b'"
    )
    assert context("m") == [1, 2, 1, 2]
    assert context("e") == {"a": 1, "b": 2}
    assert context("t") == {2, 5}
    assert context("[w, v]") == ["ab", "a"]


def test_attributes_of_objects_are_set_changed_and_deleted():
    context = ran("a = Thing('a')\na.size = 1\na.size += 1")
    assert context("a.size") == 2
    context.run("del a.size")
    assert context.missing("a.size") == "a.size"


def test_what_an_object_makes_of_a_sign_takes_the_place_of_a_plain_value():
    context = ran("a = DAList('a', elements=[2], auto_gather=False, gathered=True)\nl = (1,)")
    context.run("l += a")
    assert context("len(l)") == 2
    context.run("n = 1\nn += 0.5\nl = [1]\nl += a")
    assert context("[n, l]") == [1.5, [1, 2]]


def test_elements_of_objects_are_set_changed_and_deleted():
    context = ran("a = DADict('a', auto_gather=False, gathered=True)\na['k'] = 1\na['k'] += 1")
    assert context("a['k']") == 2
    context.run("del a['k']")
    assert context("len(a)") == 0


def test_a_name_that_is_missing_is_asked_for_by_every_kind_of_assignment():
    context = Trial(d={"a": 1})
    for source in ("x += 1", "d['a'] += missing", "y = missing"):
        with pytest.raises(NameMissing):
            context.run(source)


# try


CAUGHT = {
    "1 / 0": "ZeroDivisionError",
    "{}['a']": "KeyError",
    "[][0]": "IndexError",
    "int('x')": "ValueError",
    "'a' + 1": "TypeError",
    "None.x": "TypeError",
    "assert 0": "AssertionError",
    "raise NotImplementedError": "NotImplementedError",
    "raise RuntimeError('r')": "RuntimeError",
    "raise StopIteration()": "StopIteration",
    "next(iter([]))": "StopIteration",
    "as_datetime('never')": "ValueError",
    "raise IOError('i')": "IOError",
    "raise DAError('d')": "DAError",
}


@pytest.mark.parametrize(("source", "name"), CAUGHT.items())
def test_a_failure_can_be_caught_by_its_class_or_as_an_exception(source, name):
    for wanted in (name, "Exception", f"(KeyError, ({name}, OSError))", ""):
        caught = ran(f"try:\n  {source}\nexcept {wanted}:\n  done = 1")
        assert caught.names == {"done": 1}


def test_a_date_or_a_json_that_there_is_not_is_no_mistake_of_types():
    code = "from datetime import date\nfrom json import loads, JSONDecodeError\n"
    for source in ("date(2026, 2, 30)", "loads('{')", "as_datetime('never')"):
        with pytest.raises(ExpressionFailed):
            ran(f"{code}try:\n  {source}\nexcept TypeError:\n  pass")
        said = ran(f"{code}try:\n  {source}\nexcept JSONDecodeError as e:\n  x = type(e).__name__")
        assert said.names["x"] == "ValueError"


def test_a_raised_validation_error_refuses_what_was_given_and_no_try_catches_it():
    with pytest.raises(ValueRefused) as refused:
        ran("try:\n  raise DAValidationError('Too old.')\nexcept Exception:\n  pass")
    assert refused.value.message == "Too old."


def test_what_the_language_refuses_is_caught_as_a_missing_attribute_too():
    assert ran("try:\n  None.x\nexcept AttributeError:\n  done = 1").names == {"done": 1}


def test_what_was_caught_gives_its_text_and_the_name_of_its_class():
    context = ran(
        "said = []\n"
        "for f in [lambda: 1 / 0, lambda: {}['a'], lambda: None.x, lambda: int('x', 5)]:\n"
        "  try:\n    f()\n"
        "  except Exception as e:\n"
        "    said.append([str(e), e.__class__.__name__])"
    )
    assert context("said") == [
        ["division by zero", "ZeroDivisionError"],
        ["a", "KeyError"],
        ["NoneType has no 'x'.", "TypeError"],
        ["invalid literal for int() with base 5: 'x'", "ValueError"],
    ]


def test_the_name_of_what_was_caught_ends_with_its_handler():
    assert ran("try:\n  1 / 0\nexcept Exception as e:\n  x = str(e)").names == {
        "x": "division by zero"
    }


def test_a_message_is_the_text_of_what_one_raises():
    context = ran(
        "said = []\n"
        "for e in [ValueError(5), ValueError('a', 'b'), ValueError()]:\n"
        "  try:\n    raise e\n"
        "  except ValueError as caught:\n    said.append(str(caught))"
    )
    assert context("said") == ["5", "a", ""]


def test_a_handler_may_raise_again_what_it_caught():
    context = Trial()
    with pytest.raises(ExpressionFailed, match="ZeroDivisionError"):
        context.run("try:\n  1 / 0\nexcept Exception:\n  x = 1\n  raise")
    assert context.names == {"x": 1}


def test_the_first_handler_that_fits_is_run_and_no_other():
    source = (
        "try:\n  1 / 0\nexcept KeyError:\n  x = 1\n"
        "except ZeroDivisionError:\n  x = 2\nexcept:\n  x = 3"
    )
    assert ran(source).names == {"x": 2}


def test_else_is_run_if_nothing_failed_and_finally_always():
    source = "try:\n  {}\nexcept ZeroDivisionError:\n  x = 1\nelse:\n  x = 2\nfinally:\n  y = 3"
    assert ran(source.format("pass")).names == {"x": 2, "y": 3}
    assert ran(source.format("1 / 0")).names == {"x": 1, "y": 3}


def test_leaving_a_function_within_try_runs_finally_on_the_way():
    context = ran(
        "log = []\n"
        "def f():\n  try:\n    return 1\n  finally:\n    log.append('done')\n"
        "def g():\n  try:\n    return 1\n  finally:\n    return 2\n"
    )
    assert context("[f(), g(), log]") == [1, 2, ["done"]]


def test_a_try_catches_neither_a_missing_name_nor_a_spent_budget():
    for handler in ("except:", "except Exception:", "except NameError:", "except LookupError:"):
        with pytest.raises(NameMissing):
            ran(f"try:\n  missing\n{handler}\n  x = 1")
        with pytest.raises(BudgetExceeded):
            ran(f"try:\n  'a' * 10 ** 9\n{handler}\n  x = 1")


def test_what_is_left_by_finally_never_hides_a_missing_name():
    with pytest.raises(NameMissing):
        ran("def f():\n  try:\n    return missing\n  finally:\n    return 1\nx = f()")


# import


def test_an_import_of_what_the_language_has_gives_it_its_name():
    context = ran(
        "import math, re as patterns\n"
        "from math import floor, ceil as up\n"
        "from docassemble.base.util import *\n"
        "from docassemble.base.util import Individual, today as now_on\n"
        "import docassemble.base.legal"
    )
    assert context("[math.floor(1.5), floor(2.5), up(2.5)]") == [1, 2, 3]
    assert context("bool(patterns.search('a', 'cat'))")
    assert context("now_on") is context("today")


def test_a_name_that_is_deleted_before_it_is_there_is_asked_for():
    with pytest.raises(NameMissing):
        ran("del x")


def test_the_end_of_an_iterator_is_called_by_its_name():
    trial = Trial()
    with pytest.raises(ExpressionFailed, match="does not work with StopIteration"):
        trial.run("try:\n  next(iter([]))\nexcept StopIteration as error:\n  error + 1")
