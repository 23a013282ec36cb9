"""One of several: by its key, never by a value that a browser sends."""

from __future__ import annotations

import pytest

from interviews.engine.objects.things import Thing
from tests.engine.datatypes.asking import Asked

FRUIT = {"Apple": "a", "Pear": "p"}
ADA, BOB = Thing("ada"), Thing("bob")
PEOPLE = {"Ada": ADA, "Bob": BOB}
SINGLE = ["radio", "dropdown", "combobox", "datalist"]


@pytest.mark.parametrize("datatype", SINGLE)
def test_a_key_becomes_the_value_of_its_choice(datatype):
    assert Asked(datatype, FRUIT)("1") == "p"


@pytest.mark.parametrize(
    ("datatype", "said"),
    [
        ("radio", "You need to select one."),
        ("dropdown", "You need to select one."),
        ("combobox", "You need to select one or type in a new value."),
    ],
)
def test_nothing_chosen_is_refused_if_it_is_wanted(datatype, said):
    assert Asked(datatype, FRUIT).refuses() == said
    assert Asked(datatype, FRUIT).refuses("") == said


@pytest.mark.parametrize("datatype", SINGLE)
def test_nothing_chosen_is_an_empty_text_if_it_need_not_be(datatype):
    assert Asked(datatype, FRUIT, required=False)("") == ""


@pytest.mark.parametrize("datatype", ["radio", "dropdown", "object", "object_radio"])
def test_what_was_not_offered_is_refused(datatype):
    assert Asked(datatype, FRUIT).refuses("7")
    assert Asked(datatype, FRUIT).refuses("none")


def test_an_author_may_say_it_in_their_own_words():
    assert Asked("radio", FRUIT, messages={"required": "Choose!"}).refuses() == "Choose!"


@pytest.mark.parametrize("typed", ["Pear", " pear ", "PEAR"])
def test_the_label_of_a_choice_in_a_line_with_suggestions_is_that_choice(typed):
    assert Asked("combobox", FRUIT)(typed) == "p"
    assert Asked("object", PEOPLE)("bob") is BOB


def test_a_line_with_suggestions_takes_what_is_none_of_them():
    assert Asked("combobox", FRUIT)(" Plum ") == "Plum"
    assert Asked("combobox", FRUIT, maxlength=3).refuses("Plum")


@pytest.mark.parametrize("datatype", SINGLE)
def test_what_is_there_is_shown_as_its_key(datatype):
    assert Asked(datatype, FRUIT).shows("p") == "1"


def test_equal_values_of_another_type_are_found_last():
    asked = Asked("radio", {"Yes": True, "One": 1, "Half": 0.5})
    assert asked.shows(1) == "1"
    assert asked.shows(True) == "0"
    assert asked.shows(0.5) == "2"
    assert asked.shows(1.0) == "0"


def test_what_is_no_choice_is_shown_as_nothing_but_where_one_types():
    assert Asked("dropdown", FRUIT).shows("plum") == ""
    assert Asked("combobox", FRUIT).shows("plum") == "plum"
    assert Asked("combobox", FRUIT).shows(7) == ""


@pytest.mark.parametrize("datatype", ["radio", "dropdown", "combobox", "object", "object_radio"])
def test_none_of_the_above_stores_none_and_is_shown_again(datatype):
    asked = Asked(datatype, PEOPLE, none_label="Neither")
    assert asked("none") is None
    assert asked.shows(None) == "none"


def test_none_of_the_above_may_be_typed():
    assert Asked("combobox", FRUIT, none_label="Neither")("neither") is None


@pytest.mark.parametrize("datatype", ["object", "object_radio"])
class TestObjects:
    def test_the_object_itself_is_chosen(self, datatype):
        assert Asked(datatype, PEOPLE)("0") is ADA

    def test_no_object_is_none(self, datatype):
        assert Asked(datatype, PEOPLE, required=False)("") is None

    def test_it_is_shown_by_what_it_is_and_not_by_what_it_says(self, datatype):
        assert Asked(datatype, PEOPLE).shows(BOB) == "1"
        assert Asked(datatype, PEOPLE).shows(Thing("bob")) == ""
        assert Asked(datatype, PEOPLE).shows(None) == ""


@pytest.mark.parametrize("datatype", [*SINGLE, "object", "object_radio"])
def test_choices_have_no_attributes_of_their_own(datatype):
    assert Asked(datatype, FRUIT).attributes == {}
