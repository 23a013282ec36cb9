"""`forget_result_of`: blocks with an id are done and chosen anew."""

from __future__ import annotations

from tests.engine.walks import Walk

CHOSEN = """
id: the way
mandatory: True
question: How?
buttons:
  - By land:
      code: way = 'by land'
  - By sea:
      code: way = 'by sea'
---
mandatory: True
question: You go ${ way }. Again?
yesno: again
---
mandatory: True
code: |
  if again:
    del way, again
    forget_result_of('the way', 'no such block')
    re_run_logic()
---
mandatory: True
question: Done ${ way }.
"""


def test_a_choice_among_blocks_is_forgotten_and_asked_again():
    walk = Walk(CHOSEN).answer(press="By land").answer(press="Yes")
    assert walk.screen.question == "How?"
    walk = walk.answer(press="By sea").answer(press="No")
    assert walk.screen.question == "Done by sea."


def test_a_mandatory_block_is_done_anew():
    walk = Walk(
        """
        id: count
        mandatory: True
        code: |
          number = number + 1 if defined('number') else 1
        ---
        mandatory: True
        code: |
          if number < 3:
            forget_result_of('count')
            re_run_logic()
        ---
        mandatory: True
        question: ${ number }
        """
    )
    assert walk.screen.question == "3"
