"""Adding to a list that was gathered, and thinking better of it."""

from __future__ import annotations

import pytest

from interviews.engine.objects.sets import DASet
from tests.engine.contexts import Trial
from tests.engine.links import follow
from tests.engine.walks import Walk

PEOPLE = """
    objects:
      - people: DAList.using(object_type=Thing, complete_attribute='age', there_are_any=True)
    ---
    question: Who is number ${ i + 1 }?
    fields:
      - Name: people[i].name.text
    action buttons:
      - label: Cancel
        action: never_mind
        show if: people.has_been_gathered()
    ---
    code: |
      people[i].name.text
      people[i].age = 1
    ---
    question: Another?
    yesno: people.there_is_another
    ---
    event: never_mind
    code: |
      people.cancel_add_or_edit()
    ---
    mandatory: True
    question: ${ people.number() }
    subquestion: ${ people.add_action() }
    """


def test_an_element_that_was_begun_is_dropped():
    walk = Walk(PEOPLE).answer({"people[0].name.text": "Ada"}).answer(press="No")
    assert walk.screen.question == "1"
    assert follow(walk, "Add another").screen.question == "Who is number 2?"
    assert follow(walk, "Cancel").screen.question == "1"


@pytest.mark.parametrize(
    ("made", "left"),
    [
        ("DAList('g', complete_attribute='age', elements=[Thing('a'), Thing('b', age=1)])", 1),
        ("DADict('g', complete_attribute='age', elements={'k': Thing('a')})", 0),
        ("DASet('g', elements=['a'])", 1),
    ],
)
def test_what_lacks_something_is_dropped_from_any_group(made, left):
    trial = Trial()
    trial.run(f"g = {made}\ng.cancel_add_or_edit()")
    assert trial("g.number()") == left


def test_a_number_that_was_asked_for_is_known_before_all_elements_are():
    trial = Trial()
    trial.run("g = DAList('g', ask_number=True)")
    assert trial.missing("g.number()") == "g.target_number"
    trial.run("g.target_number = 3")
    assert trial("g.number()") == 3
    trial.run("g.there_are_any = False")
    assert trial("g.number()") == 0
    assert isinstance(Trial()("DASet('s')"), DASet)


def test_names_of_an_imported_module_are_known():
    walk = Walk("""
        imports:
          - json
          - nothing.known
        ---
        modules:
          - json
          - .own
        ---
        mandatory: True
        question: ${ json.dumps([1]) } ${ dumps([2]) }
        """)
    assert walk.screen.question == "[1] [2]"
