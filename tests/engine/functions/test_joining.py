"""Many values as one text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.veil import Markup, unveil
from tests.engine.contexts import Trial, assert_gives


def test_what_a_language_would_change_is_taken_and_changes_nothing():
    assert_gives(
        {
            "comma_list('a', 'b', language='en')": "a, b",
            "period_list(language='en')[0]": [12, "Per Month"],
            "DAList('kid', elements=[1]).possessive('toy', plural=True)": "kid's toy",
            "DAList('kid', elements=[1, 2]).quantity_noun('kid', as_integer=True)": "two kids",
            "Thing('a', name='Ada').possessive('toy', language='en')": "Ada's toy",
            "DAObject('a').pronoun(default='one')": "it",
        }
    )


def test_a_list_is_said_with_commas_and_an_and():
    assert_gives(
        {
            "comma_and_list(things)": "lions, tigers, and bears",
            "comma_and_list(things, oxford=False)": "lions, tigers and bears",
            "comma_and_list('fish', 'toads', 'frogs')": "fish, toads, and frogs",
            "comma_and_list('fish', 'toads')": "fish and toads",
            "comma_and_list('fish')": "fish",
            "comma_and_list()": "",
            "comma_and_list('fish', things)": "fish, lions, tigers, and bears",
            "comma_and_list('fish', 'toads', 'frogs', and_string='or')": "fish, toads, or frogs",
            "comma_and_list('a', 'b', 'c', comma_string='; ')": "a; b; and c",
            "comma_and_list('a', 'b', 'c', before_and='---')": "a, b,---and c",
            "comma_and_list('fish', 'toads', after_and=' at last ')": "fish and at last toads",
            "comma_and_list({1: 'one', 2: 'two'})": "1 and 2",
            "comma_and_list(True, None, 1.5)": "True, None, and 1.5",
        },
        things=["lions", "tigers", "bears"],
    )


def test_a_list_of_the_interview_is_said_element_by_element():
    trial = Trial()
    trial.run("fish = DAList('fish', elements=['a', 'b'], auto_gather=False, gathered=True)")
    assert trial("comma_and_list(fish, 'c')") == "a, b, and c"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "a, b, and c"), ("de", "a, b und c"), ("xx", "a, b and c")]
)
def test_the_and_is_in_the_language_of_the_session(language, said):
    trial = Trial()
    trial.language = language
    assert trial("comma_and_list('a', 'b', 'c')") == said


def test_a_list_is_said_with_commas_alone():
    assert_gives(
        {
            "comma_list(['a', 'b', 'c'])": "a, b, c",
            "comma_list('a', 'b', comma_string='; ')": "a; b",
            "comma_list('a')": "a",
            "comma_list('a', 'b', comma_string=5)": "a5b",
        }
    )


def test_lines_of_a_list_get_their_ends():
    assert_gives(
        {
            "add_separators(['a', 'b', 'Acme Inc'])": ["a;", "b; and", "Acme Inc."],
            "add_separators(['a', 'b'])": ["a; and", "b."],
            "add_separators(['a'])": ["a."],
            "add_separators([])": [],
            "add_separators('a', 'b', 'c', separator=',', last_separator=', or', end_mark='!')": [
                "a,",
                "b, or",
                "c!",
            ],
        }
    )


def test_what_is_joined_with_markup_is_markup_and_the_rest_shows_as_it_is():
    said = Trial(bold=Markup("**a**"), said="*b*")("comma_and_list(bold, said)")
    assert isinstance(said, Markup)
    assert said.startswith("**a**")
    assert "*b*" not in said
    assert unveil(said) == "**a** and *b*"


# None of a private plane, which `veil` uses and takes what it finds there for its own, and no
# carriage return, which it takes off the ends of lines.
LETTERS = st.characters(exclude_characters=",\r", exclude_categories=["Cs", "Co"])
WORDS = st.lists(st.text(LETTERS, min_size=1), min_size=1)


@given(WORDS)
def test_every_element_is_said_once_and_in_order(words):
    said = Trial(words=words)("comma_list(words, comma_string=',')")
    assert said.split(",") == words


@given(WORDS)
def test_commas_and_the_and_cost_as_much_as_there_are_gaps(words):
    said = Trial(words=words)("comma_and_list(words)")
    gaps = len(words) - 1
    extra = 0 if gaps == 0 else len(" and ") if gaps == 1 else 2 * (gaps - 1) + len(", and ")
    assert len(said) == sum(map(len, words)) + extra
