"""Yes or no: boxes and buttons, and those that mean the contrary."""

from __future__ import annotations

import pytest

from tests.engine.datatypes.asking import Asked

BOXES, CONTRARY = ["yesno", "yesnowide"], ["noyes", "noyeswide"]


@pytest.mark.parametrize("datatype", BOXES)
def test_a_box_that_is_ticked_is_true(datatype):
    assert Asked(datatype)("True") is True
    assert Asked(datatype)() is False
    assert Asked(datatype)("False") is False


@pytest.mark.parametrize("datatype", CONTRARY)
def test_a_contrary_box_that_is_ticked_is_false(datatype):
    assert Asked(datatype)("True") is False
    assert Asked(datatype)() is True


@pytest.mark.parametrize(
    ("datatype", "posted", "value"),
    [
        ("yesnoradio", "True", True),
        ("yesnoradio", "False", False),
        ("noyesradio", "True", False),
        ("noyesradio", "False", True),
        ("yesnomaybe", "True", True),
        ("yesnomaybe", "None", None),
        ("noyesmaybe", "False", True),
        ("noyesmaybe", "None", None),
    ],
)
def test_a_button_says_its_word_and_stores_its_value(datatype, posted, value):
    asked = Asked(datatype)
    assert asked(posted) is value
    assert asked.shows(value) == posted


@pytest.mark.parametrize("datatype", ["yesnoradio", "noyesradio", "yesnomaybe", "noyesmaybe"])
@pytest.mark.parametrize("posted", [(), ("",), ("maybe",)])
def test_no_button_chosen_is_refused_unless_it_need_not_be(datatype, posted):
    assert Asked(datatype).refuses(*posted) == "You need to select one."
    assert Asked(datatype, required=False)(*posted) is None


def test_two_buttons_do_not_know_a_third():
    assert Asked("yesnoradio").refuses("None") == "You need to select one."


@pytest.mark.parametrize(("value", "shown"), [(1, "True"), (0, "False"), ("", ""), (None, "")])
def test_what_is_there_is_shown_again(value, shown):
    assert Asked("yesno").shows(value) == shown


def test_a_contrary_box_is_ticked_for_false():
    assert Asked("noyes").shows(False) == "True"


def test_a_box_has_no_attributes():
    assert Asked("yesno").attributes == {}
