"""What is refused when a source is loaded, and what code is known to define."""

from __future__ import annotations

import ast

import pytest

from interviews.engine.errors import ExpressionRefused, Position
from interviews.engine.evaluator.grammar import (
    MAX_NODES,
    MAX_SOURCE,
    compile_definition,
    compile_expression,
    compile_loop,
    compile_statements,
)
from tests.engine.contexts import HERE

REFUSED_EXPRESSIONS = {
    "": "This is not Python",
    "1 +": "This is not Python",
    "a b": "This is not Python",
    "a\0b": "",
    "x = 1": "This is not Python",
    "a @ b": "The language has no '@'",
    "~1": "The language has no '~'",
    "1 << 9": "The language has no '<<'",
    "1 >> 9": "The language has no '>>'",
    "await a": "The language has no 'await'",
    "(yield)": "The language has no 'yield'",
    "[x async for x in y]": "The language has no async",
    "b'bytes'": "The language has no bytes",
    "1j": "The language has no complex",
    "...": "The language has no ellipsis",
    "'\\ud800'": "A text holds half a character",
    "0x" + "f" * 1_025: "A number is too large",
    "9" * 5_000: "This is not Python",
    "_x": "'_x' begins with an underscore",
    "a._x": "'_x' begins with an underscore",
    "f(_x=1)": "'_x' begins with an underscore",
    "lambda _x: 1": "'_x' begins with an underscore",
    "lambda a, a: 1": "two arguments of one name",
    "[1 for *a, *b in c]": "One name may take what is left",
    "(" * 100 + "1" + ")" * 100: "",
    "-" * 60_000 + "1": "nested too deeply",
    "'\ud800'": "holds what no text may hold",
    "-" * 70 + "1": "too long or nested too deeply",
    "[" + "1," * MAX_NODES + "]": "too long or nested too deeply",
    "1" + " " * MAX_SOURCE + "+ 1": "characters at most",
}


@pytest.mark.parametrize(
    ("source", "said"), REFUSED_EXPRESSIONS.items(), ids=[x[:20] for x in REFUSED_EXPRESSIONS]
)
def test_an_expression_that_is_none_is_refused_with_its_place(source, said):
    if source.startswith("(("):
        compile_expression(source, HERE)  # brackets alone nest nothing
        return
    with pytest.raises(ExpressionRefused, match=said or None) as refused:
        compile_expression(source, HERE)
    assert str(refused.value.position).startswith("test.yml:")


REFUSED_CODE = {
    "class A: pass": "The language has no 'class'",
    "with a: pass": "The language has no 'with'",
    "async def f(): pass": "The language has no 'async'",
    "def f():\n  yield 1": "The language has no 'yield'",
    "def f():\n  global a": "The language has no 'global'",
    "def f():\n  nonlocal a": "The language has no 'nonlocal'",
    "match a:\n  case 1: pass": "The language has no 'match'",
    "try:\n  pass\nexcept* E:\n  pass": r"The language has no 'except\*'",
    "@f\ndef g(): pass": "The language has no decorators",
    "def _f(): pass": "'_f' begins with an underscore",
    "def f(*_a): pass": "'_a' begins with an underscore",
    "def f(a, *a): pass": "two arguments of one name",
    "import os as _o": "'_o' begins with an underscore",
    "import a._b": "'_b' begins with an underscore",
    "from _a import b": "'_a' begins with an underscore",
    "from a import _b": "'_b' begins with an underscore",
    "from os import *": "One cannot import everything",
    "from . import *": "One cannot import everything",
    "try:\n  pass\nexcept E as _e:\n  pass": "'_e' begins with an underscore",
    "*a, *b = c": "One name may take what is left",
    "for *a, *b in c: pass": "One name may take what is left",
    "*a = b": "A starred name stands among others",
    "for *a in b: pass": "A starred name stands among others",
    "del (a, b)": "Write del without brackets",
    "del [a]": "Write del without brackets",
    "break": "'break' leaves nothing here",
    "continue": "'continue' leaves nothing here",
    "return 1": "'return' leaves nothing here",
    "for a in b: pass\nelse: break": "'break' leaves nothing here",
    "for a in b:\n  def f(): continue": "'continue' leaves nothing here",
    "raise": "nothing to raise again",
    "try:\n  raise\nexcept E:\n  pass": "nothing to raise again",
    "try:\n  pass\nexcept E:\n  def f(): raise": "nothing to raise again",
}


@pytest.mark.parametrize(("source", "said"), REFUSED_CODE.items())
def test_code_that_the_language_does_not_have_is_refused(source, said):
    with pytest.raises(ExpressionRefused, match=said):
        compile_statements(source, HERE)


TAKEN = [
    "for a in b:\n  if c: break\n  try:\n    continue\n  finally:\n    pass",
    "while a:\n  for b in c: pass\n  else: break",
    "def f():\n  for a in b:\n    return a",
    "try:\n  pass\nexcept E:\n  if a: raise\n  for b in c: raise",
    "for _ in a: pass",
    "from docassemble.base.util import *",
    "a: 'text' = 1",
    "",
]


@pytest.mark.parametrize("source", TAKEN)
def test_code_of_the_language_is_taken(source):
    assert compile_statements(source, HERE).source == source


def test_code_of_a_text_may_return():
    assert compile_statements("return 1", HERE, may_leave=frozenset({ast.Return})).body


def test_a_mistake_is_placed_on_its_line_and_column():
    with pytest.raises(ExpressionRefused) as refused:
        compile_statements("x = 1\ny = 2\nz = (b.c, a._b)", Position("test.yml", 10, 3))
    assert refused.value.position == Position("test.yml", 12, 3 + 10)
    with pytest.raises(ExpressionRefused) as refused:
        compile_expression("a +\n ?", Position("test.yml", 10, 3))
    assert str(refused.value.position).startswith("test.yml:11:")


def test_an_expression_over_several_lines_needs_no_brackets():
    assert compile_expression("a\n + b", HERE).source == "a\n + b"


def test_an_escape_that_python_warns_of_is_taken():
    assert compile_expression(r"re.sub('\d', '', a)", HERE).name is None


def test_an_expression_knows_when_it_is_nothing_but_a_name():
    assert str(compile_expression("a.b[0]", HERE).name) == "a.b[0]"
    assert compile_expression("a.b()", HERE).name is None


def test_a_loop_has_a_target_and_values():
    _, values = compile_loop("a, b in c.items()", HERE)
    assert values.source == "c.items()"


@pytest.mark.parametrize(
    "source",
    [
        "a",
        "a in b: pass; c = d",
        "a in b:\n pass\nfor c in d",
        "",
        "*a, *b in c",
        "*a in c",
        "a in b; c",
    ],
)
def test_a_loop_of_another_form_is_refused(source):
    with pytest.raises(ExpressionRefused):
        compile_loop(source, HERE)


def test_a_definition_has_a_name_and_arguments():
    found = compile_definition("f(a, b=1)", HERE)
    assert found.name == "f"
    assert [each.arg for each in found.arguments.args] == ["a", "b"]


@pytest.mark.parametrize(
    "source", ["f", "f()\nx = 1", "f(): return 1\ndef g()", "f():\n  x = 1\ndef g()", "_f()"]
)
def test_a_definition_of_another_form_is_refused(source):
    with pytest.raises(ExpressionRefused):
        compile_definition(source, HERE)


DEFINES = {
    "a = b = 1": ("a", "b"),
    "a, (b, c) = d": ("a", "b", "c"),
    "a.b.c = 1": ("a.b.c",),
    "a[0].b['k'] = a[i] = 1": ("a[0].b['k']", "a[i]"),
    "a[b + 1] = f().c = a[0:1] = 1": (),
    "a += 1\nb: int = 2": ("a", "b"),
    "for a in b:\n  c = 1\nelse:\n  d = 1": ("a", "c", "d"),
    "while a:\n  b = 1": ("b",),
    "if a:\n  b = 1\nelif c:\n  d = 1": ("b", "d"),
    "def f(a):\n  b = 1": ("f",),
    "x = lambda a: [b for b in a]": ("x",),
    "x = [a for a in b]": ("x", "a"),
    "(a := 1)": ("a",),
    "import a.b, c as d": ("a", "d"),
    "from a import b, c as d": ("b", "d"),
    "from docassemble.base.util import *": (),
    "try:\n  a = 1\nexcept E as e:\n  b = 1\nexcept F:\n  c = 1\nfinally:\n  d = 1": (
        "a", "e", "b", "c", "d",
    ),
    "define('a.b', 1)\ndefine(\"c['k']\", 2)": ("a.b", "c['k']"),
    "define(a, 1)\ndefine('not a name', 1)\ndefine()\ndefine(5)\nx.define('b', 1)": (),
    "for _ in a:\n  _ = 1": (),
    "a = 1\na = 2": ("a",),
    "del a": (),
}  # fmt: skip


@pytest.mark.parametrize(("source", "names"), DEFINES.items())
def test_code_is_known_to_define_what_it_assigns(source, names):
    assert compile_statements(source, HERE).defined == names
