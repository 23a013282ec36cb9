"""What costs too much is refused before it is done."""

from __future__ import annotations

import inspect
import sys
import time
import tracemalloc
from collections.abc import Callable

import pytest

from interviews.engine import limits
from interviews.engine.control import NameMissing
from interviews.engine.errors import BudgetExceeded, ExpressionFailed
from interviews.engine.evaluator.evaluate import evaluate
from interviews.engine.evaluator.grammar import compile_expression
from interviews.engine.limits import Budget
from tests.engine.contexts import HERE, Trial

TOO_MUCH = [
    "9 ** 9 ** 9",
    "2 ** 5000",
    "(2 ** 4000) * (2 ** 4000)",
    "(2 ** 4095) + (2 ** 4095)",
    "-(2 ** 4095) - (2 ** 4095) - (2 ** 4095)",
    "pow(9, 9 ** 9)",
    "0.5 * 2 ** 5000",
    "'a' * 10 ** 9",
    "10 ** 9 * 'a'",
    "[0] * 10 ** 9",
    "10 ** 9 * (1,)",
    "range(10 ** 9)",
    "list(range(10 ** 5))",
    "('a' * 10 ** 6) + 'a'",
    "[0] * 9_999 + [0, 0]",
    "'a' * 600_000 + 'b' * 600_000",
    "f'{big}{big}'",
    "f'{1:1000000000}'",
    "f'{1:00000000000999999999}'",
    "f'{1.5:.1000000000}'",
    "f'{1.5:.00000000000999999999f}'",
    "f'{\"a\":>1000000000}'",
    "'{:1000000000}'.format(1)",
    "'{:00000000000999999999}'.format(1)",
    "'{0}{0}'.format(big)",
    "('{0!r}' * 100_000).format(big)",
    "('{0:1000}' * 100_000).format(1)",
    "'%1000000000d' % 1",
    "'%.00000000000999999999d' % 1",
    "'%s%s' % (big, big)",
    "('%(a)1000d' * 100_000) % {'a': 1}",
    "format(1, '1000000000')",
    "round(1.5, 10 ** 9)",
    "round(10 ** 100, -10 ** 9)",
    "'a'.ljust(10 ** 9)",
    "'a'.rjust(10 ** 9)",
    "'a'.center(10 ** 9)",
    "'a'.zfill(10 ** 9)",
    "'\\t'.expandtabs(10 ** 9)",
    "('\\t' * 10_000).expandtabs(1_000)",
    "('a' * 10_000).replace('a', 'b' * 10_000)",
    "('b' * 10_000).join(['a'] * 10_000)",
    "big.upper()",
    "(' a' * 100_000).split()",
    "('a' * 300_000).rfind('b' + 'a' * 150_000)",
    "('a' * 300_000).strip('b' * 999_999 + 'a')",
    "('a' * 300_000).startswith(tuple(['a' * 300_000] * 9_999))",
    "int('f' * 1_000, 36)",
    "int(Decimal('1e900') ** 100)",
    "round(Decimal('1e900') ** 100)",
    "f\"{Decimal('1e900') ** 100:f}\"",
    "'%d' % (Decimal('1e900') ** 100)",
    "sum([[0] * 5_000] * 10, [])",
    "[x for x in range(9_999) for y in range(9_999)]",
    "{x * 10_000 + y for x in range(9_999) for y in range(9_999)}",
    "{x * 10_000 + y: 1 for x in range(9_999) for y in range(9_999)}",
    "[*range(9_999), *range(9_999)]",
    "[b for a, *b in [range(9_999)] * 9_999]",
    "itertools.permutations([1], 2 ** 60)",
    "itertools.combinations([1], 2 ** 60)",
    "itertools.product(*[[1, 2, 3]] * 9_999, repeat=1_000)",
    "itertools.zip_longest(range(9_999), *[[1]] * 9_990)",
    "statistics.pvariance([Decimal('1e900') ** 1_000, 1])",
    "re.search('(?:' + '|'.join(['(a)'] * 190) + ')*', 'a' * 240_000)",
    "re.findall('(' + '()' * 400 + ')', 'a' * 9_000)",
    "re.findall('a(?:.*b)?', 'a' * 240_000)",
    "re.split('a(?:.*b)?', 'a' * 240_000)",
    "re.sub('a(?:.*b)?', '', 'a' * 240_000)",
    "[title_case('a/b-' * 9_000) for i in range(100)]",
    "list(map(lambda a, b: a, *[range(9_999)] * 9_999))",
    "{**many, **{-1: 0, -2: 0}}",
    "dict(many, a=1, **{'b': 2})",
    "sorted([[0] * 9_999] * 9_999)",
    "[[0] * 9_999] * 9_999 == [[0] * 9_999] * 9_999",
    "[0 for x in range(99) if many == dict(many)]",
    "repr([[0] * 9_999] * 9_999)",
    "repr(big)",
    "list(big)",
    "deep",
    "doubled",
    "isinstance(5, doubled)",
    "{doubled: 1}",
    "doubled == doubled_again",
    "(lambda f: f(f))(lambda f: f(f))",
]


def context() -> Trial:
    made = Trial(big="a" * 999_999, many=dict.fromkeys(range(9999), 0))
    made.run("import itertools, re, statistics")
    deep: list = []
    for _ in range(100):
        deep = [deep]
    doubled: tuple = ()
    again: tuple = ()
    for _ in range(50):
        doubled, again = (doubled, doubled), (again, again)
    made.names.update(deep=deep, doubled=doubled, doubled_again=again)
    return made


@pytest.mark.parametrize("source", TOO_MUCH, ids=[source[:30] for source in TOO_MUCH])
def test_what_is_too_much_is_refused_before_it_is_done(source):
    trial = context()
    source = f"str({source})" if source in ("deep", "doubled") else source
    began = time.process_time()
    with pytest.raises(BudgetExceeded):
        trial(source)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "source",
    [
        "'a' * 10 ** 9",
        "f'{1:00000000000999999999}'",
        "('{0!r}' * 100_000).format(big)",
        "('{0:1000}' * 100_000).format(1)",
        "('%(a)1000d' * 100_000) % {'a': 1}",
    ],
)
def test_what_is_refused_has_not_been_made(source):
    trial = context()
    tracemalloc.start()
    with pytest.raises(BudgetExceeded):
        trial(source)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 25_000_000


def test_weights_that_are_lists_are_not_added_up():
    trial = context()
    trial.run("import random")
    tracemalloc.start()
    with pytest.raises(ExpressionFailed):
        trial("random.choices(range(900), [[0] * 5_000] * 900)")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 5_000_000


RUNS_ON = [
    "while True: pass",
    "l = [0]\nwhile True: l[:0] = l",
    "l = [0]\nwhile True: *l, l2 = [*l, *l]",
    (
        "import statistics\na = [2 ** 4_000] * 9_999\nwhile True:\n  try:\n"
        "    statistics.variance(a)\n  except Exception:\n    continue"
    ),
    "while True:\n  try:\n    1 / 0\n  except Exception:\n    continue",
    "def f():\n  f()\nf()",
    "def f(n):\n  return [f(n) for x in range(2)]\nf(0)",
    "a = [0]\nfor x in range(9_999):\n  a += a",
    "a = 'a'\nwhile True: a += a",
    "a = 2\nwhile True: a *= a",
    "a = []\nwhile True: a.append(1)",
    "a = []\nwhile True: a.insert(0, 1)",
    "a = []\nwhile True: a.extend(range(9_999))",
    "a = {}\nn = 0\nwhile True:\n  n += 1\n  a[n] = n",
    "a = {}\nn = 0\nwhile True:\n  n += 1\n  a.setdefault(n, n)",
    "a = {}\nn = 0\nwhile True:\n  n += 5_000\n  a.update({x + n: 1 for x in range(5_000)})",
    "a = set()\nn = 0\nwhile True:\n  n += 1\n  a.add(n)",
    "a = []\na.append(a)\nb = str(a)",
    "a = []\na.append(a)\nb = []\nb.append(b)\na == b",
    "a = []\na.append(a)\nb = []\nb.append(b)\na < b",
    "a = {}\na['a'] = a\nb = {}\nb['a'] = b\na == b",
    "a = ()\nwhile True: a = (a, a)\n",
    "def f(x):\n  return (f(x),)\nf(1)",
]


@pytest.mark.parametrize("source", RUNS_ON)
def test_what_runs_on_is_stopped(source):
    with pytest.raises(BudgetExceeded):
        Trial().run(source)


def test_a_deep_computation_is_a_spent_budget_wherever_it_is_noticed():
    nested = "1 + (" * 25 + "f()" + ")" * 25
    source = f"def f():\n  return {nested}\ntry:\n  f()\nexcept:\n  pass"
    with pytest.raises(BudgetExceeded, match="computes too deeply"):
        Trial().run(source)


def sunk(frames: int, compute: Callable[[], object]) -> object:
    return compute() if frames < 1 else sunk(frames - 1, compute)


def test_an_expression_that_is_evaluated_deep_down_is_a_spent_budget():
    expression, trial = compile_expression("1 + (" * 9 + "1" + ")" * 9, HERE), Trial()
    depth = sys.getrecursionlimit() - len(inspect.stack())
    ends = []
    for left in range(60):
        try:
            ends.append(sunk(depth - left, lambda: evaluate(expression, trial)))
        except (BudgetExceeded, RecursionError) as error:
            ends.append(type(error))
    assert set(ends) == {RecursionError, BudgetExceeded, 10}


def test_what_is_just_small_enough_is_done():
    trial = context()
    for source in (
        "2 ** 4095 > 0",
        "len('a' * 10 ** 6) == 10 ** 6",
        "len([0] * 10_000) == 10_000",
        "len(f'{1:1000}') == 1000",
        "len('a'.ljust(1000)) == 1000",
        "0 ** 10 ** 9 == 0",
        "len(list(range(10_000))) == 10_000",
    ):
        assert trial(source) is True


def test_coming_back_from_a_failure_leaves_no_depth_behind():
    trial = Trial()
    trial.run("a = [Thing('a')]")
    for source in ("str(a)", "(lambda: missing)()", "{(1, []): 1}"):
        with pytest.raises((NameMissing, ExpressionFailed)):
            trial(source)
        assert trial.budget.depth == 0, source


def test_a_budget_counts_down_and_says_when_it_is_spent():
    budget = Budget(steps=10)
    budget.charge(9)
    budget.text(limits.CELL - 1)
    with pytest.raises(BudgetExceeded, match="too much for one screen"):
        budget.charge()


def test_each_limit_says_what_it_is():
    budget = Budget()
    for refuse, said in (
        (lambda: budget.text(limits.MAX_TEXT + 1), "1000000 characters"),
        (lambda: budget.elements(limits.MAX_ELEMENTS + 1), "10000 elements"),
        (lambda: budget.bits(limits.MAX_BITS + 1), "4096 bits"),
        (lambda: budget.width(limits.MAX_WIDTH + 1), "wider than 1000"),
    ):
        with pytest.raises(BudgetExceeded, match=said):
            refuse()
    for _ in range(limits.MAX_DEPTH):
        budget.enter()
    with pytest.raises(BudgetExceeded, match="too deeply"):
        budget.enter()
