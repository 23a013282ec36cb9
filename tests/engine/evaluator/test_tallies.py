"""`defaultdict` and `Counter`: dictionaries that make what is asked of them, and count."""

from __future__ import annotations

import pytest

from interviews.engine.errors import BudgetExceeded, ExpressionFailed
from interviews.engine.session import Session
from interviews.engine.state import from_json, to_json
from tests.engine.contexts import Trial

IMPORTS = "from collections import Counter, defaultdict\nfrom copy import copy, deepcopy\n"


def ran(source: str, **names: object) -> Trial:
    context = Trial(**names)
    context.run(IMPORTS + source)
    return context


GIVES = {
    "Counter('banana').most_common(2)": [("a", 3), ("n", 2)],
    "Counter('ab').most_common()": [("a", 1), ("b", 1)],
    "[Counter(a=2)['a'], Counter({'a': 2})['b'], 'b' in Counter('a')]": [2, 0, False],
    "sorted(Counter('aab').elements())": ["a", "a", "b"],
    "[Counter('aab').total(), sum(Counter('aab').values())]": [3, 3],
    "dict(Counter([1, 1, 2]))": {1: 2, 2: 1},
    "[type(Counter()).__name__, type(defaultdict()).__name__]": ["Counter", "defaultdict"],
    "[isinstance(Counter(), dict), isinstance({}, Counter)]": [True, False],
    "[defaultdict(int, a=1)['b'], defaultdict(list, {'a': 1})['a']]": [0, 1],
    "str(defaultdict(str))": "{}",
}


@pytest.mark.parametrize(("source", "meant"), GIVES.items())
def test_they_count_and_fill_as_pythons_do(source, meant):
    assert ran("")(source) == meant


def test_what_is_asked_of_a_defaultdict_is_made_and_kept():
    context = ran(
        "d = defaultdict(list)\nd['a'].append(1)\nd['a'].append(2)\n"
        "n = defaultdict(lambda: 5)\nn['x'] += 1\n"
        "c = Counter()\nc['y'] += 2\nc.update('yz')\nc.subtract(['z'], y=1)\nc['nothing']"
    )
    assert context("[d, n, c]") == [{"a": [1, 2]}, {"x": 6}, {"y": 2, "z": 0}]
    assert context("[d.get('b'), 'b' in d, len(d)]") == [None, False, 1]


@pytest.mark.parametrize("copied", ["{}.copy()", "copy({})", "deepcopy({})"])
def test_a_copy_fills_as_well(copied):
    context = ran(f"d = defaultdict(list)\nc = {copied.replace('{}', 'd')}\nc['a'].append(1)")
    assert context("[c, d]") == [{"a": [1]}, {}]


FAILS = {
    "defaultdict()['a']": "KeyError",
    "defaultdict(5)": "needs a function, not int",
    "defaultdict(len)['a']": "'len' does not take these arguments",
    "Counter(5)": "One cannot loop over int",
    "Counter([[]])": "A list cannot be a key",
    "Counter({'a': 'b'})": "TypeError",
}


@pytest.mark.parametrize(("source", "said"), FAILS.items())
def test_they_fail_as_pythons_do(source, said):
    with pytest.raises(ExpressionFailed) as failed:
        ran("")(source)
    assert said in failed.value.message


TOO_MUCH = [
    "Counter(a=10 ** 9).elements()",
    "[defaultdict(lambda: many)[x] for x in range(9_999) for y in range(9_999)]",
    "[many.update({x: 1}) for x in range(10_001)]",
]


@pytest.mark.parametrize("source", TOO_MUCH)
def test_what_grows_without_end_is_stopped(source):
    with pytest.raises(BudgetExceeded):
        ran("many = Counter(range(9_999))")(source)


def test_a_dictionary_that_needs_itself_is_stopped():
    with pytest.raises(BudgetExceeded):
        ran("d = defaultdict(lambda: d[len(d)])\nd['a']")


def test_what_they_count_and_fill_with_outlives_the_request():
    context = ran(
        "c = Counter('a')\nd = defaultdict(list)\nd['a']\ntwin = d\nown = defaultdict(lambda: 1)"
    )
    back = from_json(to_json(Session(names=dict(context.names)))).names
    again = Trial(**{name: back[name] for name in ("c", "d", "twin", "own")})
    again.run("c['b'] += 1\nd['b'].append(2)")
    assert again("[c, twin, own]") == [{"a": 1, "b": 1}, {"a": [], "b": [2]}, {}]
    with pytest.raises(ExpressionFailed, match="KeyError"):
        again("own['a']")
