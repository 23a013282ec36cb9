"""Objects that know their own names: what they lack is asked for under that name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine import registry
from interviews.engine.errors import ExpressionFailed
from interviews.engine.objects.classes import language_class
from interviews.engine.objects.naming import Named
from interviews.engine.session import Session
from interviews.engine.state import from_json, to_json
from tests.engine.contexts import Trial, assert_gives


def trial(source: str = "park = DAObject('park')\npark.front_gate = DAObject()") -> Trial:
    made = Trial()
    made.run(source)
    return made


def test_an_object_is_told_its_name():
    made = trial("cool = Individual('cool')\nuser = Individual('user')\nuser.name = cool.name")
    assert made("user.name.instanceName") == "cool.name"
    made.run("user.name.instanceName = 'user.name'")
    assert made("user.name.instanceName") == "user.name"
    assert made.missing("str(user.name)") == "user.name.first"
    with pytest.raises(ExpressionFailed):
        made.run("user.instanceName = 'not a name'")


def test_objects_are_sorted_by_what_they_are_called():
    trial = Trial()
    trial.run("a, b = Thing('a', name='Pear'), Thing('b', name='Fig')")
    assert trial("[str(each) for each in sorted([a, b])]") == ["Fig", "Pear"]
    assert trial("[a < b, a >= b, a > 'Apple', 'Zoo' <= a, max(a, b) is a]") == [
        False, True, True, False, True,
    ]  # fmt: skip
    with pytest.raises(ExpressionFailed, match="'<' does not work with Thing"):
        trial("a < 5")
    assert trial.missing("a < Thing('c')") == "c.name.text"


def test_an_object_without_a_name_takes_that_of_its_place():
    assert trial()("[park.instanceName, park.front_gate.instanceName]") == [
        "park",
        "park.front_gate",
    ]


def test_what_an_object_lacks_is_asked_for_under_its_own_name():
    made = trial()
    made.run("door = park.front_gate")
    assert made.missing("door.colour") == "park.front_gate.colour"


def test_an_attribute_that_is_set_is_found():
    made = trial()
    made.run("park.front_gate.colour = 'red'")
    assert made("park.front_gate.colour") == "red"
    made.run("del park.front_gate.colour")
    assert made.missing("park.front_gate.colour") == "park.front_gate.colour"


def test_an_object_is_called_by_the_words_of_its_name():
    assert_gives(
        {
            "str(DAObject('turnip'))": "turnip",
            "DAObject('park.front_gate').object_name()": "front gate in the park",
            "DAObject('park.front_gate').object_name(capitalize=True)": "Front gate in the park",
            "DAObject('case.child[0]').object_name()": "first child in the case",
            "DAObject(\"taxes['income_tax']\").object_name()": "income_tax tax",
            "DAObject('park.front_gate').as_noun()": "front gate",
            "DAObject('turnip').object_possessive('leaves')": "the turnip's leaves",
            "DAObject('park.front_gate').object_possessive('latch')": (
                "the latch of the front gate in the park"
            ),
            "DAObject.using(_point_of_view='2')('me').object_possessive('leaf')": "your leaf",
            "repr([DAObject('turnip')])": "[turnip]",
        }
    )


def test_an_object_with_a_name_of_its_own_is_called_by_it():
    assert trial("spoon = DAObject('spoon', name='Spoon 5')")("str(spoon)") == "Spoon 5"


def test_attributes_are_objects_made_once_or_anew():
    made = trial(
        "fish = DAObject('fish')\nfish.initializeAttribute('friend', Thing, name='Wanda')"
    )
    assert made("[fish.friend.instanceName, str(fish.friend)]") == ["fish.friend", "Wanda"]
    made.run("first = fish.friend\nsame = fish.initialize_attribute('friend', Thing)")
    assert made("first is same") is True
    made.run("other = fish.reInitializeAttribute('friend', Thing)")
    assert made("other is first") is False


def test_attributes_are_looked_up_by_their_names():
    made = trial("fish = DAObject('fish', colour='red', weight=3)")
    assert made("[fish.attribute_defined('colour'), fish.attribute_defined('age')]") == [
        True,
        False,
    ]
    assert made("[fish.attr('colour'), fish.attr('age')]") == ["red", None]
    assert made("fish.attr_name('age')") == "fish.age"
    made.run("fish.delattr('colour', 'weight', 'age')")
    assert made("fish.attr('colour')") is None
    assert made("[hasattr(fish, 'instanceName'), hasattr(fish, 'attr'), hasattr(fish, 'x')]") == [
        True,
        True,
        False,
    ]


def test_attributes_are_found_anew():
    made = trial("fish = DAObject('fish', a=1, b=2, c=3)")
    made.run("fish.invalidate_attr('a')\nfish.reconsider('b')")
    assert made.missing("fish.a") == "fish.a"
    assert made.missing("fish.b") == "fish.b"
    assert made.missing("fish.getattr_fresh('c')") == "fish.c"


def test_a_shallow_copy_shares_its_parts_and_a_deep_one_has_its_own():
    made = trial()
    made.run("park.toys = [DAObject('park.toys[0]'), 5]\npark.bins = {'a': (1, {2})}")
    made.run("near = park.copy_shallow('near')\nfar = park.copy_deep('far')")
    assert made("[near.instanceName, near.front_gate is park.front_gate]") == ["near", True]
    assert made("[far.instanceName, far.front_gate.instanceName]") == ["far", "far.front_gate"]
    assert made("[far.front_gate is park.front_gate, far.toys is park.toys]") == [False, False]
    assert made("far.bins == park.bins") is True
    assert made("park.front_gate.instanceName") == "park.front_gate"


def test_a_copy_of_what_is_shared_is_shared():
    made = trial("a = DAObject('a')\na.x = DAObject()\na.y = a.x\na.me = a")
    made.run("b = a.copy_deep('b')")
    assert made("[b.x is b.y, b.me is b, b.x is a.x]") == [True, True, False]


def test_a_new_name_is_given_to_all_parts():
    made = trial()
    made.run("park.set_instance_name('garden')")
    assert made("[park.instanceName, park.front_gate.instanceName]") == [
        "garden",
        "garden.front_gate",
    ]


def test_a_part_with_a_name_of_its_own_keeps_it():
    made = trial("ada = Thing('ada')\nteam = DADict('team', elements={'a': ada, 'b': Thing()})")
    made.run("team.set_instance_name('crew')")
    assert made("[each.instanceName for each in team.values()]") == ["ada", "crew['b']"]


def test_the_user_is_who_was_said_to_be():
    made = trial("ada = DAObject('ada')\nbob = DAObject('bob')\nset_info(user=ada)")
    assert made("[ada.is_user(), bob.is_user()]") == [True, False]


def test_classes_make_objects_with_what_using_says():
    made = trial("Red = DAObject.using(colour='red').using(size=2)\nfish = Red('fish', size=3)")
    assert made("[fish.colour, fish.size]") == ["red", 3]
    assert made("[hasattr(DAObject, 'using'), hasattr(DAObject, 'mro')]") == [True, False]
    assert made("[str(Thing), Thing == Thing.using(a=1), Thing == DAObject, Thing == 5]") == [
        "Thing",
        True,
        False,
        False,
    ]


def test_what_an_object_is_can_be_asked():
    assert_gives(
        {
            "isinstance(Individual('a'), Person)": True,
            "isinstance(Individual('a'), DAList)": False,
            "class_name(DAList('a'))": "DAList",
            "type(DAList('a')) == DAList": True,
        }
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("DAObject('not a name')", "The name of an object was wanted"),
        ("DAObject(5)", "The name of an object was wanted"),
        ("DAObject('a', 'b')", "takes a name, and what it sets by keywords"),
        ("DAObject('a').copy_deep('f()')", "The name of an object was wanted"),
        ("DAObject('a').copy_shallow(5)", "The name of an object was wanted"),
        ("DAObject('a').set_instance_name('')", "The name of an object was wanted"),
        ("DAObject('a').initializeAttribute('b', 'Thing')", "A class was wanted"),
        ("DAObject('a').initializeAttribute('_b', Thing)", "begins with a letter"),
        ("DAObject('a').initializeAttribute(5, Thing)", "begins with a letter"),
        ("DAObject().colour", "without a name cannot be asked"),
        ("DAObject('a').attr()", "'attr' does not take these arguments"),
        ("DAObject('a').attr({})", "TypeError"),
        ("Thing.mro", "The class Thing has no 'mro'"),
        ("Thing.colour()", "The class Thing has no 'colour'"),
        ("len(Thing)", "a class has no length"),
        ("DAObject('a') + 1", "'\\+' does not work with DAObject"),
    ],
)
def test_what_makes_no_object_is_refused(source, message):
    with pytest.raises(ExpressionFailed, match=message):
        Trial()(source)


def test_one_name_has_one_class():
    class Thing(Named):
        """Another of that name."""

    with pytest.raises(ValueError, match="registered twice"):
        language_class(Thing)
    assert registry.classes["Thing"].made is not Thing


@pytest.mark.parametrize("name", sorted(registry.classes))
def test_each_object_comes_back_from_its_state(name):
    made = trial(f"it = {name}('it')")
    stored = to_json(Session(names={"it": made.names["it"]}))
    again = from_json(stored)
    assert again.names["it"].instance_name == "it"
    assert to_json(again) == stored


@given(st.text())
def test_only_words_are_attributes(word):
    made = Trial(word=word)
    made.run("fish = DAObject('fish')")
    try:
        made("setattr(fish, word, 1)")
    except ExpressionFailed:
        assert made.names["fish"].attributes == {}
    else:
        assert word.isidentifier()
        assert not word.startswith("_")
