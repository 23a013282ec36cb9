"""What a person posts: read and kept under the names that were asked for, no others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.errors import AnswersRefused, ExpressionFailed
from tests.engine.walks import END, Walk, asking


def test_a_field_name_that_was_not_asked_for_changes_nothing():
    walk = asking("- Name: name")
    key = walk.field("name").key
    walk.runner.answer({key: ["Ada"], "f7": ["x"], "admin": ["True"], "name": ["Eve"]})
    assert walk.value("name") == "Ada"
    assert not walk.knows("admin")


@given(st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=3)))
def test_whatever_is_posted_sets_nothing_but_what_was_asked(posted):
    walk = asking("- Name: name\n- Age: age\n  datatype: integer\n  required: False")
    before = set(walk.runner.session.names)
    try:
        walk.runner.answer(posted)
    except AnswersRefused:
        assert set(walk.runner.session.names) == before
    else:
        assert set(walk.runner.session.names) - before <= {"name", "age"}


def test_answers_that_are_refused_leave_the_state_as_it_was():
    walk = asking("- Name: name\n- Age: age\n  datatype: integer")
    before = walk.runner.to_json()
    assert walk.refused({"name": "Ada", "age": "old"}) == {
        "age": "You need to enter a whole number."
    }
    assert walk.runner.to_json() == before


def test_a_form_without_a_button_goes_the_only_way_onward():
    assert asking("- Name: name").answer({"name": "Ada"}).screen.question == "The end"


@pytest.mark.parametrize("pressed", [{}, {"button": ["forged"]}])
def test_where_there_are_several_buttons_one_must_be_pressed(pressed):
    walk = Walk(f"mandatory: True\nquestion: Well?\nyesno: well{END}")
    with pytest.raises(AnswersRefused) as refused:
        walk.runner.answer(pressed)
    assert refused.value.errors == {"": "Choose one of the buttons."}


class TestFieldsThatAreNotThere:
    FIELDS = """
- Pet: pet
  datatype: yesnoradio
- Name: pet_name
  {rule}
"""

    @pytest.mark.parametrize(
        ("rule", "answer", "is_kept"),
        [
            ("show if: pet", "Yes", True),
            ("show if: pet", "No", False),
            ("hide if: pet", "No", True),
            ("hide if: pet", "Yes", False),
            ("enable if: pet", "No", False),
            ("show if: {variable: pet, is: True}", "Yes", True),
            ("show if: {variable: pet, is: True}", "No", False),
        ],
    )
    def test_what_is_posted_for_a_hidden_field_is_ignored(self, rule, answer, is_kept):
        walk = asking(self.FIELDS.format(rule=rule))
        walk.answer({"pet": answer, "pet_name": "Rex"})
        assert walk.knows("pet_name") is is_kept

    def test_a_field_that_a_hidden_field_decides_about_is_hidden_too(self):
        walk = asking("""
- A: a
  datatype: yesno
- B: b
  datatype: yesno
  show if: a
- C: c
  show if: b
""")
        walk.answer({"a": "False", "b": "True", "c": "x"})
        assert not walk.knows("c")

    def test_fields_that_decide_about_each_other_are_both_there(self):
        walk = asking("- A: a\n  show if: b\n- B: b\n  show if: a")
        walk.answer({"a": "x", "b": "y"})
        assert (walk.value("a"), walk.value("b")) == ("x", "y")

    def test_one_of_several_boxes_may_decide(self):
        fields = """
- Food: food
  datatype: checkboxes
  choices: [Soup, Bread]
- Which soup: soup
  show if: food['Soup']
"""
        assert not asking(fields).answer({"food": ["Bread"], "soup": "x"}).knows("soup")
        assert asking(fields).answer({"food": ["Soup"], "soup": "x"}).value("soup") == "x"

    def test_one_that_is_switched_off_is_not_read(self):
        fields = """
- One: a
  disable others: True
- Two: b
"""
        walk = asking(fields)
        walk.answer({"a": "x", "b": "y"})
        assert not walk.knows("b")
        assert asking(fields).answer({"b": "y"}).value("b") == "y"

    def test_who_chooses_some_object_switches_the_others_off(self):
        walk = Walk("""
            objects:
              - ada: Thing.using(name='Ada')
            ---
            mandatory: True
            question: Tell
            fields:
              - Who: who
                datatype: object
                choices: [ada]
                disable others: True
              - Name: name
            ---
            mandatory: True
            question: The end
            """)
        walk.answer({"who": "Ada", "name": "x"})
        assert not walk.knows("name")

    def test_one_that_is_only_shown_is_never_kept(self):
        walk = asking("- A: a\n  disabled: True\n  default: no\n- B: b")
        assert walk.field("a").disabled
        walk.answer({"a": "forged", "b": "x"})
        assert not walk.knows("a")


class TestBoxesOfABlock:
    FIELDS = """
- Apples: apples
  datatype: yesno
- Pears: pears
  datatype: noyes
- Both: both
  datatype: yesno
  check others: [apples, pears]
- Neither: neither
  datatype: yesno
  uncheck others: [apples, pears]
"""

    def test_one_that_stands_for_all_ticks_them(self):
        walk = asking(self.FIELDS).answer({"both": "True", "apples": "False"})
        assert (walk.value("apples"), walk.value("pears")) == (True, False)

    def test_one_that_stands_for_none_clears_them(self):
        walk = asking(self.FIELDS).answer({"neither": "True", "apples": "True"})
        assert (walk.value("apples"), walk.value("pears")) == (False, True)

    def test_one_of_them_or_none_must_be_ticked(self):
        refused = asking(self.FIELDS).refused({})
        assert refused == {"neither": "Check at least one option, or check “Neither”"}


class TestSomebodyElse:
    SOURCE = """
        objects:
          - ada: Individual.using(name=Name('ada.name', first='Ada'))
          - buyer: Individual
        ---
        mandatory: True
        code: |
          ada.name.first = 'Ada'
        ---
        mandatory: True
        question: Who?
        fields:
          - no label: buyer
            datatype: object_radio
            choices: [ada]
            none of the above: Somebody else
            disable others: True
          - First: buyer.name.first
        ---
        mandatory: True
        question: ${ buyer.name.first }
        """
    SOURCE = SOURCE.replace(".using(name=Name('ada.name', first='Ada'))", "")

    def test_is_described_by_other_fields(self):
        walk = Walk(self.SOURCE)
        walk.answer({"buyer": "Somebody else", "buyer.name.first": "Eve"})
        assert walk.screen.question == "Eve"

    def test_or_is_chosen_and_not_described(self):
        walk = Walk(self.SOURCE).answer({"buyer": "Ada", "buyer.name.first": "Eve"})
        assert walk.screen.question == "Ada"


def test_an_upload_is_read_from_the_uploads():
    walk = asking("- Picture: picture\n  datatype: file")
    key = walk.field("picture").key
    with pytest.raises(AnswersRefused):
        walk.runner.answer({}, {key: []})


def test_a_branch_must_be_chosen():
    walk = Walk("""
        mandatory: True
        question: Which?
        choices:
          - Old:
              code: |
                a = 1
          - Other: continue
        ---
        mandatory: True
        question: The end
        """)
    assert walk.refused({}) == {"": "You need to select one."}
    assert walk.answer({"f0": "Old"}).screen.question == "The end"


def test_values_that_cannot_be_compared_yet_count_as_changed():
    walk = Walk("""
        objects:
          - people: DAList.using(auto_gather=False)
          - ada: Thing
        ---
        mandatory: True
        code: |
          ada.name.text = 'Ada'
          chosen = people
          end
        ---
        question: Which?
        fields:
          - Chosen: chosen
            datatype: object_checkboxes
            choices: [ada]
        ---
        event: end
        question: The end
        """)
    walk.runner.chosen_action = ("chosen", {})
    walk.screen = walk.runner.next_screen()
    assert walk.screen.question == "Which?"
    walk.runner.answer({"f0": ["0"]})
    assert walk.value("chosen[0].name.text") == "Ada"


def test_a_choice_that_is_not_offered_never_decides():
    walk = asking("""
- note: Think.
- Food: food
  datatype: checkboxes
  choices: [Soup, Bread]
- Which cake: cake
  show if: food['Cake']
""")
    assert not walk.answer({"food": ["Bread"], "cake": "x"}).knows("cake")


def test_a_branch_that_is_not_offered_is_refused():
    walk = Walk(
        f"mandatory: True\nquestion: Which?\nchoices:\n  - Leave: exit\n  - Other: continue{END}"
    )
    assert walk.refused({"f0": "9"}) == {"": "You need to select one."}


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("assert age > 17, 'You are too young.'", "You are too young."),
        ("if age < 18:\n    raise Exception(f'{age} is too young.')", "3 is too young."),
        ("if age < 18:\n    raise ValueError", "Please enter a valid value."),
        ("assert age > 17", "Please enter a valid value."),
    ],
)
def test_what_a_check_raises_is_said_to_the_person(check, said):
    fields = "- Age: age\n  datatype: integer"
    walk = asking(fields, f"validation code: |\n  {check}\n")
    assert walk.refused({"age": "3"}) == {"": said}
    assert walk.answer({"age": "18"}).screen.question == "The end"


def test_what_a_check_of_one_field_raises_is_said_beside_it():
    walk = Walk(
        "initial: True\ncode: |\n  def fit(n):\n    assert n > 17, 'Too young.'\n    return True\n"
        "---\nmandatory: True\nquestion: Q\nfields:\n  - Age: age\n    datatype: integer\n"
        f"    validate: fit\n{END}"
    )
    assert walk.refused({"age": "3"}) == {"age": "Too young."}


def test_a_check_that_fails_by_itself_is_the_authors_mistake_and_says_no_answer():
    walk = asking("- Name: name", "validation code: |\n  int(name)\n")
    with pytest.raises(ExpressionFailed) as failed:
        walk.answer({"name": "secret"})
    assert "secret" not in str(failed.value)


def test_a_check_that_cannot_read_an_answer_refuses_it():
    walk = asking("- Number: n\n  validate: float")
    assert walk.refused({"n": "abc"})
    assert walk.answer({"n": "1.5"}).screen.question == "The end"
