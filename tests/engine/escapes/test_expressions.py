"""Known ways out of sandboxes for Python: each is refused as an author's mistake."""

from __future__ import annotations

import pytest

from interviews.engine.control import Control, NameMissing
from interviews.engine.errors import AuthorMistake, BudgetExceeded, ExpressionFailed
from interviews.engine.errors import ExpressionRefused as NotWritten
from tests.engine.contexts import Trial

AT_LOAD = [
    # to the classes of everything
    "().__class__.__bases__[0].__subclasses__()",
    "''.__class__.__mro__[1].__subclasses__()[40]('/etc/passwd').read()",
    "[].__class__.__base__.__subclasses__()",
    "{}.__class__.mro()",
    "(1).__class__",
    "len.__self__.__import__('os')",
    "len.__module__",
    "(lambda: 0).__globals__",
    "(lambda: 0).__code__.co_consts",
    "(lambda: 0).__closure__[0].cell_contents",
    "f.__defaults__",
    "f.__kwdefaults__",
    "f.__get__(1)",
    "x.__dict__",
    "x.__init__.__globals__['__builtins__']",
    "x.__reduce_ex__(2)",
    "x.__getattribute__('y')",
    "x.__class__.__name__.__class__",
    "type(x).__name__.__class__",
    "type(*x).__name__",
    "type(x, y).__name__",
    "type(x=1).__name__",
    "type.__name__",
    "len(x).__name__",
    "type(x).__dict__",
    "__builtins__",
    "__import__('os').system('id')",
    "__name__",
    "__loader__.load_module('os')",
    "__spec__",
    "__debug__",
    # the same by texts with values in them
    "f'{().__class__}'",
    "f'{().__class__.__mro__!r}'",
    "f'{1:{().__class__}}'",
    # by what runs later
    "lambda x=().__class__: x",
    "[c for c in ().__class__.__mro__]",
    "[x.__class__ for x in [1]]",
    "(x := ().__class__)",
    "sorted([1], key=lambda x: x.__class__)",
    # frames and generators
    "(x for x in [1]).__next__()",
    "(yield)",
    "[(yield x) for x in [1]]",
    "(lambda: (yield))",
    "await x",
    # names that look like others
    "x.\uff3f\uff3fclass\uff3f\uff3f",
    "\uff3f\uff3fimport\uff3f\uff3f('os')",
    "f(\uff3f\uff3fx=1)",
    # other values
    "b'\\x00'",
    "...",
]
AT_LOAD_CODE = [
    "class A: pass",
    "class A(type): pass",
    "@eval\ndef f(): pass",
    "def __getattr__(x): pass",
    "import os as __builtins__",
    "from x import __builtins__",
    "from __main__ import x",
    "import __main__",
    "import os.__dict__",
    "global x",
    "def f():\n  global x\n  x = 1",
    "def f():\n  nonlocal x",
    "with x: pass",
    "async def f(): pass",
    "match x:\n  case str(a): pass",
    "try:\n  pass\nexcept* ValueError:\n  pass",
    "try:\n  1 / 0\nexcept Exception as e:\n  e.__traceback__.tb_frame.f_back",
    "try:\n  1 / 0\nexcept Exception as e:\n  e.__context__",
    "x.__class__ = y",
    "x.__dict__['a'] = 1",
    "del x.__class__",
    "for x.__class__ in [1]: pass",
    "x: ().__class__ = 1",
    "def f(x: ().__class__): pass",
    "def f() -> ().__class__: pass",
    "def f(x=().__class__): pass",
    "def f(*, x=().__class__): pass",
    "raise x from ().__class__",
    "assert 0, ().__class__",
]


@pytest.mark.parametrize("source", AT_LOAD)
def test_an_escape_in_an_expression_is_refused_when_it_is_read(source):
    with pytest.raises(NotWritten) as refused:
        Trial(x=1, f=lambda: 1)(source)
    assert isinstance(refused.value, AuthorMistake)
    assert str(refused.value.position).startswith("test.yml:")


@pytest.mark.parametrize("source", AT_LOAD_CODE)
def test_an_escape_in_code_is_refused_when_it_is_read(source):
    with pytest.raises(NotWritten):
        Trial(x=1).run(source)


WHEN_RUN = [
    # by the names of attributes as texts
    "getattr('', '__class__')",
    "getattr('', '_x', None)",
    "getattr(thing, '__dict__')",
    "getattr(thing, '__init__', None)",
    "getattr(thing, 'instance' + '_name.x')",
    "hasattr('', '__class__')",
    "setattr(thing, '__class__', 1)",
    "setattr(thing, 'a b', 1)",
    "setattr('', 'x', 1)",
    "delattr(thing, '__class__')",
    "delattr('', 'x')",
    "getattr(thing, 5)",
    # by formats
    "'{0.__class__}'.format(1)",
    "'{0.__class__.__init__.__globals__}'.format(thing)",
    "'{x.attributes}'.format(x=thing)",
    "'{0[0]}'.format([1])",
    "'{0[__class__]}'.format({})",
    "'{:{0.__class__}}'.format(1)",
    "'{0:{1}}'.format(1, 2)",
    "'{_x}'.format(1)",
    "'{}'.format_map({})",
    "'%(a.b)s' % {'a': thing}",
    "'%c' % 65",
    "f'{55296:c}'",
    "'{0!x}'.format(1)",
    "format(1, '{0.__class__}')",
    # methods of plain values that no table names
    "'a'.translate({})",
    "'a'.maketrans('a', 'b')",
    "'a'.encode()",
    "[].mro()",
    "(1).from_bytes()",
    "(1.5).fromhex('1')",
    "(1).real",
    "{}.fromkeys([1])",
    "{}.popitem()",
    # functions and classes are closed
    "len.name",
    "len.function",
    "(lambda: 1).scope",
    "(lambda: 1).body",
    "(lambda: 1).call",
    "'a'.upper.owner",
    "'a'.upper.function",
    "thing.attr.function",
    "Thing.made",
    "Thing.mro()",
    "Thing.using.call",
    "type('a')('b')",
    "type('a').name",
    "type(type('a')).mro()",
    "type('A', (), {})",
    "type(thing).made",
    # façades of modules
    "math_.sys",
    "json_.codecs",
    "json_.loads.function",
    "re_.enum",
    # exceptions
    "ValueError.python",
    "ValueError('a').error",
    "ValueError('a').args",
    "ValueError('a').with_traceback(1)",
    "DAValidationError('a').field",
    "docassemble.base.util.os",
    "docassemble.webapp",
    "docassemble.base.context",
    "today().tzinfo.utcoffset",
    "getattr(docassemble.base.util, '__dict__')",
    "{**thing}",
    "len(**thing)",
    "[1 for thing.x, *thing.instanceName[0] in [(1, 2)]]",
    # arguments that would reach into what calls
    "len(context=1, value=2)",
    "'{context}'.format()",
    "(lambda self: self)(1, self=2)",
    "isinstance(thing, 'Thing').x",
    "sorted([1], key='__class__')",
    "map('__class__', [1])",
    "list(map(5, [1]))",
    "list(filter(5, [1]))",
    "max([1], key=5)",
    "chr(0xd800)",
    "thing()",
    "thing[0]",
    "[x for x in thing]",
    "len(thing)",
    "1 in thing",
    "thing + 1",
    "1 + thing",
    "1 < thing",
    "-thing",
    "thing < 1",
]


def trial() -> Trial:
    made = Trial()
    made.run("import math as math_, json as json_, re as re_\nthing = DAObject('thing')")
    return made


@pytest.mark.parametrize("source", WHEN_RUN)
def test_an_escape_that_shows_only_when_it_runs_fails_there(source):
    with pytest.raises(ExpressionFailed):
        trial()(source)


ABSENT = [
    "eval('1')", "exec('1')", "compile('1', '', 'eval')", "open('/etc/passwd')", "globals()",
    "locals()", "vars()", "dir()", "input()", "id(1)", "memoryview(1)", "super()", "object()",
    "breakpoint()", "help()", "exit()", "quit()", "classmethod(1)", "property()", "bytes(5)",
    "bytearray(5)", "staticmethod(1)", "os.system('id')", "sys.modules", "self.module", "context",
    "BaseException", "GeneratorExit", "SystemExit", "KeyboardInterrupt", "string.Template",
    "NameMissing", "Control", "BudgetExceeded", "Reachable", "registry",
]  # fmt: skip


@pytest.mark.parametrize("source", ABSENT)
def test_what_leads_out_of_an_interview_is_no_name_in_it(source):
    assert Trial().missing(source) == source.split("(")[0].split(".")[0]


def test_an_attribute_of_an_object_that_nothing_set_is_asked_for_and_never_pythons_own():
    for name in ("attributes", "instance_name", "text", "get_attribute", "members", "made"):
        assert trial().missing(f"thing.{name}") == f"thing.{name}"


def test_the_class_of_a_value_is_its_name_and_no_more():
    context = trial()
    assert context("thing.__class__.__name__") == "DAObject"
    assert context("'a'.__class__.__name__") == "str"
    assert context("len.__class__.__name__") == "a function"
    assert context("str(type('a'))") == "<str>"


def test_what_a_format_of_an_object_shows_is_its_text():
    assert trial()("'{0}{0!r}{x}'.format(thing, x=f'{thing}') + '%s' % thing") == "thing" * 4


def test_a_format_may_use_the_names_of_our_own_arguments():
    said = "'{context}{owner}{self}'.format(context=1, owner=2, self=3)"
    assert Trial()(said) == "123"
    assert Trial()("dict(context=1, values=2)") == {"context": 1, "values": 2}


@pytest.mark.parametrize(
    "handler", ["except:", "except Exception:", "except (Exception, OSError):"]
)
@pytest.mark.parametrize(
    ("source", "passes"),
    [
        ("missing", NameMissing),
        ("thing.missing", NameMissing),
        ("'a' * 10 ** 9", BudgetExceeded),
        ("f = lambda: f()\n  f()", BudgetExceeded),
        ("command('exit')", Control),
        ("message('a')", Control),
        ("force_ask('a')", Control),
        ("re_run_logic()", Control),
    ],
)
def test_no_handler_catches_what_the_engine_says_to_itself(handler, source, passes):
    with pytest.raises(passes):
        trial().run(f"try:\n  {source}\n{handler}\n  pass")


def test_a_caught_failure_shows_no_address_in_memory():
    context = trial()
    context.run("try:\n  {}[thing]\nexcept KeyError as e:\n  said = str(e)")
    assert context("said") == "thing"


def test_what_python_would_show_of_the_insides_is_never_shown():
    context = trial()
    shown = context("str([len, Thing, thing, 'a'.upper, lambda: 1, ValueError, math_, range(2)])")
    assert " at 0x" not in shown
    assert shown == ("[<len>, Thing, thing, <upper>, <lambda>, <ValueError>, math, range(0, 2)]")
