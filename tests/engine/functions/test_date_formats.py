"""How dates are shown where no format is given: as the whole interview wants them."""

from __future__ import annotations

import pytest

from interviews.engine.functions.manners import manner
from tests.engine.contexts import Trial, assert_gives
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


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Saturday, April 5, 2014 Apr 5:05 PM"),
        ("de", "Samstag, 5. April 2014 Apr. 17:05"),
        ("es", "sábado, 5 de abril de 2014 abr 17:05"),
        ("fr", "samedi 5 avril 2014 avr. 17:05"),
        ("it", "sabato 5 aprile 2014 apr 17:05"),
        ("nl", "zaterdag 5 april 2014 apr 17:05"),
        ("pt-BR", "sábado, 5 de abril de 2014 abr. 17:05"),
        ("xx", "Saturday, April 5, 2014 Apr 5:05 PM"),
    ],
)
def test_dates_are_written_as_the_language_has_them(language, said):
    trial = Trial()
    trial.language = language
    parts = "format_date(d, 'full'), as_datetime(d).format('MMM'), format_time('17:05')"
    assert (
        " ".join(trial(f"[{parts}]".replace("d,", "'4/5/2014',").replace("(d)", "('4/5/2014')")))
        == said
    )


def test_a_date_in_a_text_a_month_and_a_day_are_of_the_language_too():
    trial = Trial()
    trial.language = "es"
    assert trial("[str(today()), today(format='MMMM'), month_of('4/5/2014', as_word=True)]") == [
        "24 de noviembre de 2026", "noviembre", "abril",
    ]  # fmt: skip
    assert trial("[dow_of('4/5/2014', as_word=True), format_datetime('4/5/2014 17:05')]") == [
        "sábado", "5 de abril de 2014, 17:05:00 UTC",
    ]  # fmt: skip
    assert trial("format_date('4/5/2014', language='fr')") == "5 avril 2014"


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "it", "nl", "pt"])
def test_a_language_has_a_name_for_each_month_and_day(language):
    ways = manner(language)
    assert [len(set(each)) for each in (ways.months, ways.short_months)] == [12, 12]
    assert [len(set(each)) for each in (ways.days, ways.short_days)] == [7, 7]


def test_a_format_that_is_given_comes_first_and_nothing_shows_nothing():
    assert_gives(
        {
            "format_date('2026-03-04', format='yy')": "26",
            "as_datetime('2026-03-04').format('yy')": "26",
            "[format_date(None), format_time(None), format_datetime('')]": [""] * 3,
        }
    )
