"""Dictionaries, which checkboxes fill too, and sets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.control import NameMissing
from interviews.engine.errors import ExpressionFailed
from tests.engine.contexts import Trial

AGES = "ages = DADict('ages', elements={'Bob': 40, 'Ada': 36})\n"
COLOURS = "colours = DASet('colours', elements=['red', 'blue', 'red'])\n"
TICKED = "box = DADict('box', elements={'red': True, 'green': False, 'blue': True})\n"


def after(source: str) -> Trial:
    trial = Trial()
    trial.run(source)
    return trial


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("ages['Ada']", 36),
        ("len(ages)", 2),
        ("[key for key in ages]", ["Bob", "Ada"]),
        ("['Ada' in ages, 'Eve' in ages, [] in ages]", [True, False, False]),
        ("repr(ages)", "{'Bob': 40, 'Ada': 36}"),
        ("str(ages)", "Ada and Bob"),
        ("ages.elements", {"Bob": 40, "Ada": 36}),
        ("hasattr(ages, 'elements')", True),
        ("ages.gathered", True),
        ("[ages.keys(), ages.iterkeys()]", [["Ada", "Bob"]] * 2),
        ("ages.values()", [36, 40]),
        ("ages.itervalues()", [36, 40]),
        ("[ages.items(), ages.iteritems()]", [[("Ada", 36), ("Bob", 40)]] * 2),
        ("[ages.get('Ada'), ages.get('Eve'), ages.get('Eve', 0)]", [36, None, 0]),
        ("[ages.item('Ada'), str(ages.item('Eve')), str(ages.item('Eve').x.y(1))]", [36, "", ""]),
        ("[ages.has_key('Ada'), ages.has_key('Eve')]", [True, False]),
        ("ages.item_name('Ada')", "ages['Ada']"),
        ("ages == {'Ada': 36, 'Bob': 40}", True),
        ("ages == DADict('others', elements={'Ada': 36, 'Bob': 40})", True),
        ("[ages == ages, ages == 5]", [True, False]),
        ("ages.copy()", {"Bob": 40, "Ada": 36}),
        ("ages.slice('Ada', 'Eve').elements", {"Ada": 36}),
        ("ages.slice(lambda age: age > 39).elements", {"Bob": 40}),
        ("ages.slice('Ada').instanceName", "ages"),
        ("ages.union(['Eve'])", {"Bob", "Ada", "Eve"}),
        ("ages.difference(['Bob'])", {"Ada"}),
        ("ages.quantity_noun('person')", "two people"),
        ("[ages.complete_elements().elements, ages.as_noun()]", [{"Bob": 40, "Ada": 36}, "ages"]),
    ],
)
def test_a_dictionary_answers_as_the_language_says(source, value):
    assert after(AGES)(source) == value


@pytest.mark.parametrize(
    ("change", "entries"),
    [
        ("ages['Eve'] = 1", {"Bob": 40, "Ada": 36, "Eve": 1}),
        ("del ages['Bob']", {"Ada": 36}),
        ("ages.delitem('Bob', 'Eve')", {"Ada": 36}),
        ("ages.pop('Bob')", {"Ada": 36}),
        ("ages.pop('Eve', 5)", {"Bob": 40, "Ada": 36}),
        ("ages.popitem()", {"Bob": 40}),
        ("ages.clear()", {}),
        ("ages.update({'Eve': 1}, Ann=2)", {"Bob": 40, "Ada": 36, "Eve": 1, "Ann": 2}),
        ("ages.update(DADict('b', elements={'Bob': 1}))", {"Bob": 1, "Ada": 36}),
        ("ages.setdefault('Bob', 1)", {"Bob": 40, "Ada": 36}),
        ("ages.setdefault('Eve', 1)", {"Bob": 40, "Ada": 36, "Eve": 1}),
    ],
)
def test_a_dictionary_changes_as_pythons_does(change, entries):
    assert after(AGES + change)("ages.elements") == entries


def test_entries_of_a_dictionary_of_objects_are_made_when_they_are_asked_for():
    trial = after("people = DADict('people', object_type=Thing.using(name='Spoon'))")
    assert trial("[str(people['a']), people['a'].instanceName]") == ["Spoon", "people['a']"]


def test_entries_are_made_by_their_keys():
    trial = after(
        "people = DADict('people', keys=['a', 'b'])\npeople.new('c', ['d'], name='Spoon')"
    )
    trial.run("people.gathered = True\npeople.initializeObject('e', Individual, age=3)")
    assert trial("people.keys()") == ["a", "b", "c", "d", "e"]
    assert trial("[class_name(people['a']), str(people['d']), people['e'].age]") == [
        "DAObject",
        "Spoon",
        3,
    ]


def test_an_entry_that_is_not_there_is_asked_for_until_all_are_gathered():
    trial = after("ages = DADict('ages')")
    assert trial.missing("ages['Ada']") == "ages['Ada']"
    trial.run("ages.gathered = True")
    with pytest.raises(ExpressionFailed, match="KeyError"):
        trial("ages['Ada']")


def test_entries_are_found_anew():
    trial = after(AGES)
    trial.run("ages.invalidate_item('Bob')\ndel ages.gathered")
    assert trial.missing("ages['Bob']") == "ages['Bob']"
    assert trial.missing("ages.getitem_fresh('Ada')") == "ages['Ada']"


def test_keys_of_ordered_dictionaries_are_gathered_as_they_came():
    trial = after("ages = DAOrderedDict('ages', elements={'b': Thing(), 'a': Thing()})")
    assert [each.instance_name for each in trial.names["ages"].present()] == [
        "ages['b']",
        "ages['a']",
    ]
    trial = after("ages = DADict('ages', elements={'b': Thing(), 'a': Thing()})")
    assert [each.instance_name for each in trial.names["ages"].present()] == [
        "ages['a']",
        "ages['b']",
    ]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("str(box.true_values())", "red and blue"),
        ("str(box.false_values())", "green"),
        ("len(box.true_values())", 2),
        (
            "[box.all_true(), box.any_true(), box.all_false(), box.any_false()]",
            [False, True, False, True],
        ),
        ("[box.all_true('red', 'blue'), box.all_true('red', 'green')]", [True, False]),
        ("[box.all_true(['red', 'blue']), box.all_true('pink')]", [True, False]),
        ("[box.any_true('green'), box.any_true('green', 'red')]", [False, True]),
        ("[box.all_false('green'), box.all_false('green', 'red')]", [True, False]),
        ("[box.any_false('green'), box.any_false('red')]", [True, False]),
        ("box.all_true('red', 'blue', exclusive=True)", True),
        ("box.all_true(['red', 'blue'], exclusive=True)", True),
        ("box.all_true('red', exclusive=True)", False),
        ("box.any_true('red', exclusive=True)", False),
        ("box.any_true('red', 'blue', exclusive=True)", True),
        ("box.all_false('green', exclusive=True)", True),
        ("box.any_false('red', 'green', exclusive=True)", True),
        ("box.any_false('red', exclusive=True)", False),
        ("box.all_true(exclusive=True)", False),
    ],
)
def test_ticked_boxes_are_told_from_others(source, value):
    assert after(TICKED)(source) == value


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.booleans()), st.lists(st.sampled_from("abcdef"))
)
def test_what_is_not_all_true_is_in_part_false(ticked, keys):
    trial = Trial(ticked=ticked, keys=keys)
    trial.run("box = DADict('box', elements=ticked)")
    assert trial("box.all_true(keys)") is not trial("box.any_false(keys)")
    assert trial("box.any_true(keys)") is not trial("box.all_false(keys)")


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("len(colours)", 2),
        ("str(colours)", "blue and red"),
        ("['red' in colours, 'pink' in colours]", [True, False]),
        ("colours == ['red', 'blue']", True),
        ("colours == {'blue', 'red'} and colours != {'red', 'pink'}", True),
        ("colours == DASet('c', elements=['blue', 'red'])", True),
        ("str(colours.union(['pink']))", "blue, pink, and red"),
        ("str(colours.intersection(['red', 'pink']))", "red"),
        ("str(colours.difference(['red', 'pink']))", "blue"),
        ("[colours.isdisjoint(['pink']), colours.isdisjoint(colours)]", [True, False]),
        ("[colours.issubset(['red', 'blue', 'pink']), colours.issubset(['red'])]", [True, False]),
        ("[colours.issuperset(['red']), colours.issuperset(['pink'])]", [True, False]),
        ("str(colours | ['pink'])", "blue, pink, and red"),
        ("str(colours & ['red'])", "red"),
        ("str(colours - ['red'])", "blue"),
        ("class_name(colours.union([]))", "DASet"),
        ("[str(colours.copy()), colours.copy() is colours]", ["blue and red", False]),
    ],
)
def test_a_set_answers_as_the_language_says(source, value):
    assert after(COLOURS)(source) == value


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ("colours.add('pink', 'red')", ["red", "blue", "pink"]),
        ("colours.append('red')", ["red", "blue"]),
        ("colours.remove('red')", ["blue"]),
        ("colours.discard('pink')", ["red", "blue"]),
        ("colours.pop()", ["red"]),
        ("colours.clear()", []),
    ],
)
def test_a_set_changes_as_pythons_does(change, left):
    assert after(COLOURS + change)("colours.elements") == left


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("ages.pop('Eve')", "KeyError"),
        ("ages.get([])", "cannot be a key"),
        ("ages[[]]", "cannot be a key"),
        ("ages.update([('Eve', 1)])", "takes up the entries of a dictionary only"),
        ("ages.initializeObject('Eve', 5)", "A class was wanted"),
        ("ages + {}", "'\\+' does not work with DADict"),
        ("colours[0]", "have no places"),
        ("['pink'] - colours", "does not work with"),
        ("colours * colours", "does not work with"),
    ],
)
def test_what_does_not_go_is_said(source, message):
    with pytest.raises(ExpressionFailed, match=message):
        after(AGES + COLOURS)(source)


def test_no_element_of_a_set_is_set_at_a_place():
    with pytest.raises(ExpressionFailed, match="have no places"):
        after(COLOURS + "colours[0] = 'pink'")


@given(st.sets(st.integers()), st.sets(st.integers()))
def test_sets_are_like_pythons(one, other):
    trial = Trial(one=one, other=other)
    trial.run("a = DASet('a', elements=one)")
    assert set(trial("(a | other).elements")) == one | other
    assert set(trial("(a & other).elements")) == one & other
    assert set(trial("(a - other).elements")) == one - other
    assert trial("a.issubset(other)") is (one <= other)
    assert trial("a.issuperset(other)") is (one >= other)
    assert trial("a.isdisjoint(other)") is one.isdisjoint(other)


def test_an_entry_that_is_not_there_is_asked_for_before_it_is_deleted():
    with pytest.raises(NameMissing) as missing:
        after(AGES).run("del ages['Eve']")
    assert missing.value.name == "ages['Eve']"


@pytest.mark.parametrize(
    ("does", "stays"),
    [
        ("colours.update(['pink'], {'blue'})", "blue, pink, and red"),
        ("colours.intersection_update(['red', 'pink'])", "red"),
        ("colours.difference_update(['red', 'pink'])", "blue"),
        ("colours.symmetric_difference_update(['red', 'pink'])", "blue and pink"),
        ("colours = colours ^ ['red', 'pink']", "blue and pink"),
    ],
)
def test_a_set_is_changed_by_another_as_pythons_is(does, stays):
    assert after(COLOURS + does)("str(colours)") == stays


def test_what_is_in_one_of_two_only_is_asked_of_any_group():
    made = after(f"{AGES}fruit = DAList('fruit', elements=['Bob', 'fig'])")
    assert made("sorted(ages.symmetric_difference(fruit))") == ["Ada", "fig"]
    assert sorted(made("fruit.symmetric_difference(ages)")) == ["Ada", "fig"]


def test_a_copy_of_a_list_is_another_list():
    made = after("a = DAList('a', elements=[1, 2])\nb = a.copy()\nb.append(3)")
    assert (made("str(a)"), made("str(b)")) == ("1 and 2", "1, 2, and 3")
