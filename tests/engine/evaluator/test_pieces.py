"""`itertools` and its neighbours: lists in place of what Python makes piece by piece."""

from __future__ import annotations

import pytest

from interviews.engine.errors import BudgetExceeded, ExpressionFailed
from tests.engine.contexts import Trial

IMPORTS = "import itertools, functools, operator, collections, copy"
GIVES = {
    "itertools.chain([1], (2,), 'a')": [1, 2, "a"],
    "itertools.zip_longest([1, 2], 'a', fillvalue=0)": [(1, "a"), (2, 0)],
    "itertools.product('ab', [1])": [("a", 1), ("b", 1)],
    "len(itertools.product('ab', repeat=3))": 8,
    "itertools.combinations([1, 2, 3], 2)": [(1, 2), (1, 3), (2, 3)],
    "itertools.permutations([1, 2])": [(1, 2), (2, 1)],
    "itertools.permutations([1, 2], 1)": [(1,), (2,)],
    "itertools.repeat('a', 3)": ["a", "a", "a"],
    "itertools.accumulate([1, 2, 3])": [1, 3, 6],
    "itertools.accumulate([1, 2, 3], lambda a, b: a * b)": [1, 2, 6],
    "itertools.accumulate([])": [],
    "itertools.groupby([1, 1, 2])": [(1, [1, 1]), (2, [2])],
    "itertools.groupby(['a', 'bb', 'cc'], key=len)": [(1, ["a"]), (2, ["bb", "cc"])],
    "functools.reduce(lambda a, b: a - b, [9, 3, 1])": 5,
    "functools.reduce(max, [1, 2], 7)": 7,
    "functools.partial(currency, decimals=False)(5)": "$5",
    "sorted([{'a': 2}, {'a': 1}], key=operator.itemgetter('a'))": [{"a": 1}, {"a": 2}],
    "operator.itemgetter(0, 2)('abc')": ("a", "c"),
    "operator.attrgetter('name.text')(thing)": "Ada",
    "functools.reduce(operator.add, [1, 2])": 3,
    "list(collections.OrderedDict([('b', 1), ('a', 2)]))": ["b", "a"],
    "[copy.copy({1}), copy.copy('a'), copy.deepcopy([(1, {'a': [2]})])]": [
        {1}, "a", [(1, {"a": [2]})],
    ],
}  # fmt: skip


def trial() -> Trial:
    made = Trial()
    made.run(f"{IMPORTS}\nthing = Thing('thing')\nthing.name.text = 'Ada'")
    return made


@pytest.mark.parametrize(("source", "value"), GIVES.items())
def test_a_function_gives_what_pythons_gives_as_a_list(source, value):
    assert trial()(source) == value


@pytest.mark.parametrize(
    "source",
    [
        "functools.reduce(max, [])",
        "functools.reduce(5, [1, 2])",
        "functools.partial(5)",
        "copy.copy(thing)",
        "operator.attrgetter('__class__')(5)",
        "operator.attrgetter('name.__class__')(thing)",
        "itertools.count()",
    ],
)
def test_what_leads_elsewhere_is_refused(source):
    with pytest.raises(ExpressionFailed):
        trial()(source)


@pytest.mark.parametrize(
    "source",
    [
        "itertools.product(range(999), repeat=9)",
        "itertools.product(range(9), repeat=10 ** 9)",
        "itertools.combinations(range(999), 99)",
        "itertools.permutations(range(99))",
        "itertools.repeat('a', 10 ** 9)",
        "itertools.chain(*[range(9_999)] * 9)",
        "copy.deepcopy(looped)",
    ],
)
def test_what_would_be_too_many_is_refused_before_it_is_made(source):
    made = trial()
    made.run("looped = []\nlooped.append(looped)")
    with pytest.raises(BudgetExceeded):
        made(source)


def test_a_copy_is_another_thing():
    made = trial()
    made.run(
        "a = {'k': [1]}\nb = copy.copy(a)\nc = copy.deepcopy(a)\na['k'].append(2)\na['n'] = 1"
    )
    assert (made("b"), made("c")) == ({"k": [1, 2]}, {"k": [1]})


def test_a_method_may_be_taken_from_its_type():
    given = trial()("[sorted(['b', 'A'], key=str.lower), list(map(str.strip, [' a ']))]")
    assert given == [["A", "b"], ["a"]]
    for source in ("str.nope", "len.lower", "str.lower(5)", "int.upper"):
        with pytest.raises(ExpressionFailed):
            trial()(source)


def test_pow_and_zip_take_what_pythons_take():
    assert trial()("[pow(2, 3, 5), zip([1], 'a', strict=True)]") == [3, [(1, "a")]]
    with pytest.raises(ExpressionFailed):
        trial()("zip([1], 'ab', strict=True)")
