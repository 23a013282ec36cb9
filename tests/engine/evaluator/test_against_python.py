"""The language computes as Python does, and whatever is written ends as an author's mistake."""

from __future__ import annotations

import math
import operator
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from interviews.engine import registry
from interviews.engine.control import Control
from interviews.engine.errors import AuthorMistake, BudgetExceeded
from interviews.engine.registry import ValueRefused
from interviews.engine.values import PLAIN as PLAIN_TYPES
from interviews.engine.values import Invocable, Reachable
from tests.engine.contexts import Trial

NUMBERS = st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6) | st.booleans()
TEXTS = st.text(max_size=20)
PLAIN = st.none() | NUMBERS | TEXTS
VALUES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(PLAIN, inner, max_size=3)
        | st.sets(PLAIN, max_size=3)
    ),
    max_leaves=8,
)
SIGNS = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "//": operator.floordiv, "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge, "==": operator.eq, "!=": operator.ne, "is": operator.is_,
    "|": operator.or_, "&": operator.and_, "^": operator.xor,
    "and": lambda a, b: a and b, "or": lambda a, b: a or b, "in": lambda a, b: a in b,
}  # fmt: skip
FAILURES = (ArithmeticError, LookupError, TypeError, ValueError)


def outcome(compute, *failures):
    """Return what is computed, or that it fails."""
    try:
        made = compute()
    except failures:
        return "fails"
    return "nan" if isinstance(made, float) and math.isnan(made) else made


def same(ours, theirs):
    return type(ours) is type(theirs) and ours == theirs


@given(st.sampled_from(sorted(SIGNS)), NUMBERS, NUMBERS)
def test_arithmetic_is_pythons(sign, a, b):
    ours = outcome(lambda: Trial(a=a, b=b)(f"a {sign} b"), AuthorMistake)
    assert same(ours, outcome(lambda: SIGNS[sign](a, b), *FAILURES))


@given(NUMBERS, st.integers(-20, 20))
def test_powers_and_remainders_are_pythons_but_never_complex(a, b):
    ours = outcome(lambda: Trial(a=a, b=b)("[a ** b, a % b if b else 0]"), AuthorMistake)
    assert same(ours, outcome(lambda: [a**b, a % b if b else 0], *FAILURES))


@given(st.sampled_from(sorted(SIGNS)), VALUES, VALUES)
def test_what_signs_do_with_any_values_is_what_python_does(sign, a, b):
    if sign in ("<", "<=", ">", ">=", "in") and isinstance(b, dict | set):
        return  # what cannot be hashed is simply not found here
    ours = outcome(lambda: Trial(a=a, b=b)(f"a {sign} b"), AuthorMistake, BudgetExceeded)
    theirs = outcome(lambda: SIGNS[sign](a, b), *FAILURES)
    if ours == "fails" and sign == "*":
        return
    assert same(ours, theirs)


@given(VALUES)
def test_texts_of_values_are_pythons(a):
    context = Trial(a=a)
    assert context("str(a)") == str(a)
    assert context("repr(a)") == repr(a)
    assert context("f'{a!s}{a!r}{a!a}'") == f"{a!s}{a!r}{a!a}"
    assert context("'%s %r' % (a, a)") == f"{a!s} {a!r}"
    assert context("bool(a)") == bool(a)
    assert context("a == a") is True


@given(st.lists(st.integers()), st.integers(-9, 9) | st.none(), st.integers(-9, 9) | st.none())
def test_slices_and_orders_are_pythons(a, low, high):
    context = Trial(a=a, low=low, high=high)
    assert context("a[low:high]") == a[low:high]
    assert context("sorted(a)") == sorted(a)
    assert context("sorted(a, reverse=True)") == sorted(a, reverse=True)
    assert context("[sum(a), len(a), max(a, default=None), min(a, default=None)]") == [
        sum(a), len(a), max(a, default=None), min(a, default=None),
    ]  # fmt: skip


@given(st.lists(st.lists(st.integers(0, 3), max_size=3)))
def test_lists_are_sorted_as_python_sorts_them(a):
    assert Trial(a=a)("sorted(a)") == sorted(a)


WORDS = """
    a b thing x 0 1 2.5 'text' "" [ ] ( ) { } , : . + - * ** / // % < > == != = := | & ^ ~ not and
    or in is if else for lambda None True f'{a}' f'{a:>5}' len str thing.name a[0] .upper()
    .format( (a,b) {'k':a} _ __class__ import def return try except pass
"""
TOKENS = st.sampled_from(WORDS.split())


def known(value: object, depth: int = 0) -> bool:
    """Say whether a value is one of the language, through and through."""
    if isinstance(value, dict):
        return depth > 9 or all(known(each, depth + 1) for pair in value.items() for each in pair)
    if isinstance(value, list | tuple | set | frozenset):
        return depth > 9 or all(known(each, depth + 1) for each in value)
    return isinstance(value, (*PLAIN_TYPES, Reachable, Invocable))


def harmless(context: Trial, source: str, *, code: bool = False) -> None:
    with suppress(AuthorMistake, BudgetExceeded, Control, ValueRefused):
        if code:
            context.run(source)
        else:
            context.names["made"] = context(source)
    assert known(context.names), source


def trial() -> Trial:
    context = Trial(a=[1, "b", None], b={"k": 2.5})
    context.run("thing = DAObject('thing')")
    return context


@given(st.text() | st.lists(TOKENS, max_size=12).map(" ".join))
def test_whatever_is_written_as_an_expression_is_at_worst_an_authors_mistake(source):
    harmless(trial(), source)


@given(st.text() | st.lists(TOKENS | st.just("\n"), max_size=16).map(" ".join))
def test_whatever_is_written_as_code_is_at_worst_an_authors_mistake(source):
    harmless(trial(), source, code=True)


SPECS = st.text("0123456789.,<>=^+-# _%abcdefgnrsx{}!()[]'\u0665\0", max_size=12)


@given(SPECS, VALUES)
def test_whatever_is_written_as_a_format_is_at_worst_an_authors_mistake(spec, value):
    context = Trial(spec=spec, value=value)
    harmless(context, "format(value, spec)")
    harmless(context, "('{:' + spec + '}').format(value)")
    harmless(context, "('{' + spec + '}').format(value, a=value)")
    harmless(context, "('%' + spec) % value")
    harmless(context, "('%' + spec) % (value, value)")


@given(st.sampled_from(sorted(registry.methods, key=repr)), st.data())
def test_whatever_a_method_of_a_plain_value_is_given_is_at_worst_an_authors_mistake(cls, data):
    name = data.draw(st.sampled_from(sorted(registry.methods[cls])))
    args = data.draw(st.lists(VALUES, max_size=3))
    owner = data.draw(VALUES)
    harmless(Trial(owner=owner, args=args), f"owner.{name}(*args)")


FUNCTIONS = sorted(registry.functions)
OF_MODULES = [
    f"{module}.{name}"
    for module, facade in sorted(registry.modules.items())
    for name in sorted(facade.offered)
]


@given(
    st.sampled_from(FUNCTIONS),
    st.lists(VALUES | st.just("thing"), max_size=3),
    st.dictionaries(st.sampled_from(["a", "format", "language", "name"]), VALUES, max_size=2),
)
def test_whatever_a_function_is_given_is_at_worst_an_authors_mistake(name, args, named):
    context = trial()
    context.names.update(args=args, named=named)
    harmless(context, f"{name}(*[thing if x == 'thing' else x for x in args], **named)")


@given(st.sampled_from(OF_MODULES), st.lists(VALUES, max_size=3))
def test_whatever_a_function_of_a_module_is_given_is_at_worst_an_authors_mistake(name, args):
    context = trial()
    context.names["args"] = args
    context.run(f"import {name.split('.')[0]}")
    harmless(context, f"{name}(*args)")
