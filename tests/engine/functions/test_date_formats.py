"""How dates are shown where no format is given: as the whole interview wants them."""

from __future__ import annotations

import pytest

from tests.engine.contexts import assert_gives
from tests.engine.walks import Walk

SHOWN = """
mandatory: True
question: |
  ${ as_datetime('2026-03-04 17:05') } ${ format_date('2026-03-04') }
  ${ format_time('17:05') } ${ as_datetime('17:05').time() }
"""
METADATA = "metadata:\n  date format: yyyy-MM-dd\n  time format: HH:mm\n---\n"
PARTS = "initial: True\ncode: |\n  set_parts(date_format='d/M/yy')\n---\n"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("", "March 4, 2026 March 4, 2026 5:05 PM 5:05 PM"),
        (METADATA, "2026-03-04 2026-03-04 17:05 17:05"),
        (METADATA + PARTS, "4/3/26 4/3/26 17:05 17:05"),
    ],
)
def test_they_are_those_of_the_metadata_or_of_the_parts_set_later(before, said):
    assert " ".join(Walk(before + SHOWN).screen.question.split()) == said


def test_a_format_that_is_given_comes_first_and_nothing_shows_nothing():
    assert_gives(
        {
            "format_date('2026-03-04', format='yy')": "26",
            "as_datetime('2026-03-04').format('yy')": "26",
            "[format_date(None), format_time(None), format_datetime('')]": [""] * 3,
        }
    )
