"""What all blocks share: conditions, needs, names that they define or forget."""

from __future__ import annotations

import pytest

from interviews.engine.errors import ExpressionFailed
from tests.engine.walks import Walk

END = """
    ---
    event: end
    question: End
    """


def questions(*wanted: str, goal: str = "mandatory: True") -> str:
    lines = "".join(f"\n      {each}" for each in (*wanted, "end"))
    return f"""
    {goal}
    code: |{lines}
    ---
    """


@pytest.mark.parametrize("goal", ["True", "'true'", "1 + 1 == 2", "{code: 1 + 1 == 2}"])
def test_a_goal_is_true_or_an_expression_that_is(goal):
    assert Walk(f"mandatory: {goal}\nquestion: Asked").screen.question == "Asked"


@pytest.mark.parametrize("goal", ["False", "'False'", "1 + 1 == 3", "null"])
def test_what_is_not_wanted_is_not_asked(goal):
    source = f"mandatory: {goal}\nquestion: Asked\n---\nmandatory: True\nquestion: Next"
    assert Walk(source).screen.question == "Next"


def test_what_is_initial_is_run_at_each_request():
    walk = Walk("""
    initial: True
    code: |
      count = showifdef("count", 0) + 1
    ---
    mandatory: True
    question: First
    fields:
      - A: a
    ---
    mandatory: True
    question: Second
    """)
    assert walk.value("count") == 1
    walk.answer({"a": "x"})
    assert walk.value("count") > 1


def test_a_block_whose_condition_fails_makes_room_for_the_next():
    source = """
    question: For the young
    if: young
    yesno: agrees
    ---
    question: For the old
    if:
      - not young
      - True
    yesno: agrees
    ---
    question: Young?
    yesno: young
    """
    walk = Walk(questions("agrees") + source + END)
    assert walk.screen.question == "Young?"
    assert walk.answer(press="No").screen.question == "For the old"


def test_what_a_block_needs_is_asked_first_and_what_follows_it_after():
    source = """
    question: Middle
    yesno: middle
    need:
      - first
      - post: last
    ---
    question: First
    yesno: first
    ---
    question: Last
    yesno: last
    """
    walk = Walk(questions("middle") + source + END)
    asked = [str(walk.screen.question)]
    asked += [str(walk.answer(press="Yes").screen.question) for _ in range(2)]
    assert asked[0] == "First"
    assert set(asked[1:]) == {"Middle", "Last"}


def test_pre_and_post_may_be_said_together():
    source = """
    code: |
      middle = True
    need:
      pre: first
      post:
        - last
    ---
    question: First
    yesno: first
    ---
    question: Last
    yesno: last
    """
    walk = Walk(questions("middle") + source + END)
    assert walk.screen.question == "First"
    assert walk.answer(press="Yes").screen.question == "Last"


def test_a_change_makes_what_depends_on_it_be_asked_again_with_the_old_answer():
    source = """
    question: Country
    fields:
      - Country: country
    ---
    question: City
    fields:
      - City: city
    depends on: country
    ---
    event: end
    question: End
    subquestion: ${ action_button_html(url_action("country"), label="Change") }
    """
    walk = Walk(questions("country", "city") + source)
    walk.answer({"country": "France"}).answer({"city": "Lyon"})
    ((key, _),) = walk.actions.items()
    walk.act(key)
    assert walk.screen.question == "Country"
    walk.answer({"country": "Spain"})
    assert walk.screen.question == "City"
    assert walk.field("city").value == "Lyon"


def test_what_is_reconsidered_is_made_anew_at_each_request():
    source = """
    reconsider: True
    code: |
      total = one + 1
    ---
    question: One
    fields:
      - One: one
        datatype: integer
    """
    walk = Walk(questions("total") + source + END).answer({"one": "1"})
    assert walk.value("total") == 2


def test_names_may_be_reconsidered_or_forgotten_before_a_block():
    source = """
    only sets: draft
    initial: True
    code: |
      if not defined("agreed"):
        shown = "apples"
        draft = 1
    ---
    question: How many ${ shown }?
    yesno: agreed
    reconsider:
      - shown
    undefine: draft
    ---
    code: |
      shown = "pears"
    """
    walk = Walk(questions("agreed") + source + END)
    assert walk.screen.question == "How many pears?"
    assert not walk.knows("draft")


def test_a_generic_block_serves_every_object_of_its_class():
    source = """
    objects:
      - ada: Thing
    ---
    generic object: Thing
    question: The name of ${ x.object_name() }
    fields:
      - Name: x.name.text
    """
    assert Walk(questions("ada.name.text") + source + END).screen.question == "The name of ada"


def test_a_block_in_the_language_of_the_person_comes_first():
    source = """
    question: Hola
    language: es
    yesno: greeted
    ---
    question: Hello
    yesno: greeted
    """
    assert Walk(questions("greeted") + source + END, language="es").screen.question == "Hola"
    assert Walk(questions("greeted") + source + END).screen.question == "Hello"


def test_what_supersedes_comes_first_whatever_the_order():
    source = """
    id: better
    supersedes: worse
    question: Better
    yesno: answered
    ---
    id: worse
    question: Worse
    yesno: answered
    """
    assert Walk(questions("answered") + source + END).screen.question == "Better"


def test_sets_adds_names_and_only_sets_are_the_only_ones():
    source = """
    sets: told
    code: |
      define("told", "yes")
    ---
    only sets: heard
    code: |
      heard = told
      noise = 1
    ---
    scan for variables: False
    code: |
      heard = "never"
    ---
    question: Noise?
    fields:
      - Noise: noise
    """
    walk = Walk(questions("heard", "noise") + source + END)
    assert walk.value("heard") == "yes"


def test_code_with_an_event_is_what_an_action_does():
    source = """
    event: do_it
    code: |
      done_it = "yes"
      end
    ---
    event: end
    question: End ${ showifdef("done_it", "no") }
    subquestion: ${ action_button_html(url_action("do_it"), label="Do it") }
    """
    walk = Walk(questions() + source)
    assert walk.screen.question == "End no"
    ((key, _),) = walk.actions.items()
    assert walk.act(key).screen.question == "End yes"


def test_blocks_without_an_id_are_known_by_what_they_say():
    one = Walk("mandatory: True\nquestion: Q").interview
    same = Walk("metadata:\n  title: T\n---\nmandatory: True\nquestion: Q").interview
    other = Walk("mandatory: True\nquestion: R").interview
    named = Walk("id: q\nmandatory: True\nquestion: R").interview
    assert one.blocks[0].name == same.blocks[0].name != other.blocks[0].name
    assert named.blocks[0].name == "ID q"


def test_functions_of_a_def_are_there_for_blocks_that_use_it():
    walk = Walk(
        """
    def: greetings
    mako: |
      <%def name="greet(name)">Hello, *${ name }*.</%def>
    ---
    mandatory: True
    usedefs: greetings
    question: A greeting
    subquestion: ${ greet(url_args["name"]) }
    """,
        url_args={"name": "Ada <b>"},
    )
    assert walk.screen.subquestion == "<p>Hello, <em>Ada &lt;b&gt;</em>.</p>"


def test_a_condition_that_gives_what_is_neither_true_nor_false_names_its_place():
    with pytest.raises(ExpressionFailed, match=r"walk\.yml:2:5"):
        Walk("question: Q\nif: 1 / 0\nmandatory: True\n---\nmandatory: True\nquestion: R")
