"""What an interview reaches of texts, lists, dictionaries, sets and numbers."""

from __future__ import annotations

from datetime import date

import pytest

from interviews.engine.errors import ExpressionFailed
from tests.engine.contexts import Trial

REACHES = {
    # texts
    "'aBc'.capitalize() + 'aBc'.lower() + 'aBc'.upper() + 'aBc'.swapcase() + 'a b'.title()": (
        "AbcabcABCAbCA B"
    ),
    "'Stra\u00dfe'.casefold()": "strasse",
    "' a '.strip() + 'xa'.lstrip('x') + 'ax'.rstrip('x') + 'xax'.strip('x')": "aaaa",
    "'a,b,,c'.split(',')": ["a", "b", "", "c"],
    "'a b  c'.split()": ["a", "b", "c"],
    "'a,b,c'.split(',', 1) + 'a,b,c'.rsplit(',', maxsplit=1)": ["a", "b,c", "a,b", "c"],
    "'a\\nb'.splitlines()": ["a", "b"],
    "'a-b-c'.partition('-') + 'a-b-c'.rpartition('-')": ("a", "-", "b-c", "a-b", "-", "c"),
    "'prefix'.removeprefix('pre') + 'a.txt'.removesuffix('.txt')": "fixa",
    "['abab'.find('b'), 'abab'.rfind('b'), 'abab'.index('b'), 'abab'.rindex('b')]": [1, 3, 1, 3],
    "'abab'.count('ab')": 2,
    "'abc'.startswith('ab') and 'abc'.endswith(('x', 'c')) and 'abc'.startswith(('a', 5))": True,
    "['a1'.isalnum(), 'a'.isalpha(), '1'.isdigit(), '1'.isdecimal(), '1'.isnumeric()]": [True]
    * 5,
    "['a'.islower(), 'A'.isupper(), ' '.isspace(), 'Ab'.istitle(), 'a'.isidentifier()]": [True]
    * 5,
    "'a'.ljust(3) + 'a'.rjust(3, '.') + 'a'.center(3, '*') + '7'.zfill(3)": "a  ..a*a*007",
    "', '.join(['a', 'b']) + '-'.join({'c': 1})": "a, bc",
    "'aXbX'.replace('X', '--')": "a--b--",
    "'aXbX'.replace('X', '', 1)": "abX",
    "'a\\tb'.expandtabs(4) + '\\t'.expandtabs()": "a   b        ",
    # lists
    "[l.append(3), l]": [None, [1, 2, 3]],
    "[l.extend('ab'), l]": [None, [1, 2, "a", "b"]],
    "[l.insert(0, 5), l]": [None, [5, 1, 2]],
    "[l.pop(), l.pop(0), l]": [2, 1, []],
    "[l.remove(1), l]": [None, [2]],
    "l.index(2), (1, 2).index(2), l.count(1), (1, 1).count(1)": (1, 1, 1, 2),
    "[l.reverse(), l]": [None, [2, 1]],
    "l.copy() == l and l.copy() is not l": True,
    "[l.clear(), l]": [None, []],
    "[l.sort(reverse=True), l]": [None, [2, 1]],
    "[l.sort(key=lambda x: -x), l]": [None, [2, 1]],
    # dictionaries
    "d.keys(), d.values(), d.items()": (["a", "b"], [1, 2], [("a", 1), ("b", 2)]),
    "d.get('a'), d.get('c'), d.get('c', 5)": (1, None, 5),
    "[d.pop('a'), d.pop('c', 5), d]": [1, 5, {"b": 2}],
    "[d.setdefault('a', 5), d.setdefault('c', 5), d.setdefault('d'), d]": [
        1, 5, None, {"a": 1, "b": 2, "c": 5, "d": None},
    ],
    "[d.update({'a': 5}, c=6), d.update([('e', 7), 'fg']), d.update(), d]": [
        None, None, None, {"a": 5, "b": 2, "c": 6, "e": 7, "f": "g"},
    ],
    "d.copy() == d and d.copy() is not d": True,
    "[d.clear(), d]": [None, {}],
    # sets
    "[s.add(3), s.add((1, 2)), s]": [None, None, {1, 2, 3, (1, 2)}],
    "[s.discard(1), s.discard(9), s]": [None, None, {2}],
    "[s.remove(1), s]": [None, {2}],
    "s.copy() == s and s.copy() is not s": True,
    "s.union([3]), s.intersection([2], s), s.difference([2]), s.symmetric_difference([2, 3])": (
        {1, 2, 3}, {2}, {1}, {1, 3},
    ),
    "s.issubset([1, 2, 3]), s.issuperset([1]), s.isdisjoint([5])": (True, True, True),
    "[s.update([5], 'a'), s]": [None, {1, 2, 5, "a"}],
    "[s.clear(), s]": [None, set()],
    "[{5}.pop(), s.intersection_update([2, 3]), s]": [5, None, {2}],
    "[s.difference_update([2]), s.symmetric_difference_update([1, 4]), s]": [None, None, {4}],
    "[d.popitem(), d]": [("b", 2), {"a": 1}],
    "d.keys() & {'a', 'c'}, d.keys() - d.keys(), {'c'} | d.keys(), d.keys() + ['c']": (
        {"a"}, set(), {"a", "b", "c"}, ["a", "b", "c"],
    ),
    "[1, 2, 1].index(1, 1), (1, 2).index(2, 0, 2), range(5, 9).index(6), range(3).count(2)": (
        2, 1, 1, 1,
    ),
    "'a'.isascii(), 'a\\n'.isprintable()": (True, False),
    # dates
    "date_.year, date_.month": (2026, 11),
    # numbers
    "(1.0).is_integer(), (5).bit_length(), True.bit_length()": (True, 3, 1),
}  # fmt: skip


@pytest.mark.parametrize(("source", "meant"), REACHES.items())
def test_methods_of_plain_values_do_what_pythons_do(source, meant):
    context = Trial(l=[1, 2], d={"a": 1, "b": 2}, s={1, 2}, date_=date(2026, 11, 24))
    assert context(source) == meant


FAILS = {
    "', '.join([1])": "join needs texts, not int",
    "'a'.index('b')": "ValueError",
    "l.remove(9)": "ValueError",
    "l.pop(9)": "IndexError",
    "l.index(9)": "ValueError",
    "l.index(1, 1)": "ValueError",
    "{}.popitem()": "KeyError",
    "set().pop()": "KeyError",
    "{1: 2}.keys() & [1]": "TypeError",
    "d.pop('c')": "KeyError",
    "d.get([])": "A list cannot be a key",
    "d.update([1])": "One cannot loop over int",
    "d.update([(1, 2, 3)])": "ValueError",
    "d.update(5)": "One cannot loop over int",
    "s.add([])": "A list cannot be a key",
    "s.remove(9)": "KeyError",
    "s.union(5)": "One cannot loop over int",
    "'a'.ljust('b')": "TypeError",
    "'a'.ljust(None)": "TypeError",
    "'a'.replace(1, 2)": "TypeError",
    "(1,).append(1)": "tuple has no 'append'",
}


@pytest.mark.parametrize(("source", "said"), FAILS.items())
def test_methods_fail_as_pythons_do(source, said):
    context = Trial(l=[1, 2], d={"a": 1, "b": 2}, s={1, 2})
    with pytest.raises(ExpressionFailed) as failed:
        context(source)
    assert said in failed.value.message


def test_a_dictionary_takes_what_an_object_with_keys_has():
    context = Trial(d={})
    context.run("a = DADict('a', elements={'k': 1}, auto_gather=False, gathered=True)")
    assert context("[d.update(a), d, dict(a)]") == [None, {"k": 1}, {"k": 1}]


def test_whether_something_has_an_attribute_is_said_without_asking_for_it():
    context = Trial()
    context.run("a = DAObject('a', size=1)")
    assert context("[hasattr(a, 'size'), hasattr(a, 'b'), hasattr(a, 'attr')]") == [
        True,
        False,
        True,
    ]
    assert context("[hasattr('', 'upper'), hasattr('', 'b'), hasattr(len, 'b')]") == [
        True, False, False,
    ]  # fmt: skip
    assert context("[getattr(a, 'size'), getattr(a, 'b', 5), getattr('', 'b', 5)]") == [1, 5, 5]
    assert context("getattr('a', 'upper')()") == "A"
    assert context.missing("getattr(a, 'b')") == "a.b"
    context.run("setattr(a, 'b', 7)\ndelattr(a, 'size')")
    assert context("a.b") == 7
    assert context.missing("a.size") == "a.size"
