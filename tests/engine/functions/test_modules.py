"""More of Python's modules that an interview may import: letters, states, calendars, numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from interviews.engine.errors import BudgetExceeded, ExpressionFailed
from interviews.engine.registry import modules
from tests.engine.contexts import Trial
from tests.engine.walks import Walk

GIVES: dict[str, dict[str, object]] = {
    "import us": {
        "us.states.lookup('ma').name": "Massachusetts",
        "us.states.lookup('New York').abbr": "NY",
        "us.states.lookup('Bavaria')": None,
        "us.states.mapping('abbr', 'name')['TX']": "Texas",
        "us.states.mapping('name', 'abbr')['Puerto Rico']": "PR",
        "[len(us.states.STATES), len(us.STATES_AND_TERRITORIES)]": [50, 55],
        "str(us.states.DC)": "District of Columbia",
        "hasattr(us.states.DC, 'abbr') and not hasattr(us.states.DC, 'capital')": True,
    },
    "import string, textwrap, html": {
        "string.ascii_uppercase[:3] + string.digits[:2]": "ABC01",
        "string.capwords('ada king')": "Ada King",
        "textwrap.dedent('  a\\n  b')": "a\nb",
        "textwrap.fill('aaa bbb ccc', 7)": "aaa bbb\nccc",
        "textwrap.wrap('aaa bbb ccc', width=7)": ["aaa bbb", "ccc"],
        "textwrap.shorten('aaa bbb ccc ddd', 12)": "aaa [...]",
        "html.escape('<\"', quote=False) + html.unescape('&lt;')": '&lt;"<',
    },
    "import urllib.parse": {
        "urllib.parse.quote('a b/c', safe='')": "a%20b%2Fc",
        "urllib.parse.quote_plus('a b')": "a+b",
        "urllib.parse.unquote('a%20b')": "a b",
        "urllib.parse.urlencode({'a': 'b c', 'd': 1})": "a=b+c&d=1",
    },
    "import calendar": {
        "calendar.month_name[3] + calendar.day_abbr[0]": "MarchMon",
        "calendar.monthrange(2024, 2)": (3, 29),
        "calendar.isleap(2024)": True,
    },
    "from datetime import datetime, date, time": {
        "datetime.combine(date(2026, 1, 2), time(7, 30))": datetime(2026, 1, 2, 7, 30, tzinfo=UTC),
        "date.fromisoformat('2026-01-02')": date(2026, 1, 2),
        "date(2026, 1, 2).isocalendar()": (2026, 1, 5),
        "datetime(1970, 1, 2).timestamp()": 86400.0,
    },
    "from dateutil.relativedelta import relativedelta": {
        "relativedelta(as_datetime('2026-03-05'), as_datetime('2000-01-02')).years": 26,
        "relativedelta(as_datetime('2026-03-05'), as_datetime('2000-01-02')).months": 2,
        "hasattr(relativedelta(days=1), 'days')": True,
        "as_datetime('2026-03-05') + relativedelta(months=1)": datetime(2026, 4, 5, tzinfo=UTC),
    },
    "import dateutil.relativedelta as rd": {
        "rd.relativedelta(days=3).days": 3,
        "as_datetime('2026-11-24') + rd.relativedelta(weekday=rd.FR)": datetime(
            2026, 11, 27, tzinfo=UTC
        ),
        "as_datetime('2026-01-31') + date_interval(months=1, day=31)": datetime(
            2026, 2, 28, tzinfo=UTC
        ),
    },
    "from dateutil.parser import parse": {"parse('4/5/2014').month": 4},
    "import calendar as cal, time": {
        "[cal.weekday(2026, 11, 24), cal.MONDAY, cal.SUNDAY]": [1, 0, 6],
        "cal.monthcalendar(2026, 2)[0]": [0, 0, 0, 0, 0, 0, 1],
        "time.strftime('%Y-%m')": "2026-11",
    },
    "import zoneinfo, pytz\nfrom datetime import datetime, timezone, timedelta, date": {
        "current_datetime().astimezone(zoneinfo.ZoneInfo('Asia/Tokyo')).hour": 0,
        "str(as_datetime('2026-01-01').replace(tzinfo=pytz.timezone('Asia/Tokyo')).tzinfo)": (
            "Asia/Tokyo"
        ),
        "pytz.timezone('America/New_York').localize(as_datetime('2026-01-01')).tzname()": "EST",
        "[pytz.utc == timezone.utc, pytz.utc.zone, today().replace(tzinfo=None)]": [
            True,
            "UTC",
            datetime(2026, 11, 24, tzinfo=UTC),
        ],
        "datetime.now(timezone(timedelta(hours=2))).hour": 17,
        "datetime(2026, 1, 1, tzinfo=timezone.utc).utcoffset()": timedelta(),
        "[datetime.fromtimestamp(0), datetime.max.year]": [datetime(1970, 1, 1, tzinfo=UTC), 9999],
        "[date.fromordinal(date(2026, 1, 2).toordinal()), date.min.year]": [date(2026, 1, 2), 1],
    },
    "import docassemble.base.util as util\nimport docassemble.other.thing as other": {
        "util.comma_and_list('a', 'b')": "a and b",
        "docassemble.base.functions.word('a')": "a",
        "hasattr(util, 'word')": False,
    },
    "from typing import List, Optional, cast": {
        "cast(List[Optional[str]], ['a'])": ["a"],
    },
    "import itertools as it": {
        "[it.islice('abcd', 2), it.islice('abcd', 1, None, 2)]": [["a", "b"], ["b", "d"]],
        "it.chain.from_iterable([[1], 'a'])": [1, "a"],
        "[it.takewhile(bool, [1, 0, 2]), it.dropwhile(bool, [1, 0, 2])]": [[1], [0, 2]],
        "[it.takewhile(bool, [1]), it.dropwhile(bool, [1])]": [[1], []],
        "[it.filterfalse(None, [1, 0]), it.filterfalse(bool, [2, ''])]": [[0], [""]],
        "[it.compress('abc', [1, 0, 1]), it.pairwise('abc')]": [
            ["a", "c"],
            [("a", "b"), ("b", "c")],
        ],
        "it.starmap(pow, [(2, 3), (3, 2)])": [8, 9],
    },
    "import operator as op": {
        "[op.eq(1, 1.0), op.ne(1, 1), op.lt(1, 2), op.le(2, 1), op.gt(1, 2), op.ge(2, 2)]": [
            True,
            False,
            True,
            False,
            False,
            True,
        ],
        "[op.mod(5, 3), op.floordiv(5, 3), op.contains([1], 1)]": [2, 1, True],
    },
    "import math": {
        "[math.prod([2, 3.5]), math.prod([2], start=5), math.prod([])]": [7.0, 10, 1],
        "[math.comb(5, 2), math.perm(5, 2), math.perm(3), math.lcm(4, 6), math.lcm()]": [
            10,
            20,
            6,
            12,
            1,
        ],
        "[math.fsum([0.1] * 10), math.dist([0, 0], [3, 4]), math.isqrt(10)]": [1.0, 5.0, 3],
        "[math.pow(2, 3), math.copysign(1, -2.0)]": [8.0, -1.0],
    },
    "import statistics as st": {
        "[st.variance([1, 2, 3]), st.fmean([1, 2]), st.multimode([1, 1, 2])]": [1, 1.5, [1]],
    },
    "import random, uuid": {
        "[random.choices([7], k=2), random.choices('ab', [0, 1]), random.seed(1)]": [
            [7, 7],
            ["b"],
            None,
        ],
        "[random.randrange(1), random.randrange(2, 3), random.randrange(5, 9, 9)]": [0, 2, 5],
        "random.sample([7], k=1)": [7],
        "[len(uuid.uuid4()), uuid.uuid4() == uuid.uuid4()]": [36, False],
    },
    "import textwrap as tw": {"tw.indent('a\\nb', '> ')": "> a\n> b"},
    "import re": {
        "[each.group() for each in re.finditer('[a-z]', 'aäb')]": ["a", "b"],
        "re.sub('[a-z]', lambda m: m.group().upper() + str(m.start()), 'äbc', 1)": "äB1c",
        "re.compile('b').sub(str.upper, 'b') if 0 else re.compile('b').sub('c', 'bb')": "cc",
        "re.sub('', lambda m: '-', 'ab')": "-a-b-",
        "[re.split(',', 'a,b,c', 1), re.split('B', 'abc', flags=re.I)]": [
            ["a", "b,c"],
            ["a", "c"],
        ],
        "re.compile('B', re.I).split('abcb', 1)": ["a", "cb"],
    },
}


@pytest.mark.parametrize(
    ("imports", "source", "value"),
    [(imports, *each) for imports, table in GIVES.items() for each in table.items()],
)
def test_a_module_does_what_pythons_does(imports, source, value):
    trial = Trial()
    trial.run(imports)
    assert trial(source) == value


REFUSED = {
    "import us": ["us.states.MA.capital", "us.states.mapping('abbr', 'fips')"],
    "import textwrap, string": ["textwrap.fill('a', 2)", "string.capwords('a', sep='b')"],
    "import urllib.parse": ["urllib.parse.urlencode([1])", "urllib.request"],
    "import calendar": ["calendar.monthrange(2024, 13)", "calendar.month_name.clear()"],
    "from datetime import datetime, date, timezone, timedelta": [
        "datetime.combine(1, 2)",
        "timezone(5)",
        "timezone(timedelta(days=2))",
        "timezone.utc.tzinfo",
        "datetime(2026, 1, 1, tzinfo='UTC')",
        "datetime.now(5)",
        "datetime.fromtimestamp(10 ** 20)",
        "date.fromordinal(0)",
        "today().replace(tzinfo=5)",
    ],
    "import zoneinfo, pytz": [
        "zoneinfo.ZoneInfo('../../etc/passwd')",
        "zoneinfo.ZoneInfo('Nowhere/Town')",
        "pytz.utc.localize(5)",
        "pytz.utc.dst",
    ],
    "import docassemble.base.util as util": ["util.nothing", "docassemble.webapp", "util.x.y"],
    "import typing": ["typing.List()", "typing.List.x", "typing.sys", "typing.List + 1"],
    "import itertools as it, math, random": [
        "it.islice('a')",
        "it.islice('a', -1)",
        "it.chain.count",
        "it.count",
        "math.comb(10 ** 9, 5)",
        "math.comb('a', 5)",
        "math.lcm(1.5)",
        "math.prod('ab')",
        "random.randrange('a')",
        "random.choices([])",
        "random.choices([1], [-1])",
    ],
    "from dateutil.relativedelta import relativedelta": ["relativedelta(days=1).fortnights"],
}


@pytest.mark.parametrize(
    ("imports", "source"),
    [(imports, each) for imports, table in REFUSED.items() for each in table],
)
def test_what_a_module_does_not_offer_is_refused(imports, source):
    trial = Trial()
    trial.run(imports)
    with pytest.raises(ExpressionFailed):
        trial(source)


def test_texts_that_grow_have_limits():
    trial = Trial(big="<" * 999_999)
    trial.run("import html, textwrap")
    for source in ("html.escape(big)", "textwrap.fill('a', 10 ** 9)", "textwrap.wrap(big, 6)"):
        with pytest.raises(BudgetExceeded):
            trial(source)


@pytest.mark.parametrize(
    "source",
    [
        "math.prod(range(1, 9_999))",
        "math.lcm(*range(1, 9_999))",
        "math.comb(math.comb(9, 3), 1) and math.prod([2 ** 4000] * 2)",
        "random.choices([1], k=10 ** 9)",
        "itertools.starmap(pow, [(2 ** 60, 99)])",
        "itertools.chain.from_iterable([range(9_999)] * 9_999)",
        "[itertools.pairwise(range(9_999)) for x in range(9_999)]",
        "re.finditer('', big)",
        "re.sub('', lambda m: big, 'a' * 99)",
        "re.sub('<', lambda m: big, '<' * 9_999)",
        "textwrap.indent('a\\n' * 9_999, big)",
    ],
)
def test_modules_compute_within_limits(source):
    trial = Trial(big="<" * 99_999)
    trial.run("import math, random, itertools, re, textwrap")
    with pytest.raises(BudgetExceeded):
        trial(source)


def test_no_constant_of_a_module_can_be_changed():
    shared = [
        f"{name}.{key}"
        for name, module in modules.items()
        for key, value in module.offered.items()
        if isinstance(value, list | dict | set)
    ]
    assert shared == []


def test_a_module_that_lies_in_another_is_imported_by_a_block_as_well():
    walk = Walk("""
        imports:
          - urllib.parse
          - us
        ---
        mandatory: True
        question: ${ urllib.parse.quote('a b') } ${ us.states.lookup('NY') }
    """)
    assert walk.screen.question == "a%20b New York"


@pytest.mark.parametrize("function", ["format_date", "format_time", "format_datetime"])
def test_a_date_that_nobody_had_to_give_shows_nothing(function):
    assert Trial()(f"{function}('') + {function}(DAEmpty())") == ""
    with pytest.raises(ExpressionFailed):
        Trial()(f"{function}(DAObject('x'))")


def test_decimal_numbers_are_rounded_as_the_author_says():
    trial = Trial()
    trial.run("from decimal import Decimal, ROUND_HALF_UP")
    assert trial("Decimal('1.005').quantize(Decimal('0.01'), rounding=ROUND_HALF_UP)") == Decimal(
        "1.01"
    )
    assert trial("Decimal('1.5').to_integral_value(ROUND_HALF_UP)") == 2
    assert str(trial("Decimal('1.50').normalize()")) == "1.5"
    for source in (
        "Decimal('1').quantize(5)",
        "Decimal('1').quantize(Decimal('1'), 'UP')",
        "Decimal('1').to_integral_value('UP')",
    ):
        with pytest.raises(ExpressionFailed):
            trial(source)
    with pytest.raises(BudgetExceeded):
        trial("Decimal('1').quantize(Decimal('1e999') * 1000)")


def test_statistics_take_numbers_alone():
    trial = Trial()
    trial.run("import statistics")
    assert trial("[statistics.mean([1, 2, 6]), statistics.median([1, 2, 6])]") == [3, 2]
    for source in ("statistics.mean(['a'])", "statistics.mean([])", "statistics.stdev([1])"):
        with pytest.raises(ExpressionFailed):
            trial(source)


def test_numerals_of_other_bases():
    assert Trial()("[bin(5), hex(255), oct(8)]") == ["0b101", "0xff", "0o10"]
    with pytest.raises(ExpressionFailed):
        Trial()("bin('5')")


def test_what_there_is_no_such_day_zone_or_name_of_is_said():
    trial = Trial()
    trial.run("import calendar, datetime, zoneinfo\nimport docassemble.base.util")
    assert trial("hasattr(zoneinfo.ZoneInfo('Europe/Paris'), 'key')")
    for source, said in {
        "calendar.weekday(2026, 2, 30)": "no such day",
        "datetime.datetime.max.astimezone(zoneinfo.ZoneInfo('Asia/Tokyo'))": "beyond the years",
        "docassemble.base.util + 1": "does not work with docassemble.base",
        "zoneinfo.ZoneInfo('Europe/Paris') + 1": "does not work with a time zone",
    }.items():
        with pytest.raises(ExpressionFailed, match=said):
            trial(source)
