"""Python's own functions as the language has them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from interviews.engine.errors import ExpressionFailed
from interviews.engine.veil import Markup
from tests.engine.contexts import Trial

GIVES = {
    "[len('ab'), len([1]), len({}), len((1, 2)), len({1}), len(range(3))]": [2, 1, 0, 2, 1, 3],
    "[str(), str(5), str(None), str([1, 'a']), str('a')]": ["", "5", "None", "[1, 'a']", "a"],
    "[repr('a'), repr(1.5), repr({'a': (1,)}), repr(()), repr(set()), repr({1})]": [
        "'a'", "1.5", "{'a': (1,)}", "()", "set()", "{1}",
    ],
    "[repr((1, 2)), repr({}), str(range(1, 2))]": ["(1, 2)", "{}", "range(1, 2)"],
    "[bool(), bool(''), bool('a'), bool([]), bool({1})]": [False, False, True, False, True],
    "[int(), int('5'), int(' 5 '), int(5.9), int(True), int('ff', 16), int(Decimal('5.9'))]": [
        0, 5, 5, 5, 1, 255, 5,
    ],
    "[float(), float('1.5'), float(2)]": [0.0, 1.5, 2.0],
    "[Decimal(), Decimal('1.50'), Decimal(2)]": [Decimal(0), Decimal("1.50"), Decimal(2)],
    "Decimal('1.1') + 2 - Decimal(1)": Decimal("2.1"),
    "[list(), list('ab'), list({'a': 1})]": [[], ["a", "b"], ["a"]],
    "[tuple(), tuple([1])]": [(), (1,)],
    "[set(), set('aa'), frozenset([1])]": [set(), {"a"}, {1}],
    "[dict(), dict({'a': 1}), dict([('a', 1)]), dict(a=1), dict({'a': 1}, a=2)]": [
        {}, {"a": 1}, {"a": 1}, {"a": 1}, {"a": 2},
    ],
    "[list(range(3)), list(range(1, 3)), list(range(5, 1, -2))]": [[0, 1, 2], [1, 2], [5, 3]],
    "enumerate('ab') + enumerate('c', 5)": [(0, "a"), (1, "b"), (5, "c")],
    "zip([1, 2], 'abc') + zip()": [(1, "a"), (2, "b")],
    "reversed([1, 2]) + list(iter('ab'))": [2, 1, "a", "b"],
    "(lambda i: [next(i), next(i), next(i, 5), list(i)])(iter('ab'))": ["a", "b", 5, []],
    "(lambda i: [next(i), list(i), list(i)])(iter([1, 2, 3]))": [1, [2, 3], []],
    "(lambda i: [2 in i, list(i), iter(i) is i])(iter([1, 2, 3]))": [True, [], True],
    "dict.fromkeys('ab', 0)": {"a": 0, "b": 0},
    "[next([1, 2]), next([], 5), next((x for x in [1, 2] if x > 1), None)]": [1, 5, 2],
    "map(lambda x: x + 1, [1, 2]) + map(str, (3,))": [2, 3, "3"],
    "map(lambda a, b: a + b, [1, 2], [3, 4, 5])": [4, 6],
    "[type(1) is int, type('') is not str, type(1) is type(2), type(1) is float, len is len]": [
        True, False, True, False, True,
    ],
    "filter(None, [0, 1, '']) + filter(lambda x: x > 1, [1, 2])": [1, 2],
    "[any([0, 1]), any([]), all([1, 0]), all([])]": [True, False, False, True],
    "[sum([1, 2]), sum([1], 5), sum([]), sum([[1], [2]], [])]": [3, 6, 0, [1, 2]],
    "[abs(-5), abs(-1.5), abs(Decimal(-1))]": [5, 1.5, Decimal(1)],
    "[round(1.567, 2), round(2.5), round(1234, -2), round(Decimal('1.25'), 1)]": [
        1.57, 2, 1200, Decimal("1.2"),
    ],
    "[divmod(7, 2), pow(2, 3), pow(2.0, -1)]": [(3, 1), 8, 0.5],
    "[chr(65), ord('A'), format(5, '03d')]": ["A", 65, "005"],
    "sorted([3, 1, 2])": [1, 2, 3],
    "sorted('bA', key=str.lower if 0 else lambda x: x.lower(), reverse=False)": ["A", "b"],
    "sorted([(1, 'b'), (1, 'a'), (0, 'c')], reverse=True)": [(1, "b"), (1, "a"), (0, "c")],
    "sorted([1.5, Decimal(1), 2])": [Decimal(1), 1.5, 2],
    "[min(3, 1), max([3, 1]), max('ab', 'b'), min([], default=5), max([1], default=5)]": [
        1, 3, "b", 5, 1,
    ],
    "max(['a', 'bbb', 'cc'], key=len)": "bbb",
    "[print('a', end=''), log('a', 'console')]": [None, None],
    "[isinstance(x, y) for x, y in [('a', str), (1, str), (True, int), (1, (str, int))]]": [
        True, False, True, True,
    ],
    "[isinstance([], list), isinstance({}, (list, dict)), isinstance(1, len), isinstance(1, 5)]": [
        True, True, False, False,
    ],
    "[type('a') == str, type(1) == type(2), type(1) == type('a'), type(1) == 1]": [
        True, True, False, False,
    ],
    "{type('a'): 5}[type('b')]": 5,
    "[class_name(1), class_name('a'), class_name([])]": ["int", "str", "list"],
    "[callable(len), callable(lambda: 1), callable(5), callable(DAObject)]": [
        True, True, False, True,
    ],
}  # fmt: skip


@pytest.mark.parametrize(("source", "meant"), GIVES.items())
def test_a_function_gives_what_pythons_gives(source, meant):
    assert Trial()(source.replace("str.lower if 0 else ", "")) == meant


FAILS = {
    "len(5)": "int has no length",
    "int('x')": "ValueError",
    "int([])": "TypeError",
    "int('1' * 1_001)": "ValueError",
    "int(float('nan'))": "ValueError",
    "int(Decimal('NaN'))": "ValueError",
    "float('x')": "ValueError",
    "float('1' * 1_001)": "ValueError",
    "Decimal('x')": "ValueError",
    "Decimal('1' * 1_001)": "ValueError",
    "Decimal('1e5000')": "ValueError",
    "Decimal('1e-5000')": "ValueError",
    "Decimal(1) + 1.5": "TypeError",
    "list(5)": "One cannot loop over int",
    "set([[]])": "A list cannot be a key",
    "dict([1])": "One cannot loop over int",
    "dict(5)": "One cannot loop over int",
    "range(1, 2, 0)": "ValueError",
    "range('a')": "TypeError",
    "range(10 ** 30)": "OverflowError",
    "enumerate('a', 'b')": "enumerate counts from a number, not str",
    "next([])": "NothingNext",
    "dict.fromkeys([[]])": "A list cannot be a key",
    "len(iter([1]))": "an iterator has no length",
    "iter([1])[0]": "an iterator has no elements",
    "map(5, [1])": "int cannot be called",
    "sum(['a'])": "TypeError",
    "sum([len])": "'+' does not work with int and a function",
    "abs('a')": "abs needs a number, not str",
    "round('a')": "round needs a number, not str",
    "divmod(1, 0)": "ZeroDivisionError",
    "chr(-1)": "ValueError",
    "chr(0xdfff)": "ValueError",
    "ord('ab')": "TypeError",
    "sorted([1, 'a'])": "TypeError",
    "sorted([1, None])": "TypeError",
    "min([])": "ValueError",
    "min()": "ValueError",
    "max(5)": "One cannot loop over int",
    "type('a')()": "A type cannot be called",
}


@pytest.mark.parametrize(("source", "said"), FAILS.items())
def test_a_function_fails_as_pythons_does(source, said):
    with pytest.raises(ExpressionFailed) as failed:
        Trial()(source)
    assert said in failed.value.message


def test_an_object_is_read_as_a_number_by_its_text():
    context = Trial()
    context.run("a = DAObject('a', name='12')")
    assert context("[int(a), float(a), Decimal(a), str(a)]") == [12, 12.0, Decimal(12), "12"]


def test_an_object_is_an_instance_of_its_classes_and_of_no_plain_type():
    context = Trial()
    context.run("a = Individual('a')")
    assert context("[isinstance(a, Individual), isinstance(a, (str, Person))]") == [True, True]
    assert (
        context("[isinstance(a, DAList), isinstance(a, str), isinstance(a, len)]") == [False] * 3
    )
    assert context("type(a) == Individual and type(a) is Individual")


def test_the_text_of_markup_is_a_text_like_any_other():
    assert type(Trial(bold=Markup("**b**"))("str(bold)")) is str


def test_a_list_of_objects_is_sorted_by_what_a_function_gives_for_each():
    context = Trial()
    context.run("l = [DAObject('a', n=2), DAObject('b', n=1)]\nl.sort(key=lambda x: x.n)")
    assert context("[x.n for x in l]") == [1, 2]
    assert context("[x.n for x in sorted(l, key=lambda x: x.n, reverse=True)]") == [2, 1]
