"""Actions: links that ask again, events that run code, and the stack that outlives requests."""

from __future__ import annotations

from textwrap import dedent

import pytest

from interviews.engine.errors import AnswersRefused, NothingDefines
from tests.engine.links import follow, offers
from tests.engine.walks import Walk

FOOD = """
    question: Which fruit?
    fields:
      - Fruit: fruit
    ---
    question: Which soup?
    fields:
      - Soup: soup
    ---
    """


def fed(source: str) -> Walk:
    """Return a walk in which fruit and soup were answered."""
    walk = Walk(dedent(FOOD) + dedent(source))
    return walk.answer({"fruit": "Apple"}).answer({"soup": "Tomato"})


def test_a_link_asks_again_though_the_name_is_defined():
    walk = fed("""
        mandatory: True
        question: ${ fruit } and ${ soup }
        subquestion: "[Change](${ url_action('fruit') })"
        """)
    assert follow(walk, "Change").screen.question == "Which fruit?"
    assert walk.field("fruit").value == "Apple"
    assert walk.answer({"fruit": "Pear"}).screen.question == "Pear and Tomato"


def test_an_action_that_was_begun_goes_on_in_another_request():
    walk = fed("""
        mandatory: True
        question: ${ fruit } and ${ soup }
        subquestion: "[Change](${ url_action('fruit') })"
        """)
    follow(walk, "Change")
    assert walk.again().screen.question == "Which fruit?"


def test_a_key_that_the_screen_does_not_offer_is_refused():
    walk = fed("""
        mandatory: True
        question: ${ fruit } and ${ soup }
        """)
    with pytest.raises(AnswersRefused):
        walk.act("fruit")


def test_an_event_runs_its_code_once_with_its_arguments():
    walk = fed("""
        mandatory: True
        question: ${ fruit } and ${ soup }
        subquestion: "[Double](${ url_action('double', what='Plum') })"
        ---
        event: double
        code: |
          fruit = action_argument('what') + ' ' + fruit
        """)
    assert follow(walk, "Double").screen.question == "Plum Apple and Tomato"
    assert walk.again().screen.question == "Plum Apple and Tomato"


def test_an_event_may_be_a_screen_to_which_one_comes_back():
    walk = fed("""
        mandatory: True
        question: ${ fruit } and ${ soup }
        subquestion: "[Look](${ url_action('look') })"
        ---
        event: look
        question: A look at ${ fruit }
        buttons:
          - Go on: continue
        """)
    follow(walk, "Look")
    assert walk.screen.question == "A look at Apple"


def test_several_names_are_asked_for_one_after_the_other():
    walk = fed("""
        mandatory: True
        question: ${ fruit } and ${ soup }
        subquestion: "[All](${ url_ask(['fruit', 'soup']) })"
        """)
    assert follow(walk, "All").screen.question == "Which fruit?"
    assert walk.answer({"fruit": "Pear"}).screen.question == "Which soup?"
    assert walk.answer({"soup": "Leek"}).screen.question == "Pear and Leek"


@pytest.mark.parametrize(
    ("command", "then"),
    [
        ("'undefine': 'soup'", "Which soup?"),
        ("'invalidate': ['soup']", "Which soup?"),
        ("'recompute': 'both'", "Apple, Tomato"),
        ("'set': {'fruit': 'Fig'}", "Fig, Tomato"),
        ("'define': [{'fruit': 'Fig'}]", "Fig, Tomato"),
        ("'follow up': ['soup']", "Which soup?"),
        ("'action': 'soup', 'arguments': 3", "Which soup?"),
        ("'action': 'eat', 'arguments': {'what': 'Fig'}", "Fig, Tomato"),
        ("'dance': 'soup'", "Apple, Tomato"),
    ],
)
def test_a_link_may_bear_commands(command, then):
    walk = fed(f"""
        code: |
          both = soup
        ---
        event: eat
        code: |
          fruit = action_argument('what')
        ---
        event: again
        code: |
          force_ask({{{command}}})
        ---
        mandatory: True
        question: ${{ fruit }}, ${{ soup }}
        subquestion: "${{ both }} [Go](${{ url_action('again') }})"
        """)
    assert follow(walk, "Go").screen.question == then


def test_what_is_invalidated_is_offered_again_and_what_is_undefined_is_not():
    source = """
        event: forget
        code: |
          {how}('soup')
        ---
        mandatory: True
        question: ${{ fruit }} and ${{ soup }}
        subquestion: "[Forget](${{ url_action('forget') }})"
        """
    kept = follow(fed(source.format(how="invalidate")), "Forget")
    gone = follow(fed(source.format(how="undefine")), "Forget")
    assert (kept.field("soup").value, gone.field("soup").value) == ("Tomato", "")


def test_a_name_that_is_gathered_first_is_asked_for_before_anything_else():
    walk = fed("""
        event: ask_more
        code: |
          force_gather('bread')
        ---
        question: Which bread?
        fields:
          - Bread: bread
        ---
        mandatory: True
        question: ${ fruit } and ${ soup }
        subquestion: "[More](${ url_action('ask_more') })"
        """)
    assert follow(walk, "More").screen.question == "Which bread?"
    assert walk.again().screen.question == "Which bread?"
    assert walk.answer({"bread": "Rye"}).screen.question == "Apple and Tomato"


def test_forgetting_what_waits_leaves_only_the_new_action():
    walk = fed("""
        mandatory: True
        question: The end
        subquestion: "${ fruit } ${ soup } [One](${ url_action('one') })"
        ---
        question: One
        subquestion: |
          [Two](${ url_action('two') }) [Two alone](${ url_action('two', _forget_prior=True) })
        continue button field: one
        ---
        question: Two
        continue button field: two
        """)
    follow(walk, "One")
    assert follow(walk, "Two").answer().screen.question == "One"
    assert follow(walk, "Two alone").answer().screen.question == "The end"


def test_code_may_ask_again_and_forget_what_waits():
    walk = fed("""
        event: again
        code: |
          force_ask('fruit', 'soup', forget_prior=True)
        ---
        mandatory: True
        question: ${ fruit } and ${ soup }
        subquestion: "[Go](${ url_action('again') })"
        """)
    follow(walk, "Go")
    assert walk.answer({"fruit": "Fig"}).screen.question == "Which soup?"
    assert walk.answer({"soup": "Leek"}).screen.question == "Fig and Leek"


def test_what_is_on_top_of_the_stack_is_not_put_there_twice():
    walk = fed("""
        event: again
        code: |
          force_ask('fruit', 'again')
        ---
        mandatory: True
        question: ${ fruit } and ${ soup }
        subquestion: "[Go](${ url_action('again') })"
        """)
    follow(walk, "Go")
    assert [each["action"] for each in walk.runner.session.events] == ["again", "fruit"]


def test_an_action_that_nothing_carries_out_is_forgiven():
    walk = fed("""
        mandatory: True
        question: ${ fruit } and ${ soup }
        subquestion: "[Go](${ url_action('nowhere') })"
        """)
    assert follow(walk, "Go").screen.question == "Apple and Tomato"


def test_what_code_alone_defines_is_computed_anew_by_an_action():
    walk = fed("""
        code: |
          meal = fruit + soup
        ---
        mandatory: True
        question: ${ meal }
        subquestion: "[Go](${ url_action('meal') })"
        """)
    assert follow(walk, "Go").screen.question == "AppleTomato"


def test_actions_are_processed_where_the_author_says():
    walk = Walk("""
        initial: True
        code: |
          undefine('after')
          before = True
          process_action()
          after = True
        ---
        question: Which fruit?
        fields:
          - Fruit: fruit
        ---
        event: look
        question: Before is ${ before }, after is ${ defined('after') }
        ---
        mandatory: True
        question: ${ fruit }
        subquestion: "[Look](${ url_action('look') })"
        """).answer({"fruit": "Apple"})
    assert follow(walk, "Look").screen.question == "Before is True, after is False"


PEOPLE = """
    objects:
      - people: DAList.using(object_type=Thing, there_are_any=True)
    ---
    question: Who is number ${ i + 1 }?
    fields:
      - Name: people[i].name.text
    ---
    question: Another?
    yesno: people.there_is_another
    ---
    mandatory: True
    question: ${ people }
    subquestion: |
      ${ people.table }
      ${ people.add_action() }
    ---
    table: people.table
    rows: people
    columns:
      - Name: row_item.name.text
    edit:
      - name.text
    allow reordering: True
    """


def two_people() -> Walk:
    walk = Walk(PEOPLE).answer({"people[0].name.text": "Ada"}).answer(press="Yes")
    return walk.answer({"people[1].name.text": "Bob"}).answer(press="No")


def test_an_element_is_edited_where_it_is_shown():
    walk = follow(two_people(), "Edit", 2)
    assert walk.screen.question == "Who is number 2?"
    assert walk.answer({"people[1].name.text": "Eve"}).screen.question == "Ada and Eve"


def test_an_element_is_deleted_and_those_behind_it_move_up():
    walk = follow(two_people(), "Delete")
    assert walk.screen.question == "Bob"
    assert walk.value("people[0].name.text") == "Bob"


def test_who_deletes_all_elements_says_that_there_are_none():
    walk = follow(follow(two_people(), "Delete"), "Delete")
    assert walk.value("people.there_are_any") is False


def test_an_element_moves_up():
    walk = follow(two_people(), "Up")
    assert walk.screen.question == "Bob and Ada"


def test_another_element_is_added():
    walk = follow(two_people(), "Add another")
    assert walk.screen.question == "Who is number 3?"
    assert walk.answer({"people[2].name.text": "Eve"}).screen.question == "Ada, Bob, and Eve"


def test_a_link_to_delete_what_is_gone_meanwhile_does_no_harm():
    walk = two_people()
    walk.runner.next_screen()
    walk.runner.chosen_action = ("_da_list_remove", {"list": "people", "key": 7})
    assert walk.runner.next_screen().question == "Ada and Bob"


def test_only_lists_have_an_order_to_be_changed():
    walk = Walk("""
        objects:
          - ages: DADict.using(there_are_any=True, there_is_another=False)
        ---
        question: Who?
        fields:
          - Name: ages.new_item_name
        ---
        question: How old is ${ i }?
        fields:
          - Age: ages[i]
        ---
        mandatory: True
        question: ${ ages }
        subquestion: ${ ages.table }
        ---
        table: ages.table
        rows: ages
        columns:
          - Age: row_item
        edit: True
        """)
    walk.answer({"ages.new_item_name": "Ada"}).answer({"ages['Ada']": "36"})
    assert offers(walk) == ["Edit", "Delete"]
    walk.runner.chosen_action = ("_da_list_move", {"list": "ages", "index": 0, "to": 1})
    assert walk.runner.next_screen().question == "Ada"
    assert follow(walk, "Edit").screen.question == "How old is Ada?"


def test_an_action_for_a_list_that_is_no_more_is_an_authors_mistake():
    walk = two_people()
    walk.runner.chosen_action = ("_da_list_remove", {"list": "dogs", "key": 0})
    with pytest.raises(NothingDefines, match="dogs"):
        walk.runner.next_screen()


def test_a_review_that_an_action_has_opened_is_come_back_to():
    walk = fed("""
        mandatory: True
        question: ${ fruit } and ${ soup }
        subquestion: "[Review](${ url_action('look') })"
        ---
        event: look
        question: What you said
        review:
          - Edit fruit: fruit
          - Edit soup: soup
        """)
    follow(follow(walk, "Review"), "Edit fruit")
    assert walk.answer({"fruit": "Fig"}).screen.question == "What you said"
    assert walk.answer(press="Resume").screen.question == "Fig and Tomato"


def test_a_review_that_code_asks_for_is_come_back_to_as_well():
    walk = fed("""
        mandatory: True
        code: |
          fruit
          soup
          reviewed
        ---
        sets: reviewed
        question: What you said
        review:
          - Edit fruit: fruit
        """)
    assert walk.screen.question == "What you said"
    assert follow(walk, "Edit fruit").answer({"fruit": "Fig"}).screen.question == "What you said"
