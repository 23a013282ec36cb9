"""Objects as a person meets them: what is asked, screen after screen, across requests."""

from __future__ import annotations

from interviews.engine.veil import plain
from tests.engine.links import follow
from tests.engine.walks import Walk

PEOPLE = """
objects:
  - people: DAList.using(object_type=Individual, complete_attribute='age')
---
mandatory: True
question: |
  ${ people.quantity_noun('person') }: ${ people }
subquestion: |
  % for person in people:
  ${ person.name.familiar() } is ${ person.age }.
  % endfor
---
question: Is there anybody?
yesno: people.there_are_any
---
question: Who is the ${ ordinal(i) } of the ${ people.number_gathered() }?
fields:
  - First: people[i].name.first
  - Last: people[i].name.last
---
question: How old is ${ people[i] }?
fields:
  - Age: people[i].age
    datatype: integer
---
question: Anybody besides ${ people.complete_elements() }?
yesno: people.there_is_another
"""


def title(walk: Walk) -> str:
    return plain(walk.screen.question)


def test_a_list_of_people_is_gathered_screen_by_screen():
    walk = Walk(PEOPLE)
    assert title(walk) == "Is there anybody?"
    walk.answer(press="Yes")
    assert title(walk) == "Who is the first of the 1?"
    assert walk.names == ["people[0].name.first", "people[0].name.last"]
    walk.answer({"people[0].name.first": "Ada", "people[0].name.last": "King"})
    assert title(walk) == "How old is Ada King?"
    walk.answer({"people[0].age": "36"})
    assert title(walk) == "Anybody besides Ada King?"
    walk.answer(press="Yes")
    assert title(walk) == "Who is the second of the 2?"
    walk.answer({"people[1].name.first": "Bob", "people[1].name.last": "Ray"})
    walk.answer({"people[1].age": "7"})
    walk.answer(press="No")
    assert title(walk) == "two people: Ada King and Bob Ray"


def test_nobody_is_listed_if_there_is_nobody():
    assert title(Walk(PEOPLE).answer(press="No")) == "zero people:"


def test_one_question_serves_every_object_of_a_class():
    walk = Walk("""
        objects:
          - turnip: DAObject
          - park: DAObject
          - park.front_gate: DAObject
          - doctor: Individual
        ---
        mandatory: True
        question: ${ turnip.color }, ${ park.front_gate.color }, ${ doctor.color }
        ---
        generic object: DAObject
        question: What is the color of the ${ x }?
        fields:
          - Color: x.color
        ---
        generic object: Individual
        question: Which color has ${ x.object_possessive('hat') }?
        fields:
          - Color: x.color
        """)
    assert title(walk) == "What is the color of the turnip?"
    walk.answer({"turnip.color": "white"})
    assert title(walk) == "What is the color of the front gate in the park?"
    walk.answer({"park.front_gate.color": "green"})
    assert title(walk) == "Which color has the doctor\u2019s hat?"
    assert title(walk.answer({"doctor.color": "blue"})) == "white, green, blue"


def test_an_object_is_asked_for_under_its_own_name_whatever_it_is_called_by():
    walk = Walk("""
        objects:
          - long_branch: DAObject
          - tree: DAObject
        ---
        mandatory: True
        code: |
          tree.branch = long_branch
        ---
        mandatory: True
        question: ${ tree.branch.length }
        ---
        question: How long is it?
        fields:
          - Length: long_branch.length
        """)
    assert walk.names == ["long_branch.length"]
    assert title(walk.answer({"long_branch.length": "3"})) == "3"


def test_what_is_ticked_is_a_dictionary():
    walk = Walk("""
        mandatory: True
        question: |
          ${ fruit.true_values() }; not ${ fruit.false_values() };
          ${ fruit.all_true('apple', 'fig') }
        ---
        question: Which do you like?
        fields:
          - Fruit: fruit
            datatype: checkboxes
            choices:
              - Apple: apple
              - Pear: pear
              - Fig: fig
        """)
    walk.answer({"fruit": ["Apple", "Fig"]})
    assert title(walk) == "apple and fig; not pear; True"


def test_texts_speak_to_the_user_and_of_others():
    walk = Walk("""
        objects:
          - client: Individual
          - firm: Person
        ---
        initial: True
        code: |
          set_info(user=client)
        ---
        mandatory: True
        question: |
          ${ client.does_verb('sue', capitalize=True) }, ${ firm.does_verb('sue') };
          ${ client.possessive('claim') }, ${ firm.possessive('claim') };
          ${ client.is_are_you() }, ${ firm.is_are_you() }
        ---
        question: Who is it?
        fields:
          - Name: firm.name.text
        """)
    walk.answer({"firm.name.text": "Acme"})
    assert title(walk) == "Sue, sues; your claim, Acme\u2019s claim; are you, is Acme"


def test_a_link_asks_for_several_things_again():
    walk = Walk("""
        mandatory: True
        question: ${ fruit } and ${ drink }
        subquestion: |
          [Change](${ url_ask('fruit', 'drink') })
        ---
        question: Fruit?
        fields:
          - Fruit: fruit
        ---
        question: Drink?
        fields:
          - Drink: drink
        """)
    walk.answer({"fruit": "apple"}).answer({"drink": "tea"})
    follow(walk, "Change")
    assert walk.names == ["fruit"]
    walk.answer({"fruit": "pear"})
    assert walk.names == ["drink"]
    assert title(walk.answer({"drink": "milk"})) == "pear and milk"


def test_tasks_and_reasons_outlive_a_request():
    walk = Walk("""
        mandatory: True
        code: |
          if task_not_yet_performed('greeting'):
            mark_task_as_performed('greeting')
            explain('You are new.')
          first
        ---
        mandatory: True
        question: ${ times_task_performed('greeting') }; ${ comma_list(explanation()) }
        ---
        question: First?
        fields:
          - First: first
        """)
    assert title(walk.answer({"first": "x"})) == "1; You are new."
