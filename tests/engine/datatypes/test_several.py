"""Any of several: a dictionary that knows of each choice, or a list of objects."""

from __future__ import annotations

import pytest

from interviews.engine.objects.dicts import DADict
from interviews.engine.objects.lists import DAList
from interviews.engine.objects.things import Thing
from tests.engine.datatypes.asking import Asked

FRUIT = {"Apple": "a", "Pear": "p", "Fig": "f"}
ADA, BOB = Thing("ada"), Thing("bob")
PEOPLE = {"Ada": ADA, "Bob": BOB}
NOTA = "None of the above"


@pytest.mark.parametrize("datatype", ["checkboxes", "multiselect"])
class TestDictionaries:
    def test_each_choice_is_true_or_false(self, datatype):
        made = Asked(datatype, FRUIT)("0", "2")
        assert made.elements == {"a": True, "p": False, "f": True}
        assert made.instance_name == "answer"

    def test_it_is_gathered(self, datatype):
        made = Asked(datatype, FRUIT)("0")
        assert made.attributes["gathered"] is True

    def test_all_of_the_above_is_each(self, datatype):
        assert Asked(datatype, FRUIT)("all").elements == {"a": True, "p": True, "f": True}

    def test_none_of_the_above_is_none_whatever_else_is_ticked(self, datatype):
        asked = Asked(datatype, FRUIT, none_label=NOTA)
        assert asked("none", "1").elements == {"a": False, "p": False, "f": False}

    def test_what_was_not_offered_does_not_count(self, datatype):
        assert Asked(datatype, FRUIT)("0", "99").elements == {"a": True, "p": False, "f": False}
        assert Asked(datatype, FRUIT).refuses("99")

    def test_nothing_ticked_is_refused_if_it_is_wanted(self, datatype):
        assert Asked(datatype, FRUIT).refuses() == "Check at least one option."

    def test_where_there_is_a_box_for_none_it_is_named(self, datatype):
        said = Asked(datatype, FRUIT, none_label="Neither").refuses()
        assert said == "Check at least one option, or check “Neither”"

    def test_nothing_ticked_need_not_be_anything(self, datatype):
        made = Asked(datatype, FRUIT, required=False)()
        assert made.elements == {"a": False, "p": False, "f": False}

    def test_how_many_is_the_authors_to_say(self, datatype):
        asked = Asked(datatype, FRUIT, minlength=1, maxlength=2)
        assert asked("0", "1")
        assert asked.refuses("0", "1", "2") == "Please select no more than 2."
        assert Asked(datatype, FRUIT, minlength=2).refuses("0") == "Please select at least 2."
        exactly = Asked(datatype, FRUIT, minlength=2, maxlength=2)
        assert exactly.refuses("0") == "Please select exactly 2."

    def test_what_is_ticked_is_shown_again(self, datatype):
        asked = Asked(datatype, FRUIT)
        assert asked.shows(asked("0", "2")) == ("0", "2")

    def test_that_none_was_ticked_is_shown_where_there_is_a_box_for_it(self, datatype):
        asked = Asked(datatype, FRUIT, required=False, none_label=NOTA)
        assert asked.shows(asked("none")) == ("none",)
        bare = Asked(datatype, FRUIT, required=False)
        assert bare.shows(bare()) == ()

    @pytest.mark.parametrize(
        ("default", "shown"),
        [("p", ("1",)), (["a", "f"], ("0", "2")), ({"a": True, "p": False}, ("0",)),
         (None, ()), ("plum", ())],
    )  # fmt: skip
    def test_a_default_is_one_several_or_a_dictionary(self, datatype, default, shown):
        assert Asked(datatype, FRUIT).shows(default) == shown

    def test_it_has_no_attributes(self, datatype):
        assert Asked(datatype, FRUIT).attributes == {}


def test_an_empty_dictionary_says_nothing_about_none():
    assert Asked("checkboxes", FRUIT, none_label=NOTA).shows(DADict("answer")) == ()


@pytest.mark.parametrize("datatype", ["object_checkboxes", "object_multiselect"])
class TestObjects:
    def test_those_that_are_ticked_are_a_gathered_list(self, datatype):
        made = Asked(datatype, PEOPLE)("1")
        assert isinstance(made, DAList)
        assert made.elements == [BOB]
        assert made.attributes["gathered"] is True

    def test_nothing_ticked_is_an_empty_list_if_it_need_not_be(self, datatype):
        assert Asked(datatype, PEOPLE, required=False)().elements == []
        assert Asked(datatype, PEOPLE).refuses() == "Check at least one option."

    def test_those_that_are_there_are_shown_again(self, datatype):
        asked = Asked(datatype, PEOPLE)
        assert asked.shows(asked("0", "1")) == ("0", "1")
        assert asked.shows([BOB]) == ("1",)
        assert asked.shows(ADA) == ("0",)
        assert asked.shows(None) == ()

    def test_it_has_no_attributes(self, datatype):
        assert Asked(datatype, PEOPLE).attributes == {}
