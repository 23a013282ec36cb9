"""When a field is there or can be used, and what it switches off."""

from __future__ import annotations

import pytest

from interviews.engine.screens import Condition
from tests.engine.drawing.asking import asking


class TestConditions:
    def conditions(self, deciding: str, condition: str) -> tuple[Condition, ...]:
        walk = asking(f"- A: a\n{deciding}\n- B: b\n  {condition}")
        return walk.field("b").conditions

    @pytest.mark.parametrize(
        ("deciding", "condition", "values"),
        [
            ("", "show if: a", ("True",)),
            ("", "show if: {variable: a, is: word}", ("word",)),
            ("  datatype: yesno", "show if: a", ("True",)),
            ("  datatype: noyes", "show if: a", ("False",)),
            ("  datatype: noyesradio", "show if: {variable: a, is: False}", ("True",)),
            ("  datatype: yesnoradio", "show if: {variable: a, is: 'False'}", ("False",)),
            ("  datatype: yesnomaybe", "show if: {variable: a, is: null}", ("None",)),
            ("  datatype: date", "show if: {variable: a, is: 27 March 2026}", ("2026-03-27",)),
            ("  datatype: number", "show if: {variable: a, is: 5}", ("5",)),
            ("  choices: [x, y]", "show if: {variable: a, is: y}", ("1",)),
            ("  choices: [x, y]", "show if: a", ("0", "1")),
            ("  choices: [x, y]\n  input type: combobox", "show if: {variable: a, is: z}", ("z",)),
            ("  choices: [{Ex: x}]\n  input type: combobox", "show if: {variable: a, is: x}",
             ("Ex", "x")),
            ("  choices: [x]\n  input type: combobox", "show if: a", ("x", "True")),
        ],
    )  # fmt: skip
    def test_a_condition_names_what_the_deciding_field_posts(self, deciding, condition, values):
        assert self.conditions(deciding, condition) == (Condition("f0", values),)

    @pytest.mark.parametrize(
        ("key", "sense", "effect"),
        [("show if", True, "show"), ("hide if", False, "show"), ("enable if", True, "enable"),
         ("disable if", False, "enable")],
    )  # fmt: skip
    def test_every_kind(self, key, sense, effect):
        assert self.conditions("", f"{key}: a") == (Condition("f0", ("True",), sense, effect),)

    @pytest.mark.parametrize(("wanted", "sense"), [("", True), (", is: False", False)])
    def test_one_of_several_boxes_decides(self, wanted, sense):
        found = self.conditions(
            "  datatype: checkboxes\n  choices: [x, y]",
            f"show if: {{variable: \"a['y']\"{wanted}}}",
        )
        assert found == (Condition("f0", ("1",), sense),)

    @pytest.mark.parametrize(("condition", "there"), [("least == 3", True), ("least > 3", False)])
    def test_code_decides_before_the_screen_is_shown(self, condition, there):
        walk = asking(f"- A: a\n- B: b\n  show if:\n    code: {condition}")
        assert ("b" in walk.names) is there
        hidden = asking(f"- A: a\n- B: b\n  hide if:\n    code: {condition}")
        assert ("b" in hidden.names) is not there

    def test_code_that_says_whether_it_can_be_used_leaves_it_there(self):
        assert "b" in asking("- A: a\n- B: b\n  enable if:\n    code: least > 3").names

    @pytest.mark.parametrize(
        ("condition", "there"),
        [("chosen", True), ("{variable: chosen, is: pear}", True),
         ("{variable: chosen, is: 5}", False), ("{variable: nothing, is: 5}", True),
         ("{variable: 'x[0]', is: 5}", True)],
    )  # fmt: skip
    def test_a_name_that_no_field_sets_decides_before(self, condition, there):
        before = "initial: True\n    code: |\n      chosen = 'pear'"
        walk = asking(f"- A: a\n- B: b\n  show if: {condition}", before=before)
        assert ("b" in walk.names) is there

    def test_an_expression_may_stand_alone(self):
        assert "b" not in asking("- A: a\n- B: b\n  show if: least > 3").names

    def test_what_is_hidden_is_neither_kept_nor_wanted(self):
        fields = "- A: a\n  datatype: yesno\n- B: b\n  show if: a"
        walk = asking(fields).answer({})
        assert walk.screen.question == "End"
        assert not walk.knows("b")
        assert asking(fields).refused({"a": "True"}) == {"b": "This field is required."}


def test_fields_may_switch_off_others():
    walk = asking("- A: a\n  disable others: True\n- B: b\n- C: c\n  disable others: [b]")
    assert walk.field("a").disable_others == ("f1", "f2")
    assert walk.field("b").disable_others == ()
    assert walk.field("c").disable_others == ("f1",)


def test_a_condition_may_wait_for_any_of_several_values():
    fields = (
        "- F: f\n  choices:\n    - Fig\n    - Pear\n    - Kiwi\n"
        "- G: g\n  show if:\n    variable: f\n    is:\n      - Pear\n      - Kiwi"
    )
    for chosen, there in (("Fig", False), ("Kiwi", True)):
        assert asking(fields).answer({"f": chosen, "g": "x"}).knows("g") is there


def test_a_condition_on_boxes_may_name_the_value_of_one():
    fields = (
        "- F: f\n  datatype: checkboxes\n  choices:\n    - Fig\n    - Pear\n"
        "- G: g\n  show if:\n    variable: f\n    is: Pear"
    )
    for chosen, there in (("Fig", False), ("Pear", True)):
        assert asking(fields).answer({"f": [chosen], "g": "x"}).knows("g") is there


@pytest.mark.parametrize(
    ("word", "chosen", "there"), [("Yes", "Yes", True), ("No", "Yes", False), ("No", "No", True)]
)
def test_a_condition_may_wait_for_a_word_for_yes_or_no(word, chosen, there):
    fields = f"- F: f\n  datatype: yesnoradio\n- G: g\n  show if:\n    variable: f\n    is: {word}"
    assert asking(fields).answer({"f": chosen, "g": "x"}).knows("g") is there
