"""What is asked next: goals in order, names looked for, blocks tried one after the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.errors import GoesInCircles, NeverEnds, NothingDefines
from tests.engine.walks import Walk


def first(source: str) -> str:
    """Return the first question of an interview."""
    return str(Walk(source).screen.question)


def test_what_is_needed_is_asked_before_what_needs_it():
    walk = Walk("""
        mandatory: True
        question: You owe ${ total }.
        ---
        code: |
          total = price * number
        ---
        question: How many?
        fields:
          - Number: number
            datatype: integer
        ---
        question: How much?
        fields:
          - Price: price
            datatype: integer
        """)
    assert walk.screen.question == "How much?"
    assert walk.answer({"price": "3"}).screen.question == "How many?"
    assert walk.answer({"number": "4"}).screen.question == "You owe 12."


def test_goals_are_reached_in_the_order_of_the_source_and_only_once():
    walk = Walk("""
        mandatory: True
        question: First
        continue button field: a
        ---
        mandatory: True
        code: |
          ran = showifdef('ran', 0) + 1
        ---
        mandatory: True
        question: Second
        continue button field: b
        ---
        mandatory: True
        question: Ran ${ ran } time
        """)
    assert walk.screen.question == "First"
    assert walk.answer().screen.question == "Second"
    assert walk.answer().screen.question == "Ran 1 time"


def test_a_goal_may_depend_on_an_answer():
    source = """
        mandatory: rich
        question: Tell us more.
        ---
        mandatory: not rich
        question: Farewell.
        ---
        question: Are you rich?
        yesno: rich
        """
    assert Walk(source).answer(press="Yes").screen.question == "Tell us more."
    assert Walk(source).answer(press="No").screen.question == "Farewell."


def test_initial_code_runs_at_every_turn():
    walk = Walk("""
        initial: True
        code: |
          turns = showifdef('turns', 0) + 1
        ---
        mandatory: True
        question: First
        continue button field: a
        ---
        mandatory: True
        question: Turn ${ turns > 1 }
        """)
    assert walk.answer().screen.question == "Turn True"


def test_a_goal_of_another_language_or_under_a_false_condition_is_passed_over():
    assert (
        first("""
        mandatory: True
        language: es
        question: Hola
        ---
        mandatory: True
        if: 1 > 2
        question: Never
        ---
        mandatory: True
        question: Hello
        """)
        == "Hello"
    )


def test_a_later_block_is_preferred_and_a_false_condition_turns_it_down():
    source = """
        mandatory: True
        question: ${{ a }}
        ---
        code: |
          a = 'earlier'
        ---
        if: {condition}
        code: |
          a = 'later'
        """
    assert first(source.format(condition=True)) == "later"
    assert first(source.format(condition=False)) == "earlier"


def test_code_that_does_not_define_the_name_is_passed_over():
    assert (
        first("""
        mandatory: True
        question: ${ a }
        ---
        code: |
          a = 'sure'
        ---
        code: |
          if 1 > 2:
            a = 'never'
        """)
        == "sure"
    )


def test_an_interview_without_an_end_says_so():
    with pytest.raises(NeverEnds, match="End with a question"):
        Walk("""
            mandatory: True
            code: |
              a = 1
            """)


def test_a_name_that_nothing_defines_is_named_with_what_was_meant():
    with pytest.raises(NothingDefines, match=r'`frut`.*Did you mean "fruit"'):
        Walk("""
            mandatory: True
            question: ${ frut }
            ---
            question: Which?
            fields:
              - Fruit: fruit
            """)


def test_a_name_that_no_block_can_bear_is_an_authors_mistake():
    with pytest.raises(NothingDefines, match="no block can bear"):
        Walk("""
            mandatory: True
            objects:
              - people: DADict.using(auto_gather=False)
            ---
            mandatory: True
            question: ${ people[(1, 2)] }
            """)


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ("code: |\n  a = a + 1", "`a` is needed to find `a`"),
        ("code: |\n  a = b\n---\ncode: |\n  b = a", "Variables in stack are a, b"),
        ("question: ${ a }\nfields:\n  - A: a", "is needed to find"),
    ],
)
def test_names_that_need_each_other_are_named(blocks, said):
    with pytest.raises(GoesInCircles, match=said):
        Walk(f"mandatory: True\nquestion: ${{ a }}\n---\n{blocks}\n")


def test_a_circle_is_shown_with_file_and_line():
    with pytest.raises(GoesInCircles) as raised:
        Walk("""
            mandatory: True
            question: ${ a }
            ---
            code: |
              a = b
            ---
            code: |
              b = a
            """)
    path = "tests.walk:data/questions/walk.yml"
    way = f"`a` ({path}:4) needs `b`, `b` ({path}:7) needs `a`."
    assert raised.value.message.endswith(way)
    assert raised.value.position
    assert str(raised.value.position).startswith(path)


def test_a_name_that_needs_itself_is_shown_with_file_and_line():
    with pytest.raises(GoesInCircles) as raised:
        Walk("mandatory: True\nquestion: ${ a }\n---\ncode: |\n  a = a + 1\n")
    path = "tests.walk:data/questions/walk.yml"
    assert raised.value.message == f"`a` is needed to find `a`. `a` ({path}:4) needs `a`."
    assert raised.value.position
    assert raised.value.position.line == 4


def test_a_chain_that_goes_too_deep_is_an_infinite_loop():
    links = "\n---\n".join(f"code: |\n  n{at} = n{at + 1}" for at in range(120))
    with pytest.raises(GoesInCircles, match=r"There appears to be an infinite loop.*n89"):
        Walk(f"mandatory: True\nquestion: ${{ n0 }}\n---\n{links}\n")


def test_an_interview_that_begins_anew_for_ever_is_stopped():
    with pytest.raises(GoesInCircles, match="again and again"):
        Walk("""
            mandatory: True
            code: |
              re_run_logic()
            """)


def test_a_name_that_is_never_settled_is_stopped():
    with pytest.raises(GoesInCircles, match="looked for again and again"):
        Walk("""
            mandatory: True
            question: ${ a }
            ---
            code: |
              b
              undefine('b')
              c
              a = 1
            ---
            code: |
              b = 1
            ---
            need: b
            code: |
              undefine('b')
              c = 1
              undefine('c')
              b
            """)


@given(st.permutations(range(6)))
def test_a_chain_is_followed_in_whatever_order_its_links_stand(order):
    links = [f"code: |\n  n{at} = n{at + 1} + 1" for at in range(5)] + ["code: |\n  n5 = 0"]
    source = "\n---\n".join(links[at] for at in order)
    assert Walk(f"mandatory: True\nquestion: ${{ n0 }}\n---\n{source}\n").screen.question == "5"


def test_a_name_that_is_defined_on_the_way_is_not_looked_for_further():
    assert (
        first("""
        mandatory: True
        question: ${ a }
        ---
        code: |
          b = 1
          a = 'on the way'
        ---
        code: |
          a = 'at last' if b else ''
        """)
        == "on the way"
    )
