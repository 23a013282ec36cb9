"""Turns that end otherwise: choices that are blocks, events, messages, commands, asking again."""

from __future__ import annotations

from tests.engine.links import follow
from tests.engine.walks import Walk


def first(source: str) -> str:
    """Return the first question of an interview."""
    return str(Walk(source).screen.question)


class TestChoicesThatAreBlocks:
    SOURCE = """
        mandatory: True
        code: |
          colour
          end
        ---
        question: Which other?
        fields:
          - Colour: colour
        ---
        question: Which?
        buttons:
          - Red:
              code: |
                colour = 'red'
          - Blue:
              question: How blue?
              field: colour
              buttons:
                - Dark
                - Light
          - Other: continue
        ---
        event: end
        question: ${ colour }
        """

    def test_code_is_run(self):
        walk = Walk(self.SOURCE).answer(press="Red")
        assert walk.screen.question == "red"
        assert walk.runner.session.chosen == {}

    def test_a_question_is_asked(self):
        walk = Walk(self.SOURCE).answer(press="Blue")
        assert walk.screen.question == "How blue?"
        assert walk.answer(press="Dark").screen.question == "Dark"

    def test_going_on_turns_to_the_next_block(self):
        walk = Walk(self.SOURCE).answer(press="Other")
        assert walk.screen.question == "Which other?"
        assert walk.answer({"colour": "green"}).screen.question == "green"

    def test_a_goal_may_be_chosen_too(self):
        walk = Walk("""
            mandatory: True
            question: Which?
            buttons:
              - Red:
                  code: |
                    colour = 'red'
              - None: continue
            ---
            mandatory: True
            question: The end ${ showifdef('colour') }
            """)
        assert walk.answer(press="None").screen.question == "The end"

    def test_an_inner_question_with_nothing_to_choose_is_passed(self):
        walk = Walk("""
            mandatory: True
            question: Which?
            buttons:
              - Red:
                  question: Which red?
                  fields:
                    - Red: shade
                      choices:
                        code: "[]"
            ---
            mandatory: True
            question: Shade ${ shade is None }
            """)
        assert walk.answer(press="Red").screen.question == "Shade True"


def test_a_message_is_shown_wherever_code_says_it():
    walk = Walk("""
        mandatory: True
        question: ${ a }
        ---
        code: |
          message('Stop here', 'Really')
          a = 1
        """)
    assert walk.screen.question == "Stop here"
    assert walk.screen.finished


def test_a_command_ends_the_session():
    walk = Walk("""
        mandatory: True
        code: |
          command('exit', url='https://example.org/')
        """)
    assert [(each.key, each.url) for each in walk.screen.buttons] == [
        ("exit", "https://example.org/")
    ]


def test_code_that_fails_half_way_leaves_the_old_value():
    walk = Walk("""
        mandatory: True
        code: |
          total
          more
          end
        ---
        code: |
          total = 1
        ---
        question: More?
        yesno: more
        ---
        question: Detail?
        yesno: detail
        ---
        event: recount
        code: |
          force_ask('total')
        ---
        if: defined('more')
        code: |
          total = 2 if detail else 3
        ---
        event: end
        question: Total ${ total }
        subquestion: "[Recount](${ url_action('recount') })"
        """).answer(press="Yes")
    assert walk.screen.question == "Total 1"
    assert follow(walk, "Recount").screen.question == "Detail?"
    assert walk.value("total") == 1
    assert walk.answer(press="No").screen.question == "Total 1"


def test_code_that_gives_nothing_this_time_leaves_the_old_value():
    walk = Walk("""
        mandatory: True
        code: |
          total
          end
        ---
        if: not defined('total')
        code: |
          total = 1
        ---
        code: |
          if defined('total'):
            total = 5
          if defined('never'):
            total = 7
        ---
        event: end
        question: Total ${ total }
        subquestion: "[Recount](${ url_action('total') })"
        """)
    assert follow(walk, "Recount").screen.question == "Total 1"


def test_an_event_that_code_needs_runs_and_everything_begins_anew():
    assert (
        first("""
        mandatory: True
        question: ${ greeting }
        subquestion: ${ prepared }
        ---
        event: prepared
        code: |
          prepared = True
          greeting = 'Hello'
        ---
        code: |
          greeting = prepared
        """)
        == "Hello"
    )


def test_code_that_asks_again_without_an_action_begins_with_that():
    walk = Walk("""
        mandatory: True
        code: |
          a
          force_ask('a', 'b')
        ---
        mandatory: True
        question: ${ a } ${ b }
        ---
        question: A?
        fields:
          - A: a
        ---
        question: B?
        fields:
          - B: b
        """).answer({"a": "1"})
    assert (walk.screen.question, walk.field("a").value) == ("A?", "1")
    assert walk.answer({"a": "2"}).screen.question == "B?"


def test_a_question_with_nothing_to_choose_answers_itself():
    assert (
        first("""
        mandatory: True
        question: ${ a is None } ${ b.number() }
        ---
        question: Which?
        fields:
          - A: a
            choices:
              code: "[]"
          - B: b
            datatype: checkboxes
            choices:
              code: "[]"
        """)
        == "True 0"
    )


def test_a_command_may_be_chosen_and_does_not_stick():
    walk = Walk("""
        mandatory: True
        question: Done
        choices:
          - Leave: leave
          - Other: continue
        """).answer({"f0": "Leave"})
    assert [each.key for each in walk.screen.buttons] == ["leave"]
    assert walk.again().screen.question == "Done"
