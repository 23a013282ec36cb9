"""Lists of an interview: like Python's, save that their elements know their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.errors import BudgetExceeded, ExpressionFailed
from interviews.engine.objects.files import DAFileList
from interviews.engine.text.markdown import render_inline
from interviews.engine.veil import unveil
from tests.engine.contexts import Trial, assert_gives


def fruit(*elements: object, **more: object) -> Trial:
    trial = Trial(given=list(elements), more=more)
    trial.run("fruit = DAList('fruit', elements=given)")
    return trial


def test_a_list_made_of_elements_is_gathered():
    trial = fruit("apple", "pear", "plum")
    assert trial("[str(fruit), len(fruit), repr(fruit)]") == [
        "apple, pear, and plum",
        3,
        "['apple', 'pear', 'plum']",
    ]
    assert trial("[fruit.gathered, fruit.elements]") == [True, ["apple", "pear", "plum"]]
    assert fruit()("[len(fruit), bool(fruit), fruit.is_empty()]") == [0, False, True]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("fruit[0]", "apple"),
        ("fruit[-1]", "plum"),
        ("fruit[1:]", ["pear", "plum"]),
        ("fruit[True]", "pear"),
        ("[each for each in fruit]", ["apple", "pear", "plum"]),
        ("'pear' in fruit", True),
        ("'fig' in fruit", False),
        ("fruit == ['apple', 'pear', 'plum']", True),
        ("fruit == ('apple', 'pear', 'plum')", True),
        ("['apple'] == fruit", False),
        ("fruit == fruit", True),
        ("fruit == 'apple'", False),
        ("fruit == DAList('other', elements=['apple', 'pear', 'plum'])", True),
        ("str(fruit + ['fig'])", "apple, pear, plum, and fig"),
        ("str(['fig'] + fruit)", "fig, apple, pear, and plum"),
        ("fruit.index('pear')", 1),
        ("fruit.count('pear')", 1),
        ("fruit.count('fig')", 0),
        ("fruit.current_index()", 2),
        ("[fruit.first(), fruit.last()]", ["apple", "plum"]),
        (
            "[fruit.item(1), str(fruit.item(7)), str(fruit.item(7).seeds.total())]",
            ["pear", "", ""],
        ),
        ("fruit.item_name(1)", "fruit[1]"),
        ("[fruit.number(), fruit.number_as_word(capitalize=True)]", [3, "Three"]),
        ("[fruit.number_gathered(), fruit.number_gathered_as_word()]", [3, "three"]),
        ("fruit.comma_and_list(oxford=False)", "apple, pear and plum"),
        ("fruit.quantity_noun('apples', capitalize=True)", "Three apples"),
        ("[fruit.as_noun(), fruit.as_singular_noun()]", ["fruits", "fruit"]),
        ("[fruit.as_noun('kid'), fruit.as_noun(singular=True)]", ["kids", "fruit"]),
        ("fruit.possessive('seed', capitalize=True)", "Fruits' seed"),
        ("fruit.union(['fig', 'apple'])", {"apple", "pear", "plum", "fig"}),
        ("fruit.intersection(['fig', 'apple'])", {"apple"}),
        ("fruit.difference(['fig', 'apple'])", {"pear", "plum"}),
        ("[fruit.isdisjoint(['fig']), fruit.isdisjoint(['plum'])]", [True, False]),
        ("[fruit.issubset(['fig']), fruit.issuperset(['plum'])]", [False, True]),
        ("[fruit.has_been_gathered(), fruit.gathering_started()]", [True, True]),
        ("hasattr(fruit, 'elements')", True),
        ("hasattr(fruit, 'seeds')", False),
    ],
)
def test_a_list_answers_as_the_language_says(source, value):
    assert fruit("apple", "pear", "plum")(source) == value


@pytest.mark.parametrize(
    ("change", "elements"),
    [
        ("fruit.append('fig', 'kiwi')", ["pear", "apple", "fig", "kiwi"]),
        ("fruit.extend(['fig'])", ["pear", "apple", "fig"]),
        ("fruit.insert(1, 'fig')", ["pear", "fig", "apple"]),
        ("fruit.remove('pear', 'fig')", ["apple"]),
        ("fruit.discard('apple')", ["pear"]),
        ("fruit.pop()", ["pear"]),
        ("fruit.pop(0)", ["apple"]),
        ("fruit.delitem(0, 1)", []),
        ("fruit.clear()", []),
        ("fruit.reverse()", ["apple", "pear"]),
        ("fruit.sort()", ["apple", "pear"]),
        ("fruit.sort(reverse=True)", ["pear", "apple"]),
        ("fruit.sort(key=lambda word: word[-1])", ["apple", "pear"]),
        ("fruit.sort_elements()", ["apple", "pear"]),
        ("fruit[0] = 'fig'", ["fig", "apple"]),
        ("fruit[2] = 'fig'", ["pear", "apple", "fig"]),
        ("fruit[3] = 'fig'", ["pear", "apple", None, "fig"]),
        ("del fruit[0]", ["apple"]),
        ("del fruit[7]", ["pear", "apple"]),
    ],
)
def test_a_list_changes_as_pythons_does(change, elements):
    trial = fruit("pear", "apple")
    trial.run(change)
    assert trial.names["fruit"].elements == elements


def test_a_list_knows_what_is_there_without_asking():
    trial = Trial()
    trial.run("fruit = DAList('fruit')\nfruit[1] = 'pear'")
    known = [trial.names["fruit"].has_item(key) for key in (0, 1, -1, 2, "a")]
    assert known == [False, True, True, False, False]


def test_changes_that_give_the_list_can_be_chained():
    assert fruit("pear", "apple")("fruit.reverse().sort()[0]") == "apple"


def test_an_element_may_be_set_in_an_empty_list():
    trial = Trial()
    trial.run("fruit = DAList('fruit', auto_gather=False)\nfruit[0] = 'fig'")
    assert trial("fruit[0]") == "fig"


PEOPLE = """
people = DAList('people', object_type=Thing)
people.appendObject(name='Cleo')
people.append_object(Person, name='Ada')
people.appendObject(Person.using(colour='red'), name='Bob')
people.gathered = True
"""


def people() -> Trial:
    trial = Trial()
    trial.run(PEOPLE)
    return trial


def names(trial: Trial):
    return trial("[each.instanceName + ' ' + str(each) for each in people]")


def test_objects_of_a_list_bear_its_name():
    trial = people()
    assert names(trial) == ["people[0] Cleo", "people[1] Ada", "people[2] Bob"]
    assert trial("[class_name(people[1]), people[2].colour]") == ["Person", "red"]


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ("del people[0]", ["people[0] Ada", "people[1] Bob"]),
        ("people.pop(1)", ["people[0] Cleo", "people[1] Bob"]),
        ("people.remove(people[1])", ["people[0] Cleo", "people[1] Bob"]),
        ("people.delitem(0, 2)", ["people[0] Ada"]),
        ("people.sort()", ["people[0] Ada", "people[1] Bob", "people[2] Cleo"]),
        ("people.reverse()", ["people[0] Bob", "people[1] Ada", "people[2] Cleo"]),
        (
            "people.insert(0, Thing(name='Eve'))",
            ["people[0] Eve", "people[1] Cleo", "people[2] Ada", "people[3] Bob"],
        ),
    ],
)
def test_objects_that_move_up_are_renamed(change, left):
    trial = people()
    trial.run(change)
    assert names(trial) == left


def test_an_element_is_moved_to_another_place():
    trial = people()
    trial.names["people"].move(trial, 2, 0)
    assert names(trial) == ["people[0] Bob", "people[1] Cleo", "people[2] Ada"]


def test_an_object_keeps_its_own_name_in_a_list_unless_it_is_to_be_renamed():
    trial = Trial()
    trial.run("ada = Thing('ada', name='Ada')\nbob = Thing('bob', name='Bob')")
    trial.run(
        "people = DAList('people', elements=[ada])\npeople.append(bob, set_instance_name=True)"
    )
    assert names(trial) == ["ada Ada", "people[1] Bob"]
    trial.run("people = DAList('people', elements=[ada], set_instance_name=True)")
    assert names(trial) == ["people[0] Ada"]


def test_objects_are_made_at_a_place():
    trial = Trial()
    trial.run("people = DAList('people', object_type=Thing.using(name='Cleo'))")
    trial.run("people.object_type_parameters = {'colour': 'red'}")
    trial.run("people.initializeObject(0, Person, name='Ada')\npeople.initialize_object(1)")
    trial.run("people.gathered = True")
    assert names(trial) == ["people[0] Ada", "people[1] Cleo"]
    assert trial("people[0].colour") == "red"


def test_elements_of_a_list_of_objects_are_made_when_they_are_asked_for():
    trial = Trial()
    trial.run("people = DAList('people', object_type=Thing)")
    assert trial("people[1].instanceName") == "people[1]"
    assert trial("len(people.elements)") == 2
    trial.run("people[3] = Thing(name='Dan')")
    assert trial("people[3].instanceName") == "people[3]"


def test_elements_are_filtered_by_their_attributes():
    trial = people()
    trial.run(
        "people[0].age = 7\npeople[1].age = 40\npeople[2].age = 7\nsevens = people.filter(age=7)"
    )
    assert trial("[str(sevens), sevens.instanceName, len(sevens)]") == [
        "Cleo and Bob",
        "people",
        2,
    ]
    assert trial("people.filter('young', age=7).instanceName") == "young"
    assert trial.missing("people.filter(height=2)") == "people[0].height"


def test_the_elements_that_are_complete_are_found_without_asking():
    trial = people()
    trial.run("people[1].age = 40")
    assert trial("str(people.complete_elements('age'))") == "Ada"
    assert trial("len(people.complete_elements())") == 3
    trial.run("people.complete_attribute = ['name.text', 'age']")
    assert trial("len(people.complete_elements())") == 1
    trial.run("fruit = DAList('fruit')\nfruit[1] = 'fig'")
    assert trial("fruit.complete_elements().elements") == ["fig"]


def test_a_list_in_a_list_that_is_not_complete_can_still_gather():
    trial = Trial()
    trial.run("teams = DAList('teams', object_type=DAList)\nteams.appendObject()")
    assert trial("teams.complete_elements().elements") == []
    assert trial.gathering == set()


def test_an_action_adds_an_element():
    trial = people()
    assert trial("people.add_action(url_only=True)") == "action:_da_list_add-1"
    assert ">Add another</a>" in unveil(trial("people.add_action()"))
    assert ">Add an item</a>" in unveil(fruit()("fruit.add_action()"))
    trial.names["one"] = "<One>"
    made = trial("people.add_action(label=one, color='primary')")
    assert 'class="button add primary"' in made
    assert "&lt;One&gt;</button>" in render_inline(made)
    assert 'class="button add"' in trial("people.add_action('A', color='x\" y')")


def test_an_element_has_links_that_change_and_remove_it():
    trial = people()
    links = unveil(trial("people.item_actions(people[1], 1, 'name.first', 'age')"))
    assert links == "[Edit](action:_da_list_edit-1) [Delete](action:_da_list_remove-2)"
    assert trial("people.item_actions(people[1], 1, edit=False, delete=False)") == ""
    assert trial("people.item_actions(people[1], 1, 'age', edit_url_only=True)") == (
        "action:_da_list_edit-1"
    )
    assert trial("people.item_actions(people[1], 1, delete_url_only=True)") == (
        "action:_da_list_remove-2"
    )
    up = "[Up](action:_da_list_move-3) "
    assert unveil(trial("people.item_actions(people[1], 1, reorder=True)")).startswith(up)
    assert up not in unveil(trial("people.item_actions(people[0], 0, reorder=True)"))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("fruit[3]", "IndexError"),
        ("fruit[-4]", "IndexError"),
        ("fruit['a']", "found by whole numbers"),
        ("fruit.index('fig')", "ValueError"),
        ("fruit.sort(key='name')", "is a function"),
        ("fruit.append_object('Thing')", "A class was wanted"),
        ("fruit.set_object_type('Thing')", "A class was wanted"),
        ("fruit.filter('not a name', a=1)", "The name of an object"),
        ("fruit - ['apple']", "'-' does not work"),
        ("fruit.complete_elements([5])", "A complete_attribute is"),
        ("fruit.append()[0]", "NoneType"),
        ("DAList('a', elements=5)", "loop over int"),
        ("DAList('a', elements=[1, 'b']).sort()", "cannot be put in order"),
        ("DAList('a', elements=[]).first()", "IndexError"),
        ("DAList('a', object_type=Thing)[11]", "so far beyond its end"),
    ],
)
def test_what_a_list_does_not_do_is_said(source, message):
    with pytest.raises(ExpressionFailed, match=message):
        fruit("apple", "pear", "plum")(source)


def test_an_index_that_is_no_number_is_not_set():
    trial = fruit("apple")
    with pytest.raises(ExpressionFailed, match="found by whole numbers"):
        trial.run("fruit['a'] = 1")


def test_a_list_does_not_grow_without_end():
    trial = fruit(*range(9_999))
    trial.run("fruit.append(1)")
    with pytest.raises(BudgetExceeded):
        trial.run("fruit.append(1)")


def test_a_list_comes_back_from_its_state():
    trial = people()
    again = DAFileList()
    again.restore(trial.names["people"].to_state())
    assert [each.instance_name for each in again.elements] == [
        "people[0]",
        "people[1]",
        "people[2]",
    ]


@given(st.lists(st.integers() | st.text(), max_size=8), st.data())
def test_a_list_is_like_pythons_whatever_is_taken_out(values, data):
    trial = fruit(*values)
    python = list(values)
    while python:
        at = data.draw(st.integers(min_value=-len(python), max_value=len(python) - 1))
        assert trial(f"fruit.pop({at})") == python.pop(at)
        assert trial("fruit.elements") == python


def test_classes_of_elements_can_be_said_later():
    trial = Trial()
    trial.run("people = DAList('people')\npeople.set_object_type(Thing.using(name='Ada'))")
    assert trial("str(people[0])") == "Ada"


def test_sums_of_lists_hold_objects_by_their_own_names():
    assert_gives({"str(DAList('a', elements=['x']) + DAList('b', elements=['y']))": "x and y"})
