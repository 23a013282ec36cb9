"""Choices that are blocks: followed however deep they lie, and answered for good."""

from __future__ import annotations

import pytest

from interviews.engine.errors import NothingDefines
from interviews.engine.runner import Runner
from tests.engine.walks import Walk

OUTER = """
question: How?
buttons:
  - By land:
      question: On what?
      buttons:
        - On foot:
            code: way = 'on foot'
        - On wheels:
            question: How many?
            fields:
              - Wheels: wheels
                datatype: integer
        - By horse:
            question: Whose?
            choices:
              - Mine:
                  code: way = 'on my horse'
              - Yours:
                  question: May I?
                  yesno: may
  - By sea:
      code: way = 'by sea'
---
code: |
  way = f"on {wheels} wheels"
---
mandatory: True
question: You go ${ way }.
"""
MANDATORY = f"mandatory: True{OUTER}"
SOUGHT = f"sets: way{OUTER}"


@pytest.fixture(params=[MANDATORY, SOUGHT], ids=["mandatory", "sought"])
def walk(request) -> Walk:
    return Walk(request.param)


def test_a_choice_on_a_chosen_question_is_followed(walk):
    walk.answer(press="By land")
    assert walk.screen.question == "On what?"
    assert walk.answer(press="On foot").screen.question == "You go on foot."


def test_so_is_one_three_deep(walk):
    walk.answer(press="By land").answer(press="By horse")
    assert walk.screen.question == "Whose?"
    assert walk.answer({"f0": ["Mine"]}).screen.question == "You go on my horse."


def test_what_a_question_two_deep_asks_is_asked_once():
    walk = Walk(MANDATORY)
    walk.answer(press="By land").answer(press="On wheels").answer({"wheels": "4"})
    assert walk.screen.question == "You go on 4 wheels."


def test_the_code_of_a_choice_may_need_more_first():
    walk = Walk("""
mandatory: True
question: Which?
buttons:
  - One:
      question: And?
      buttons:
        - Two:
            code: done = other + 1
---
question: Other?
fields:
  - Other: other
    datatype: integer
---
mandatory: True
question: ${ done }
""")
    walk.answer(press="One").answer(press="Two")
    assert walk.screen.question == "Other?"
    assert walk.answer({"other": "4"}).screen.question == "5"


def test_a_chosen_block_has_its_own_conditions_and_modifiers():
    source = """
mandatory: True
question: Which?
buttons:
  - One:
      if: open
      code: done = 'one'
  - Two:
      need: [first]
      question: ${ first } and then?
      buttons:
        - Three:
            undefine: [first]
            code: done = 'three'
---
question: First?
fields:
  - First: first
---
code: open = False
---
mandatory: True
question: ${ done }
---
code: done = 'none'
"""
    assert Walk(source).answer(press="One").screen.question == "none"
    walk = Walk(source).answer(press="Two")
    assert walk.screen.question == "First?"
    assert walk.answer({"first": "A"}).screen.question == "A and then?"
    assert walk.answer(press="Three").screen.question == "three"
    assert not walk.knows("first")


def test_a_choice_that_the_interview_has_no_more_is_passed_over():
    walk = Walk(MANDATORY).answer(press="By land")
    state = walk.runner.to_json()
    assert isinstance(state, dict)
    state["chosen"] = dict.fromkeys(state["chosen"], 99)
    runner = Runner(walk.interview, state, walk.surroundings)
    with pytest.raises(NothingDefines, match="Each block that could was passed over"):
        runner.next_screen()
