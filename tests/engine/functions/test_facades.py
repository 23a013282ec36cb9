"""Python's modules as an interview may import them: a few functions, and no way further."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.errors import BudgetExceeded, ExpressionFailed
from interviews.engine.registry import modules
from tests.engine.contexts import NOW, Trial

IMPORTS = "import datetime\nimport json\nimport math\nimport random\nimport re\nimport time\n"


def result(source: str, **names: Any) -> Any:
    trial = Trial(**names)
    trial.run(IMPORTS)
    return trial(source)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("datetime.datetime.now()", NOW),
        ("datetime.datetime.today()", NOW),
        ("datetime.datetime.utcnow()", NOW),
        ("datetime.date.today()", date(2026, 11, 24)),
        ("datetime.date(2026, 1, day=2)", date(2026, 1, 2)),
        ("datetime.datetime(2026, 1, 2, 3)", datetime(2026, 1, 2, 3, tzinfo=UTC)),
        ("datetime.time(7, 30)", time(7, 30)),
        ("datetime.timedelta(days=1.5)", timedelta(days=1.5)),
        ("datetime.datetime.strptime('2.1.26', '%d.%m.%y')", datetime(2026, 1, 2, tzinfo=UTC)),
        ("datetime.datetime.fromisoformat('2026-01-02')", datetime(2026, 1, 2, tzinfo=UTC)),
        ("isinstance(datetime.date.today(), datetime.date)", True),
        ("isinstance('today', datetime.date)", False),
        ("time.time()", NOW.timestamp()),
        ("time.sleep(1000)", None),
        ("math.sqrt(16)", 4.0),
        ("math.floor(-1.5)", -2),
        ("math.factorial(5)", 120),
        ("math.pi > 3", True),
        ("json.dumps({'a': [1, 2.5, None, True, 'x'], 2: (day, clock)})",
         '{"a": [1, 2.5, null, true, "x"], "2": ["2026-01-02", "07:30:00"]}'),
        ("json.dumps([DAObject('spoon'), exact, today])", '["spoon", "1.50", "<today>"]'),
        ("json.dumps({'a': 1}, indent=1)", '{\n "a": 1\n}'),
        ("json.loads('{\"a\": [1, null]}')", {"a": [1, None]}),
        ("re.sub('[aeiou]', '_', 'fruit')", "fr__t"),
        ("re.sub('a', 'b', 'aaa', count=1)", "baa"),
        ("re.search('([a-z]+)([0-9]+)', '-ab12').group(2)", "12"),
        ("re.search('(?P<word>b.)', 'abc').groupdict()", {"word": "bc"}),
        ("re.search('b', 'abc').span()", (1, 2)),
        ("[re.search('b', 'abc').start(), re.search('b', 'abc').end()]", [1, 2]),
        ("re.search('(a)(b)', 'ab').groups()", ("a", "b")),
        ("re.search('(a)b', 'ab')[1]", "a"),
        ("re.search('z', 'abc')", None),
        ("re.match('b', 'abc')", None),
        ("bool(re.fullmatch('[a-c]+', 'abc'))", True),
        ("re.findall('[0-9]', 'a1b2')", ["1", "2"]),
        ("re.split(',', 'a,b')", ["a", "b"]),
        ("re.search('B', 'abc', re.IGNORECASE | re.M).group()", "b"),
        ("re.compile('B', re.I).findall('abB')", ["b", "B"]),
        ("re.search(re.compile('b'), 'abc').start()", 1),
        ("re.search(re.escape('a.b'), 'a.b axb').end()", 3),
    ],
)  # fmt: skip
def test_a_module_gives_what_python_gives(source, value):
    known = {"day": date(2026, 1, 2), "clock": time(7, 30), "exact": Decimal("1.50")}
    assert result(source, **known) == value


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("datetime.datetime(2026, 2, 30)", "no such datetime"),
        ("datetime.timedelta(days=10 ** 12)", "no such timedelta"),
        ("datetime.date('2026')", "date takes numbers"),
        ("datetime.date()", "no such date"),
        ("datetime.datetime.strptime('x', '%d')", "does not fit the pattern"),
        ("datetime.datetime.strptime('1 1', '%d %d')", "does not fit the pattern"),
        ("datetime.tzinfo", "offers no 'tzinfo'"),
        ("math.sqrt('16')", "math.sqrt takes numbers"),
        ("math.sqrt(-1)", "ValueError"),
        ("math.factorial(-1)", "whole numbers from 0"),
        ("math.squrt(16)", 'Did you mean "sqrt"'),
        ("random.randint(3, 1)", "the smaller one first"),
        ("random.randint('a', 'b')", "two whole numbers"),
        ("random.choice([])", "IndexError"),
        ("random.sample([1], 2)", "no more elements than there are"),
        ("random.shuffle((1, 2))", "takes a plain list"),
        ("json.loads('{')", "no JSON"),
        ("json.loads('\"\\\\ud800\"')", "half a character"),
        ("re.search('(', 'x')", "no regular expression"),
        ("re.search('(?=x)', 'x')", "looks back or around"),
        ("re.search(5, 'x')", "A pattern and a text were wanted"),
        ("re.search('x', 5)", "A pattern and a text were wanted"),
        ("re.search('x' * 1001, 'x')", "1000 characters at most"),
        ("re.sub('x', 5, 'x')", "takes a text to put in"),
        ("re.search('x', 'x').string", "A match has no 'string'"),
        ("re.search('x', 'x').group(7)", "IndexError"),
        ("re.compile('x').groups", "A pattern has no 'groups'"),
        ("json.codecs", "offers no 'codecs'"),
        ("re.enum", "offers no 'enum'"),
    ],
)
def test_what_does_not_go_is_said_to_the_author(source, message):
    with pytest.raises(ExpressionFailed, match=message):
        result(source)


def test_what_is_nested_without_end_is_no_json():
    trial = Trial()
    trial.run("import json\na = []\na.append(a)")
    with pytest.raises(ExpressionFailed, match="nested too deeply"):
        trial("json.dumps(a)")


def test_a_module_says_what_it_offers():
    assert result("[hasattr(re, 'sub'), hasattr(re, 'sre_parse')]") == [True, False]


def test_all_that_a_module_offers_may_be_imported():
    trial = Trial()
    trial.run("from math import floor as down\nfrom json import dumps")
    assert trial("dumps(down(1.5))") == "1"
    offered = modules["math"].offered
    assert "sqrt" in offered
    assert not any(name.startswith("_") for name in offered)


def test_an_enormous_text_is_not_made():
    with pytest.raises(BudgetExceeded):
        result("re.sub('', 'x' * 1000, 'y' * 10000)")


@given(st.lists(st.integers(), min_size=1, max_size=20))
def test_chance_chooses_among_what_there_is(values):
    trial = Trial(values=values)
    trial.run("import random\nrandom.shuffle(values)")
    assert trial("random.choice(values)") in values
    assert sorted(trial("random.sample(values, len(values))")) == sorted(values)
    assert min(values) <= trial("random.randint(min(values), max(values))") <= max(values)
    assert 0 <= trial("random.random()") < 1
    assert 2 <= trial("random.uniform(2, 3)") <= 3


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(JSON)
def test_plain_values_come_back_from_json_as_they_were(value):
    assert result("json.loads(json.dumps(value))", value=value) == value
