"""Formats as Python knows them: `%`, `str.format`, f-strings, dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from interviews.engine.errors import ExpressionFailed
from tests.engine.contexts import Trial

VALUES = {
    "n": 1234,
    "f": 1234.5678,
    "d": Decimal("1234.50"),
    "t": True,
    "s": "\u00e9t\u00e9",
    "none": None,
    "day": date(2026, 11, 24),
    "noon": time(12, 5),
    "at": datetime(2026, 11, 24, 9, 5, tzinfo=UTC),
    "span": timedelta(hours=3),
}
SHOWN = {
    "f'{n:,}'": "1,234",
    "f'{n:_}'": "1_234",
    "f'{n:>8}|{n:<8}|{n:^8}|{n:*^8}'": "    1234|1234    |  1234  |**1234**",
    "f'{n:+d} {n: d} {n:08.2f} {n:e} {n:g} {n:x} {n:#o} {n:b}'": (
        "+1234  1234 01234.00 1.234000e+03 1234 4d2 0o2322 10011010010"
    ),
    "f'{f:,.2f} {f:.3e} {f:%} {f:.1%}'": "1,234.57 1.235e+03 123456.780000% 123456.8%",
    "f'{d:,.2f} {d:>10}'": "1,234.50    1234.50",
    "f'{t:d} {t}'": "1 True",
    "f'{s:>6.2} {s!r} {s!a} {s!s:>4}'": "    \u00e9t '\u00e9t\u00e9' '\\xe9t\\xe9'  \u00e9t\u00e9",
    "f'{none:>6}'": "  None",
    'f\'{[1, "a"]} {[1, "a"]!s:<10}|\'': "[1, 'a'] [1, 'a']  |",
    "f'{day:%d.%m.%y} {noon:%H:%M} {at:%-d %B %Y %%}'": "24.11.26 12:05 24 November 2026 %",
    "f'{span:>10}'": "   3:00:00",
    "f'{n:{8}}|{n:{\"<\"}{8}}|'": "    1234|1234    |",
    "'{} {}'.format(n, t)": "1234 True",
    "'{1} {0} {a}'.format(1, 2, a=3)": "2 1 3",
    "'{:>6} {!r:>7} {a:.1f}'.format(n, 'x', a=f)": "  1234     'x' 1234.6",
    "'{{}} {{{}}}'.format(1)": "{} {1}",
    "''.format()": "",
    "format(n, ',') + format(n)": "1,2341234",
    "'%s and %r and %a' % (s, s, s)": "\u00e9t\u00e9 and '\u00e9t\u00e9' and '\\xe9t\\xe9'",
    "'%d %i %u %5d|%-5d|%05d %+d %x %X %o' % (n, n, n, n, n, n, n, n, n, n)": (
        "1234 1234 1234  1234|1234 |01234 +1234 4d2 4D2 2322"
    ),
    "'%.2f %e %g %10.1f' % (f, f, f, f)": "1234.57 1.234568e+03 1234.57     1234.6",
    "'%d %.1f' % (d, d)": "1234 1234.5",
    "'%5s|%-5s|%.2s' % ('a', 'a', 'abc')": "    a|a    |ab",
    "'%(a)s %(b)02d 100%%' % {'a': 'x', 'b': 5}": "x 05 100%",
    "'%s' % [1]": "[1]",
    "'%s' % {'a': 1}": "{'a': 1}",
    "'%s' % (1,)": "1",
    "'none' % ()": "none",
    "'none' % {'a': 1}": "none",
    "'%s' % len": "<len>",
}


@pytest.mark.parametrize(("source", "shown"), SHOWN.items())
def test_a_format_shows_what_python_would(source, shown):
    assert Trial(**VALUES)(source) == shown


REFUSED = {
    "f'{n:5x5}'": "This is no format",
    "f'{n:n}'": "This is no format",
    "f'{n:c}'": "This is no format",
    "f'{n:s}'": "ValueError",
    "f'{s:d}'": "ValueError",
    "f'{day:%10d}'": "A format of dates is made of letters after %",
    "f'{day:%}'": "A format of dates is made of letters after %",
    "format(day, 'x' * 101)": "A format of dates is made of letters after %",
    "'{} {}'.format(1)": "IndexError",
    "'{a}'.format(1)": "KeyError",
    "'{'.format(1)": "ValueError",
    "'{!x}'.format(1)": "may have !r, !s or !a",
    "'%d' % 'a'": "%d needs a number, not str",
    "'%d' % None": "%d needs a number, not NoneType",
    "'%x' % 1.5": "TypeError",
    "'%s %s' % 1": "A format has more fields than values",
    "'%s' % (1, 2)": "A format has fewer fields than values",
    "'none' % 1": "A format has fewer fields than values",
    "'%(a)s' % 1": "A format with names needs a dict, not int",
    "'%(a)s' % {'b': 1}": "KeyError",
    "'%q' % 1": "There is no %q in a format",
    "'100%' % (1,)": "There is no % in a format",
    "format(1, 5)": "TypeError",
}


@pytest.mark.parametrize(("source", "said"), REFUSED.items())
def test_a_format_that_is_none_is_refused(source, said):
    with pytest.raises(ExpressionFailed) as failed:
        Trial(**VALUES)(source)
    assert said in failed.value.message


def test_a_letter_stands_in_a_format_as_itself():
    assert Trial()("'%c%3c' % ('a', 'b')") == "a  b"
