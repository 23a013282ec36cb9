"""What one types: lines, boxes, addresses, numbers of telephones."""

from __future__ import annotations

import pytest

from interviews.engine.errors import BudgetExceeded
from interviews.engine.limits import Budget
from tests.engine.datatypes.asking import Asked

TEXTS = ["text", "area", "email", "tel", "url", "password", "hidden", "ml", "mlarea", "raw"]


@pytest.mark.parametrize("datatype", TEXTS)
def test_nothing_typed_is_refused_if_it_is_wanted(datatype):
    assert Asked(datatype).refuses() == "This field is required."
    assert Asked(datatype).refuses("") == "This field is required."


@pytest.mark.parametrize("datatype", TEXTS)
def test_nothing_typed_is_an_empty_text_if_it_need_not_be(datatype):
    assert Asked(datatype, required=False)("") == ""


def test_an_author_may_say_it_in_their_own_words():
    asked = Asked("text", messages={"required": "Whom shall we write to?"})
    assert asked.refuses("") == "Whom shall we write to?"


def test_a_line_is_one_line_without_blanks_around_it():
    assert Asked("text")("  two\r\nlines\x00 ") == "two lines"


def test_a_box_keeps_its_line_breaks():
    assert Asked("area")(" one\r\n\r\ntwo\n") == "one\n\ntwo"


@pytest.mark.parametrize(
    ("rows", "shown"), [(None, "4"), (7, "7"), ("9", "9"), (0, "4"), (900, "40"), ("many", "4")]
)
def test_a_box_has_as_many_rows_as_an_author_says_within_reason(rows, shown):
    assert Asked("area", rows=rows).attributes["rows"] == shown


def test_a_password_keeps_its_blanks_and_is_never_shown():
    assert Asked("password")(" a b\x00") == " a b"
    assert Asked("password").shows("secret") == ""


def test_what_is_too_short_is_refused_with_its_length():
    said = Asked("text", minlength=3).refuses("ab")
    assert said == "You must type at least 3 characters. You have typed 2."


def test_what_is_too_long_is_refused_with_its_length():
    said = Asked("text", maxlength="4").refuses("abcde")
    assert said == "You cannot type more than 4 characters. You have typed 5."


def test_no_author_allows_more_than_a_hundred_thousand_characters():
    asked = Asked("area", maxlength=10**9)
    assert len(asked("a" * 100_000)) == 100_000
    assert "more than 100000 characters" in asked.refuses("a" * 100_001)


def test_reading_a_text_costs_something():
    asked = Asked("area")
    asked.context.budget = Budget(steps=10)
    with pytest.raises(BudgetExceeded):
        asked("a" * 10_000)


def test_lengths_that_are_no_numbers_do_not_count():
    assert Asked("text", minlength="some", maxlength="many")("a") == "a"


def test_lengths_reach_the_control():
    asked = Asked("text", minlength=2, maxlength=5)
    assert asked.attributes == {"minlength": "2", "maxlength": "5"}


@pytest.mark.parametrize("value", ["Ada", 7, True])
def test_what_is_there_is_shown_again(value):
    assert Asked("text").shows(value) == str(value)


def test_none_is_shown_as_nothing():
    assert Asked("text").shows(None) == ""


@pytest.mark.parametrize("address", ["ada@example.org", "a.b+c@mail.example.org", "ü@example.org"])
def test_an_address_is_taken_as_it_is(address):
    assert Asked("email")(address) == address


@pytest.mark.parametrize(
    "address",
    ["ada", "ada@", "@example.org", "ada@example", "a b@example.org", "ada@example..org",
     "ada@.example.org", "ada@example.org.", "ada@x@example.org", f"{'a' * 65}@example.org",
     f"ada@{'a' * 250}.org"],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_one(address):
    assert (
        Asked("email").refuses(address)
        == "You need to enter a complete e-mail address. Write it like ada@example.org."
    )


@pytest.mark.parametrize("datatype", ["tel", "phone"])
@pytest.mark.parametrize("number", ["112", "+44 (0)20 7946-0000", "030/123 45"])
def test_a_telephone_number_is_taken_as_it_is_written(datatype, number):
    assert Asked(datatype)(number) == number


@pytest.mark.parametrize("number", ["11", "call me", "+"])
def test_what_has_hardly_any_digits_is_no_telephone_number(number):
    said = "Enter a telephone number like +44 20 7946 0000."
    assert Asked("tel").refuses(number) == said


@pytest.mark.parametrize("address", ["https://example.org", "http://example.org/a?b=c#d"])
def test_a_web_address_is_taken_as_it_is(address):
    assert Asked("url")(address) == address


@pytest.mark.parametrize(
    "address",
    ["example.org", "javascript:alert(1)", "https://", "https://a b.org", "ftp://example.org",
     "https://[example.org"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused_with_one(address):
    assert Asked("url").refuses(address) == "Enter a web address like https://example.org."


@pytest.mark.parametrize(
    ("datatype", "mode"), [("email", "email"), ("tel", "tel"), ("url", "url")]
)
def test_a_telephone_offers_the_keyboard_for_it(datatype, mode):
    assert Asked(datatype).attributes["inputmode"] == mode
