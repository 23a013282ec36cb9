"""More of Python's modules that an interview may import: letters, states, calendars, numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime
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
    "import dateutil.relativedelta as rd": {"rd.relativedelta(days=3).days": 3},
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
    "from datetime import datetime, date": ["datetime.combine(1, 2)"],
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
