"""Numbers as people write them, within an author's limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.datatypes.asking import Asked

NUMBERS = ["integer", "number", "float", "currency", "range"]


@pytest.mark.parametrize("datatype", NUMBERS)
def test_nothing_typed_is_refused_if_it_is_wanted(datatype):
    assert Asked(datatype).refuses("  ") == "This field is required."


@pytest.mark.parametrize("datatype", NUMBERS)
def test_nothing_typed_is_zero_if_it_need_not_be(datatype):
    assert Asked(datatype, required=False)("") == 0


@pytest.mark.parametrize(
    ("typed", "value"),
    [("7", 7.0), ("-1.5", -1.5), (".5", 0.5), ("1,250.50", 1250.5), ("12 000", 12000.0),
     ("12\u202f000", 12000.0), ("1'000", 1000.0), ("15%", 15.0), ("1e3", 1000.0)],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(typed, value):
    assert Asked("number")(typed) == value


@pytest.mark.parametrize("typed", ["seven", "1.2.3", "--1", "%", "nan", "inf", "1e999", "9" * 41])
def test_what_is_no_number_is_refused(typed):
    assert Asked("number").refuses(typed) == "You need to enter a number."


@pytest.mark.parametrize(
    ("typed", "value"), [("7", 7), ("3.0", 3), ("1,000", 1000), ("1E3", 1000)]
)
def test_a_whole_number_is_a_whole_number(typed, value):
    made = Asked("integer")(typed)
    assert made == value
    assert type(made) is int


@pytest.mark.parametrize("typed", ["1.5", "one", "inf", "1e999"])
def test_what_is_no_whole_number_is_refused(typed):
    assert Asked("integer").refuses(typed) == "You need to enter a whole number."


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_is_shown_as_it_is_read(number):
    asked = Asked("integer")
    assert asked(str(asked.shows(number))) == number


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_number_is_shown_as_it_is_read(number):
    asked = Asked("number")
    assert asked(str(asked.shows(number))) == number


@pytest.mark.parametrize("typed", ["$1,250.50", "1250.50 €", "£1250.5"])
def test_a_sum_may_bear_its_sign(typed):
    assert Asked("currency")(typed) == 1250.5


def test_what_is_no_sum_is_refused():
    said = "You need to enter a valid currency amount, like 1,250.50."
    assert Asked("currency").refuses("a lot") == said


@pytest.mark.parametrize(
    ("value", "shown"), [(1250.5, "1250.50"), (1250.0, "1250"), (0.1, "0.10")]
)
def test_a_sum_is_shown_with_two_decimals_unless_it_is_whole(value, shown):
    assert Asked("currency").shows(value) == shown


def test_a_text_in_place_of_a_sum_is_shown_as_it_is():
    assert Asked("currency").shows("about 3.5") == "about 3.5"


@pytest.mark.parametrize(("given", "sign"), [("", "$"), ("€", "€")])
def test_the_sign_of_a_sum_is_the_authors(given, sign):
    assert Asked("currency", currency_symbol=given).attributes["symbol"] == sign


def test_limits_are_part_of_the_range():
    asked = Asked("integer", min=18, max="99")
    assert asked("18") == 18
    assert asked("99") == 99
    assert asked.refuses("17") == "You need to enter a number that is at least 18."
    assert asked.refuses("100") == "You need to enter a number that is at most 99."


def test_limits_may_be_said_in_an_authors_words():
    asked = Asked("number", min=1.5, messages={"min": "More, please."})
    assert asked.refuses("1") == "More, please."


@pytest.mark.parametrize("limit", [None, "many", [1], 10**400])
def test_limits_that_are_no_numbers_do_not_count(limit):
    assert Asked("number", max=limit)("1000") == 1000


def test_limits_and_steps_reach_the_control():
    asked = Asked("number", min=0, max=9.5, step=0.5)
    assert asked.attributes == {"inputmode": "decimal", "step": "0.5", "min": "0", "max": "9.5"}


def test_a_slider_goes_from_0_to_100_unless_said():
    assert Asked("range").attributes["max"] == "100"
    asked = Asked("range", min=1, max=5)
    assert (asked.attributes["min"], asked.attributes["max"]) == ("1", "5")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (7, "7"),
        (7.0, "7"),
        (7.25, "7.25"),
        ("7", "7"),
        (None, ""),
        (True, ""),
        (10**20, f"{10**20}"),
        (float("inf"), "inf"),
    ],
)
def test_what_is_there_is_shown_again(value, shown):
    assert Asked("number").shows(value) == shown
