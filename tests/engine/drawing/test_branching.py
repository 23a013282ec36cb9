"""Choices that lead somewhere: blocks inside a question, commands, links."""

from __future__ import annotations

import pytest

from tests.engine.walks import Walk

CAR = """
    mandatory: True
    code: |
      make
      end
    ---
    question: Which car?
    {kind}:
      - Small:
          code: |
            make = "Beetle"
      - Large:
          question: Really?
          yesno: make
      - Another: continue
      - Leave: exit
      - Manual: https://example.org/manual
    sets: make
    ---
    event: end
    question: A ${{ make }}
    """
# A block that stands before the one that says "continue".
FALLBACK = """
    question: Which make?
    fields:
      - Make: make
    ---
    """


@pytest.mark.parametrize("kind", ["choices", "dropdown", "combobox"])
class TestChoices:
    def test_code_of_the_choice_is_run(self, kind):
        walk = Walk(CAR.format(kind=kind)).answer({"f0": "Small"})
        assert walk.screen.question == "A Beetle"

    def test_the_question_of_the_choice_is_asked(self, kind):
        walk = Walk(CAR.format(kind=kind)).answer({"f0": "Large"})
        assert walk.screen.question == "Really?"
        assert walk.answer(press="Yes").screen.question == "A True"

    def test_continue_is_the_next_block_for_the_same_name(self, kind):
        walk = Walk(FALLBACK + CAR.format(kind=kind)).answer({"f0": "Another"})
        assert walk.screen.question == "Which make?"

    def test_nothing_chosen_is_refused(self, kind):
        refused = Walk(CAR.format(kind=kind)).refused({})
        assert refused == {"": "You need to select one."}

    def test_what_is_not_offered_is_refused(self, kind):
        refused = Walk(CAR.format(kind=kind)).refused({"f0": "7"})
        assert refused == {"": "You need to select one."}

    def test_links_are_buttons(self, kind):
        screen = Walk(CAR.format(kind=kind)).screen
        shown = [(str(each.label), each.kind, each.url) for each in screen.buttons]
        assert shown == [
            ("Manual", "link", "https://example.org/manual"),
            ("Continue", "answer", ""),
        ]


def test_buttons_lead_at_once():
    walk = Walk(CAR.format(kind="buttons"))
    assert [str(each.label) for each in walk.screen.buttons][:2] == ["Small", "Large"]
    assert walk.screen.fields == ()
    assert walk.answer(press="Small").screen.question == "A Beetle"


def test_a_default_stands_chosen():
    walk = Walk("""
        mandatory: True
        question: Which?
        choices:
          - Old:
              question: How old?
          - Other: continue
            default: True
        """)
    assert walk.screen.fields[0].value == "1"


def test_a_command_is_chosen_like_anything_else():
    walk = Walk("""
        mandatory: True
        question: All done
        choices:
          - Exit: exit
          - Restart: restart
        """)
    walk.answer({"f0": "Restart"}, press="Continue")
    assert [(each.key, each.kind) for each in walk.screen.buttons] == [("restart", "command")]
    assert walk.again().screen.question == "All done"


def test_a_field_beside_blocks_takes_the_values_of_the_other_choices():
    walk = Walk("""
        mandatory: True
        code: |
          fruit
          end
        ---
        question: Which?
        field: fruit
        choices:
          - Apple: apple
          - Another:
              code: |
                fruit = "other"
        ---
        event: end
        question: An ${ fruit }
        """)
    assert walk.answer({"f0": "Apple"}).screen.question == "An apple"


def test_choices_that_are_all_links_are_buttons():
    walk = Walk("""
        mandatory: True
        question: Read on
        choices:
          - Here: https://example.org/here
          - There: https://example.org/there
        """)
    assert walk.screen.kind == "buttons"
    assert [each.url.rpartition("/")[2] for each in walk.screen.buttons] == ["here", "there"]
