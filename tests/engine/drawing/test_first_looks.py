"""What a field shows before anybody has answered, as its author says."""

from __future__ import annotations

import pytest

from tests.engine.walks import END, Walk, asking


@pytest.mark.parametrize(
    ("datatype", "default", "shown"),
    [
        ("yesno", "No", "False"),
        ("yesno", "Yes", "True"),
        ("yesnoradio", "No", "False"),
        ("yesnoradio", "${ 1 > 2 }", "False"),
        ("noyesradio", "No", "True"),
    ],
)
def test_a_word_for_yes_or_no_is_what_is_chosen_at_first(datatype, default, shown):
    field = asking(f"- A: a\n  datatype: {datatype}\n  default: {default}").field("a")
    assert field.value == shown


def test_a_menu_lists_its_choices_under_headings():
    written = asking(
        "- A: a\n  choices:\n    - Fig: f\n      group: Fruit\n    - Kale: k\n      group: Green"
    )
    made = asking("- A: a\n  code: |\n    [{'f': 'Fig', 'group': 'Fruit'}, {'k': 'Kale'}]")
    assert [each.group for each in written.field("a").choices] == ["Fruit", "Green"]
    assert [each.group for each in made.field("a").choices] == ["Fruit", ""]


def test_code_may_say_whether_a_field_can_be_used():
    source = "mandatory: True\nquestion: Q\nfields:\n  - A: a\n    disabled: b > 3\n"
    for number, off in ((3, False), (4, True)):
        walk = Walk(f"code: |\n  b = {number}\n---\n{source}{END}")
        assert walk.field("a").disabled is off


def test_boxes_without_none_of_the_above_may_be_left_empty():
    fields = "- A: a\n  datatype: checkboxes\n  choices:\n    - x\n  none of the above: False"
    assert asking(fields).answer().screen.question == "The end"
    assert asking(f"{fields}\n  required: True").refused() == {"a": "Check at least one option."}


@pytest.mark.parametrize(("day", "said"), [("2019-05-05", True), ("2021-05-05", False)])
def test_an_interview_may_say_between_which_days_all_its_dates_lie(day, said):
    limits = "---\nfeatures:\n  default date min: 2020-01-01\n  default date max: 2024-01-01\n"
    walk = asking("- A: a\n  datatype: date", limits)
    assert ("a" in walk.refused({"a": day})) if said else walk.answer({"a": day})


def test_a_field_without_anything_to_choose_is_none_beside_others():
    walk = asking("- A: a\n  code: |\n    []\n- B: b")
    assert walk.answer({"b": "x"}).value("a") is None


def test_functions_may_describe_the_choice_of_an_object():
    walk = Walk(
        """
        objects:
          - people: DAList.using(object_type=DAObject, gathered=True, auto_gather=False)
        ---
        initial: True
        code: |
          if len(people) == 0:
            people.appendObject(called=url_args['n'])
        ---
        mandatory: True
        question: Q
        fields:
          - Who: who
            datatype: object_radio
            choices: people
            object labeler: |
              lambda y: y.called
            help generator: |
              lambda y: '**For** ' + y.called
            image generator: |
              lambda y: 'pear.svg'
        """,
        {"data/static/pear.svg": "<svg/>"},
        url_args={"n": "*Ann*"},
    )
    (choice,) = walk.field("who").choices
    assert choice.label == "*Ann*"
    assert choice.help == "<p><strong>For</strong> *Ann*</p>"
    assert choice.image.endswith("pear.svg")


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        ("note: N", "<p>N</p>"),
        ("under text: U", "<p>U</p>"),
        ("html: <b>H</b>\n  under text: U", "<p><b>H</b></p><p>U</p>"),
        ("note: N\n  under text: U", "<p>N</p><p>U</p>"),
    ],
)
def test_a_note_and_a_text_below_stand_beside_a_field_together(texts, shown):
    assert asking(f"- A: a\n  {texts}").field("a").note == shown


@pytest.mark.parametrize(
    ("datatype", "choices", "generator"),
    [("radio", "\n      - Ann", "lambda y: 'For ' + y"), ("object_radio", " people", "5")],
)
def test_what_is_no_object_or_generated_by_no_function_is_explained_by_nothing(
    datatype, choices, generator
):
    walk = Walk(
        f"""
        objects:
          - people: DAList.using(object_type=DAObject, gathered=True, auto_gather=False)
        ---
        initial: True
        code: |
          if len(people) == 0:
            people.appendObject()
        ---
        mandatory: True
        question: Q
        fields:
          - Who: who
            datatype: {datatype}
            object labeler: |
              lambda y: 'Ann'
            help generator: |
              {generator}
            choices:{choices.replace("      ", " " * 14)}
        """
    )
    (choice,) = walk.field("who").choices
    assert (choice.label, choice.help) == ("Ann", "")
