"""Words: numbers and places in words, plurals, articles, verbs, labels."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.errors import BudgetExceeded, ExpressionFailed
from interviews.engine.functions import english
from interviews.engine.veil import Markup
from tests.engine.contexts import Trial, assert_gives


def test_numbers_are_words_up_to_ten_and_digits_beyond():
    assert_gives(
        {
            "nice_number(4)": "four",
            "nice_number(10)": "ten",
            "nice_number(11)": "11",
            "nice_number(-1)": "-1",
            "nice_number(5.0)": "five",
            "nice_number(5.1)": "5.1",
            "nice_number(2026)": "2026",
            "nice_number(23423)": "23,423",
            "nice_number(-23423)": "-23,423",
            "nice_number(12873818.27774)": "12,873,818.28",
            "nice_number(4, capitalize=True)": "Four",
            "nice_number(4, use_word=False)": "4",
            "nice_number(21, use_word=True)": "twenty-one",
            "nice_number('7')": "seven",
            "nice_number(['a', 'b'])": "two",
            "nice_number(dear)": "2.5",
        },
        dear=Decimal("2.50"),
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"), (13, "thirteen"), (40, "forty"), (99, "ninety-nine"), (100, "one hundred"),
        (342, "three hundred and forty-two"), (-8, "minus eight"), (1000, "one thousand"),
        (21_000_003, "twenty-one million three"), (10**12, "1000000000000"),
        (2 * 10**9, "two billion"),
    ],
)  # fmt: skip
def test_a_number_is_written_out(number, words):
    assert english.cardinal(number) == words


def test_places_are_words_up_to_the_tenth():
    assert_gives(
        {
            "ordinal_number(8)": "eighth",
            "ordinal_number(8, capitalize=True)": "Eighth",
            "ordinal_number(11)": "11th",
            "ordinal_number(8, use_word=False)": "8th",
            "ordinal_number(42, use_word=True)": "forty-second",
            "ordinal_number('3')": "third",
            "ordinal(0)": "first",
            "ordinal(10)": "11th",
            "ordinal(1, use_word=False)": "2nd",
            "ordinal(2, capitalize=True)": "Third",
            "ordinal(['a', 'b'])": "third",
        }
    )


@given(st.integers(min_value=0, max_value=10**6))
def test_each_place_in_digits_ends_as_its_word_does(number):
    assert english.ordinal_digits(number)[-2:] == english.ordinal_word(number)[-2:]


@given(st.integers(min_value=0, max_value=10**11), st.integers(min_value=0, max_value=10**11))
def test_two_numbers_never_share_their_words(one, other):
    assert (english.cardinal(one) == english.cardinal(other)) is (one == other)


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("friend", "friends"), ("fish", "fish"), ("moose", "mooses"), ("child", "children"),
        ("box", "boxes"), ("church", "churches"), ("city", "cities"), ("day", "days"),
        ("Child", "Children"), ("CHILD", "CHILDREN"), ("WOMAN", "WOMEN"), ("BOX", "BOXES"),
        ("policeman", "policemen"), ("human", "humans"),
        ("mother-in-law's pen", "mother-in-law's pens"),
        ("real estate agent", "real estate agents"), ("co-owner", "co-owners"), ("CITY", "CITIES"),
        ("bus", "buses"), ("glass", "glasses"), ("house", "houses"), ("prize", "prizes"),
        ("analysis", "analyses"), ("person", "people"),
    ],
)  # fmt: skip
def test_a_noun_has_a_plural_and_a_singular(one, many):
    trial = Trial(one=one, many=many)
    assert trial("noun_plural(one)") == many
    assert trial("noun_plural(many)") == many
    assert trial("noun_singular(many)") == one
    assert trial("noun_singular(one)") == one


def test_a_noun_goes_with_its_number():
    assert_gives(
        {
            "noun_plural('friend', 1)": "friend",
            "noun_plural('friend', 2)": "friends",
            "noun_plural('friend', ['Ada'])": "friend",
            "noun_plural('friend', capitalize=True)": "Friends",
            "noun_plural('')": "",
            "noun_singular('fishes')": "fish",
            "noun_singular('mooses')": "moose",
            "noun_singular('friends', 1)": "friend",
            "noun_singular('friends', 2)": "friends",
            "noun_singular('boss')": "boss",
            "noun_singular('friends', capitalize=True)": "Friend",
            "quantity_noun(2, 'apple')": "two apples",
            "quantity_noun(1, 'apple')": "one apple",
            "quantity_noun(144, 'apple')": "144 apples",
            "quantity_noun(1.5, 'apple')": "two apples",
            "quantity_noun(1.5, 'apple', as_integer=False)": "1.5 apples",
            "quantity_noun(3, 'apple', capitalize=True)": "Three apples",
        }
    )


@given(st.sampled_from(["apple", "box", "city", "child", "day", "bus", "church", "co-owner"]))
def test_the_singular_of_a_plural_is_the_noun(noun):
    assert english.singular(english.plural(noun)) == noun


@pytest.mark.parametrize(
    ("noun", "said"),
    [
        ("bean", "a bean"), ("apple", "an apple"), ("hour", "an hour"), ("house", "a house"),
        ("university", "a university"), ("umbrella", "an umbrella"), ("MRI scan", "an MRI scan"),
        ("uninvited guest", "an uninvited guest"), ("one-time fee", "a one-time fee"),
        ("8-year-old", "an 8-year-old"),
        ("18th child", "an 18th child"), ("1st child", "a 1st child"),
        ("European", "a European"), ("X-ray", "an X-ray"), ("USB stick", "a USB stick"),
        ('"odd" word', 'an "odd" word'), ("heir", "an heir"), ("unit", "a unit"),
    ],
)  # fmt: skip
def test_a_noun_takes_the_article_of_its_sound(noun, said):
    assert Trial(noun=noun)("indefinite_article(noun)") == said


def test_an_article_may_begin_a_sentence():
    assert Trial()("indefinite_article('apple', capitalize=True)") == "An apple"


@pytest.mark.parametrize(
    ("verb", "present", "past"),
    [
        ("help", "helps", "helped"), ("sue", "sues", "sued"), ("be", "is", "was"),
        ("go", "goes", "went"), ("testify", "testifies", "testified"),
        ("pass", "passes", "passed"), ("plan", "plans", "planned"), ("visit", "visits", "visited"),
        ("admit", "admits", "admitted"), ("limit", "limits", "limited"),
        ("refer", "refers", "referred"), ("offer", "offers", "offered"),
        ("live in Paris", "lives in Paris", "lived in Paris"), ("echo", "echoes", "echoed"),
        ("Sign", "Signs", "Signed"), ("agree", "agrees", "agreed"), ("file", "files", "filed"),
        ("move", "moves", "moved"), ("die", "dies", "died"), ("settle", "settles", "settled"),
        ("decide", "decides", "decided"), ("need", "needs", "needed"),
        ("treat", "treats", "treated"), ("Try", "Tries", "Tried"),
    ],
)  # fmt: skip
def test_a_verb_in_any_form_has_a_present_and_a_past(verb, present, past):
    trial = Trial(verb=verb, present=present, past=past)
    for form in ("verb", "present", "past"):
        assert trial(f"verb_present({form})") == present
        assert trial(f"verb_past({form})") == past


def test_a_verb_goes_with_its_person():
    assert_gives(
        {
            "verb_present('helped', '3sg')": "helps",
            "verb_present('helps', '1sg')": "help",
            "verb_present('helps', 'pl')": "help",
            "verb_past('help', '3gp')": "helped",
            "verb_past('help', 'ppl')": "helped",
            "verb_present('is', '1sg')": "am",
            "verb_present('be', '2sg')": "are",
            "verb_present('are')": "is",
            "verb_past('be late', '1sgp')": "was late",
            "verb_past('was', 'ppl')": "were",
        }
    )


def test_words_take_capitals():
    assert_gives(
        {
            "capitalize('spaghetti marinara')": "Spaghetti marinara",
            "title_case('the importance of being ernest')": "The Importance of Being Ernest",
            "title_case('what is it for')": "What Is It For",
            "title_case('THE LAW OF NATIONS')": "The Law of Nations",
            "title_case('an iPhone: a guide to example.com')": "An iPhone: A Guide to example.com",
            "title_case('the end. a new start')": "The End. A New Start",
            "title_case('state-of-the-art and/or old')": "State-of-the-Art And/Or Old",
            'title_case("o\'neil v. mcdonald")': "O'Neil v. McDonald",
            "title_case('(only) a \"test\" - ')": '(Only) a "Test" - ',
            "title_case('')": "",
            "word('fish')": "fish",
            "word('fish', capitalize=True)": "Fish",
            "capitalize('')": "",
        }
    )


def test_what_belongs_to_somebody_is_said_so():
    assert_gives(
        {
            "possessify('Fred', 'cat')": "Fred's cat",
            "possessify('the owners', 'cat', plural=True)": "the owners' cat",
            "possessify('my friend', 'cat', capitalize=True)": "My friend's cat",
            "possessify_long('Fred', 'cat')": "the cat of Fred",
            "possessify_long('Fred', 'cat', capitalize=True)": "The cat of Fred",
            "a_in_the_b('cat', 'hat')": "cat in the hat",
            "in_the('house', capitalize=True)": "In the house",
            "of_the('world')": "of the world",
            "do_you('smoke')": "do you smoke",
            "does_a_b('Fred', 'smoke')": "does Fred smoke",
        }
    )


@pytest.mark.parametrize("word", ["her", "his", "its", "some", "the", "their", "this", "your"])
def test_short_words_are_left_to_authors_as_names(word):
    assert Trial().missing(word) == word


def test_indexes_have_labels():
    assert_gives(
        {
            "[alpha(0), alpha(25), alpha(26), alpha(27)]": ["A", "Z", "AA", "AB"],
            "alpha(0, case='lower')": "a",
            "roman(0)": "I",
            "roman(65)": "LXVI",
            "roman(65, case='lower')": "lxvi",
            "item_label(0)": "I.",
            "item_label(1)": "II.",
            "[item_label(0, level) for level in range(7)]": [
                "I.",
                "A.",
                "1.",
                "a)",
                "(1)",
                "(a)",
                "i)",
            ],
            "item_label(0, 6, punctuation=False)": "i",
            "item_label(3, 5, punctuation=False)": "d",
        }
    )


@given(st.integers(min_value=0, max_value=10**6), st.integers(min_value=0, max_value=10**6))
def test_longer_letters_come_later(one, other):
    trial = Trial(one=one, other=other)
    letters, others = trial("alpha(one)"), trial("alpha(other)")
    assert ((len(letters), letters) < (len(others), others)) is (one < other)


def test_texts_are_tidied():
    assert_gives(
        {
            "space_to_underscore(' Letter to Ada/Bob ')": "Letter_to_Ada_Bob",
            r"single_paragraph('a\n\n  b c ')": "a b c",
            "fix_punctuation('Yes')": "Yes.",
            "fix_punctuation('Yes!  ')": "Yes!",
            "fix_punctuation('Yes', mark='?')": "Yes?",
            "fix_punctuation('Yes;', other_marks=[';'])": "Yes;",
            r"indent('a\nb', by=2)": "  a\n  b",
        }
    )


@pytest.mark.parametrize("call", ["capitalize(m)", "single_paragraph(m)", "indent(m)"])
def test_markup_stays_markup(call):
    assert isinstance(Trial(m=Markup("*a* b"))(call), Markup)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("ordinal_number('many')", "A whole number was wanted"),
        ("nice_number('many')", "A whole number was wanted"),
        ("alpha(None)", "A whole number was wanted"),
        ("nice_number(None)", "has no length"),
        ("roman(4000)", "between 1 and 3999"),
        ("roman(-1)", "between 1 and 3999"),
        ("does_a_b('Fred')", "takes 2 texts, not 1"),
        ("quantity_noun(2)", "does not take these arguments"),
    ],
)
def test_what_is_no_number_or_no_word_is_refused(source, message):
    with pytest.raises(ExpressionFailed, match=message):
        Trial()(source)


def test_letters_of_a_number_out_of_bounds_are_not_computed():
    with pytest.raises(BudgetExceeded):
        Trial(huge=1 << 5000)("alpha(huge)")
