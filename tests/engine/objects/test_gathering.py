"""Lists, dictionaries and sets ask for their own elements, one name at a time.

Each test answers what is asked as a person would, and reads what is asked next.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.control import NameMissing
from interviews.engine.errors import BudgetExceeded, ExpressionFailed
from tests.engine.contexts import Trial


class Person(Trial):
    """Somebody who answers by a table of names; a list of answers is given one after the other."""

    def __init__(self, objects: str, **answers: Any) -> None:
        super().__init__()
        self.run(objects)
        self.answers: dict[str, Any] = {}
        self.asked: list[str] = []

    def answering(self, answers: dict[str, Any], source: str) -> list[str]:
        """Evaluate until nothing is asked any more; return the names that were asked for."""
        left = {
            name: list(each) if isinstance(each, list) else [each]
            for name, each in answers.items()
        }
        asked: list[str] = []
        while True:
            self.gathering.clear()
            try:
                self(source)
            except NameMissing as missing:
                asked.append(missing.name)
                self.define(missing.name, left[missing.name].pop(0))
            else:
                return asked


def test_a_list_of_texts_asks_whether_there_are_any_then_for_each_and_another():
    person = Person("fruit = DAList('fruit')")
    asked = person.answering(
        {
            "fruit.there_are_any": True,
            "fruit[0]": "apple",
            "fruit[1]": "pear",
            "fruit.there_is_another": [True, False],
        },
        "len(fruit)",
    )
    assert asked == [
        "fruit.there_are_any",
        "fruit[0]",
        "fruit.there_is_another",
        "fruit[1]",
        "fruit.there_is_another",
    ]
    assert person("[str(fruit), fruit.gathered, fruit.revisit]") == ["apple and pear", True, True]


@pytest.mark.parametrize(
    "trigger",
    [
        "len(fruit)", "bool(fruit)", "str(fruit)", "repr(fruit)", "[each for each in fruit]",
        "'a' in fruit", "fruit.number()", "fruit.gather()", "fruit.gathered", "fruit.first()",
        "fruit.last()", "fruit.item(0)", "fruit.index('a')", "fruit.sort()", "fruit + []",
        "fruit.is_empty()", "fruit.count('a')", "fruit.union([])", "fruit[0:1]",
        "fruit.number_gathered(if_started=True)", "fruit.gathered_and_complete()",
        "comma_and_list(fruit)", "fruit.as_noun()", "fruit.pronoun()", "list(fruit)",
    ],
)  # fmt: skip
def test_whoever_looks_at_all_elements_has_them_gathered(trigger):
    assert Person("fruit = DAList('fruit')").missing(trigger) == "fruit.there_are_any"


@pytest.mark.parametrize(
    "source",
    [
        "fruit.number_gathered()", "fruit.has_been_gathered()", "fruit.gathering_started()",
        "fruit.complete_elements()", "fruit.elements", "fruit.sort_elements()", "fruit.append(1)",
        "fruit.current_index()", "fruit.item_name(0)", "fruit.add_action()",
        "hasattr(fruit, 'gathered')",
    ],
)  # fmt: skip
def test_who_looks_at_what_there_is_asks_for_nothing(source):
    Person("fruit = DAList('fruit')")(source)


def test_a_list_is_empty_if_there_are_none():
    person = Person("fruit = DAList('fruit')")
    assert person.answering({"fruit.there_are_any": False}, "len(fruit)") == [
        "fruit.there_are_any"
    ]
    assert person("[len(fruit), bool(fruit), str(fruit)]") == [0, False, ""]


def test_a_list_may_ask_how_many_there_are():
    person = Person("fruit = DAList('fruit', ask_number=True)")
    answers = {"fruit.target_number": 2, "fruit[0]": "apple", "fruit[1]": "pear"}
    assert person.answering(answers, "len(fruit)") == list(answers)
    assert person("str(fruit)") == "apple and pear"


def test_a_list_without_any_is_not_asked_for_its_number():
    person = Person("fruit = DAList('fruit', ask_number=True, there_are_any=False)")
    assert person.answering({}, "len(fruit)") == []


def test_a_list_with_a_minimum_asks_for_so_many_and_then_for_others():
    person = Person("fruit = DAList('fruit', minimum_number=2)")
    answers = {"fruit[0]": "a", "fruit[1]": "b", "fruit.there_is_another": False}
    assert person.answering(answers, "len(fruit)") == list(answers)


@pytest.mark.parametrize(
    ("wish", "asked"),
    [
        ("number=1", ["fruit[0]"]),
        ("minimum=1", ["fruit[0]", "fruit.there_is_another"]),
        ("minimum=0", ["fruit.there_are_any"]),
        ("complete_attribute='weight'", ["fruit.there_are_any"]),
    ],
)
def test_one_gathering_may_wish_for_something_else(wish, asked):
    person = Person("fruit = DAList('fruit')")
    answers = {"fruit[0]": "a", "fruit.there_is_another": False, "fruit.there_are_any": False}
    assert person.answering(answers, f"fruit.gather({wish})") == asked


def test_a_list_of_objects_asks_for_what_completes_them():
    person = Person(
        "people = DAList('people', object_type=Individual,"
        " complete_attribute=['name.first', 'age'])"
    )
    answers = {
        "people.there_are_any": True,
        "people[0].name.first": "Ada",
        "people[0].age": 36,
        "people.there_is_another": False,
    }
    assert person.answering(answers, "len(people)") == list(answers)


def test_objects_without_such_attributes_are_complete_with_their_texts():
    person = Person("people = DAList('people', object_type=Thing, there_are_any=True)")
    answers = {"people[0].name.text": "Spoon", "people.there_is_another": False}
    assert person.answering(answers, "str(people)") == list(answers)


def test_elements_of_several_classes_are_asked_for_theirs():
    person = Person(
        "people = DAList('people', ask_object_type=True, there_are_any=True, minimum_number=2)"
    )
    classes = [person("Individual"), person("Thing.using(name='Spoon')")]
    asked = person.answering(
        {
            "people.new_object_type": classes,
            "people[0].name.first": "Ada",
            "people.there_is_another": False,
        },
        "len(people)",
    )
    assert asked == [
        "people.new_object_type",
        "people[0].name.first",
        "people.new_object_type",
        "people.there_is_another",
    ]
    assert person("[class_name(each) for each in people]") == ["Individual", "Thing"]


def test_a_class_may_be_wished_for_once():
    person = Person("people = DAList('people', there_are_any=True, there_is_another=False)")
    assert person.answering({"people[0].name.text": "Spoon"}, "people.gather(Thing)") == [
        "people[0].name.text"
    ]


def test_yes_another_is_not_forgotten_before_that_one_is_complete():
    person = Person("people = DAList('people', object_type=Thing, minimum_number=1)")
    person.define("people[0].name.text", "Spoon")
    person.define("people.there_is_another", True)
    assert person.missing("len(people)") == "people[1].name.text"
    assert person.missing("len(people)") == "people[1].name.text"
    person.define("people[1].name.text", "Fork")
    assert person.missing("len(people)") == "people.there_is_another"


def test_one_other_is_asked_for_once():
    person = Person("fruit = DAList('fruit', elements=['a'])\ndel fruit.gathered")
    person.define("fruit.there_is_one_other", True)
    answers = {"fruit[1]": "b", "fruit.there_is_another": False}
    assert person.answering(answers, "len(fruit)") == list(answers)


def test_while_a_list_gathers_it_shows_what_it_has():
    person = Person("fruit = DAList('fruit', there_are_any=True)")
    person.define("fruit[0]", "apple")
    with pytest.raises(NameMissing):
        person("len(fruit)")
    assert person("[str(fruit), len(fruit), 'apple' in fruit, bool(fruit)]") == [
        "apple",
        1,
        True,
        True,
    ]


def test_an_author_may_gather_by_hand():
    person = Person("fruit = DAList('fruit', auto_gather=False)\nfruit.append('a')")
    assert person.missing("len(fruit)") == "fruit.gathered"
    assert person.missing("fruit.gathered") == "fruit.gathered"
    person.define("fruit.gathered", True)
    assert person("len(fruit)") == 1


def test_gathering_by_hand_does_not_mark_the_list_as_gathered():
    person = Person(
        "fruit = DAList('fruit', auto_gather=False, there_are_any=False)\nfruit.gather()"
    )
    assert person.missing("fruit.gathered") == "fruit.gathered"


def test_an_empty_list_that_is_to_have_some_is_gathered_again():
    person = Person("fruit = DAList('fruit', elements=[])\nfruit.there_are_any = True")
    assert person.missing("fruit.gather()") == "fruit[0]"


def test_gathering_begins_anew():
    person = Person("fruit = DAList('fruit', elements=['a'])")
    person.run("fruit.reset_gathered()")
    assert person.missing("len(fruit)") == "fruit.there_is_another"
    empty = Person(
        "fruit = DAList('fruit', elements=[])\nfruit.reset_gathered(only_if_empty=True)"
    )
    assert empty.missing("len(fruit)") == "fruit.there_are_any"
    person.run("fruit.gathered = True\nfruit.reset_gathered(only_if_empty=True)")
    assert person("len(fruit)") == 1


def test_gathering_begins_anew_in_lists_of_lists_too():
    person = Person(
        "teams = DAList('teams', elements=[DAList(elements=['a']), 'b'])\n"
        "teams.reset_gathered(recursive=True)"
    )
    assert person.missing("len(teams)") == "teams[0].there_is_another"


def test_elements_are_to_be_completed_again():
    objects = (
        "people = DAList('people', elements=[Thing(name='Spoon', complete=True)],"
        " complete_attribute='complete')\n"
    )
    person = Person(objects + "people.reset_gathered(mark_incomplete=True)")
    assert person.missing("len(people)") == "people[0].complete"
    person = Person(objects)
    assert person("people.gather()") is True
    assert person.missing("people.gathered_and_complete()") == "people[0].complete"


def test_what_is_not_gathered_yet_is_gathered_and_completed():
    person = Person("people = DAList('people', elements=['x'], complete_attribute='complete')")
    person.run("people.gathered = False\npeople.there_is_another = False")
    assert person("people.gathered_and_complete()") is True


def test_what_a_gathered_list_lacks_is_asked_for():
    person = Person(
        "people = DAList('people', elements=[Thing(), 'x'], complete_attribute='name.text')"
    )
    assert person.missing("people.gathered_and_complete()") == "people[0].name.text"
    person.run("people[0].name.text = 'Spoon'")
    assert person("people.gathered_and_complete()") is True


@pytest.mark.parametrize(
    ("state", "started"),
    [("", False), ("fruit.there_are_any = False", True), ("fruit.append('a')", True)],
)
def test_it_is_known_whether_gathering_began(state, started):
    assert Person(f"fruit = DAList('fruit')\n{state}")("fruit.gathering_started()") is started


def test_an_untyped_hole_is_asked_for():
    person = Person("fruit = DAList('fruit')\nfruit[1] = 'pear'")
    assert person.missing("fruit[0]") == "fruit[0]"


def test_a_dictionary_asks_for_keys_and_values():
    person = Person("ages = DADict('ages')")
    asked = person.answering(
        {
            "ages.there_are_any": True,
            "ages.new_item_name": ["Bob", "Ada"],
            "ages['Bob']": 40,
            "ages['Ada']": 36,
            "ages.there_is_another": [True, False],
        },
        "len(ages)",
    )
    assert asked == [
        "ages.there_are_any",
        "ages.new_item_name",
        "ages['Bob']",
        "ages.there_is_another",
        "ages.new_item_name",
        "ages['Ada']",
        "ages.there_is_another",
    ]
    assert person("[str(ages), ages.items()]") == ["Ada and Bob", [("Ada", 36), ("Bob", 40)]]


def test_a_dictionary_takes_a_value_that_came_with_its_key():
    person = Person("ages = DADict('ages', there_are_any=True)")
    person.run("ages.new_item_name = 'Ada'\nages.new_item_value = 36")
    assert person.missing("ages.gather()") == "ages.there_is_another"
    assert person("[ages['Ada'], hasattr(ages, 'new_item_name')]") == [36, False]


def test_a_dictionary_of_objects_completes_them():
    person = Person("people = DADict('people', object_type=Individual, complete_attribute='age')")
    answers = {
        "people.there_are_any": True,
        "people.new_item_name": "boss",
        "people['boss'].age": 50,
        "people.there_is_another": False,
    }
    assert person.answering(answers, "len(people)") == list(answers)


def test_a_set_asks_for_its_elements_and_keeps_no_doubles():
    person = Person("colours = DASet('colours')")
    asked = person.answering(
        {
            "colours.there_are_any": True,
            "colours.new_item": ["red", "blue"],
            "colours.there_is_another": [True, False],
        },
        "len(colours)",
    )
    assert asked.count("colours.new_item") == 2
    assert person("str(colours)") == "blue and red"


def test_a_number_that_is_none_is_refused():
    person = Person("fruit = DAList('fruit', ask_number=True, target_number='some')")
    with pytest.raises(ExpressionFailed, match="ValueError"):
        person("len(fruit)")


def test_a_list_of_too_many_is_not_made():
    person = Person(
        "fruit = DAList('fruit', object_type=Thing.using(name='x'), ask_number=True,"
        " target_number=10_001)"
    )
    with pytest.raises(BudgetExceeded):
        person("len(fruit)")


def test_a_path_through_a_plain_value_ends_there():
    person = Person(
        "people = DAList('people', elements=[Thing(name='a', age=5)])\ndel people.gathered"
    )
    person.run("people.complete_attribute = 'age.exact'\npeople.there_is_another = False")
    assert person("len(people)") == 1


@pytest.mark.parametrize(
    ("objects", "left"),
    [
        ("it = DAList('it', elements=[Thing(), Thing(name='Spoon')])", ["it[0]"]),
        ("it = DADict('it', elements={'a': Thing(), 'b': Thing(name='Spoon')})", ["it['b']"]),
    ],
)
def test_whoever_gives_up_adding_keeps_what_was_complete(objects, left):
    person = Person(f"{objects}\nit.there_is_another = True\ndel it.gathered")
    session = person.session
    session.first = ["it.gathered", "item.gathered"]
    session.events = [{"action": "it[0].name.text"}, {"action": "other"}]
    person.run("it.cancel_add_or_edit()")
    assert [each.instance_name for each in person.names["it"].present()] == left
    assert person("[len(it), hasattr(it, 'there_is_another')]") == [1, False]
    assert (session.first, session.events) == (["item.gathered"], [{"action": "other"}])


@given(st.lists(st.text(min_size=1), max_size=5))
def test_what_a_person_lists_is_what_the_list_holds(words):
    person = Person("fruit = DAList('fruit')")
    answers: dict[str, Any] = {f"fruit[{at}]": [word] for at, word in enumerate(words)}
    answers["fruit.there_are_any"] = bool(words)
    answers["fruit.there_is_another"] = [True] * (len(words) - 1) + [False]
    person.answering(answers, "fruit.gather()")
    assert person("fruit.elements") == words
