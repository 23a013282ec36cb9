"""A session is stored as typed JSON and comes back as it was."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine import state
from interviews.engine.errors import BudgetExceeded, StateUnreadable
from interviews.engine.lazy import TemplateValue
from interviews.engine.session import Session
from interviews.engine.state import (
    MAX_STATE,
    SCHEMA,
    apply,
    difference,
    from_json,
    to_json,
    unlooked,
)
from interviews.engine.values import Reachable
from interviews.engine.veil import Markup
from tests.engine.contexts import Trial


def stored(**names: object) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(to_json(Session(names=names))))
    return made


def again(**names: object) -> dict[str, Any]:
    return from_json(stored(**names)).names


KEYS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.dates()
    | st.decimals(allow_nan=False)
)
PLAIN = (
    KEYS
    | st.floats(allow_nan=False)
    | st.datetimes().map(lambda moment: moment.replace(fold=0))
    | st.datetimes(timezones=st.timezones()).map(lambda moment: moment.replace(fold=0))
    | st.times().map(lambda moment: moment.replace(fold=0))
    | st.timedeltas()
    | st.text().map(Markup)
    | st.builds(range, st.integers(), st.integers(), st.integers(1, 9))
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(KEYS | st.tuples(KEYS, KEYS) | st.just("$r"), inner, max_size=3)
        | st.sets(KEYS, max_size=3)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_whatever_a_session_holds_comes_back_equal_and_of_the_same_type(names):
    session = Session(names=names, dirty=names, events=[{"a": names}], language="en", steps=3)
    found = from_json(json.loads(json.dumps(to_json(session))))
    assert found == session
    assert json.dumps(to_json(found)) == json.dumps(to_json(session))
    assert found.names is found.dirty is found.events[0]["a"]


def test_a_range_stays_a_range():
    assert again(r=range(1, 9, 2)) == {"r": range(1, 9, 2)}


def test_a_moment_keeps_its_zone():
    moments: dict[str, Any] = {
        "paris": datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris"), fold=1),
        "utc": datetime(2026, 1, 1, tzinfo=UTC),
        "fixed": datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=2))),
        "date": date(2026, 1, 1),
        "time": time(1, 2, 3, 4, tzinfo=UTC),
        "span": timedelta(days=99_999_999, microseconds=1),
        "money": Decimal("1.10"),
    }
    found = again(**moments)
    assert found == moments
    assert found["paris"].tzinfo is moments["paris"].tzinfo
    assert found["paris"].fold == 1
    assert str(found["money"]) == "1.10"


def test_two_names_of_one_object_stay_two_names_of_one_object():
    context = Trial()
    context.run("a = DAObject('a')\nb = DAObject('b', friend=a)\na.friend = b\nl = [a, a]")
    found = again(**context.names)
    assert found["l"][0] is found["l"][1] is found["a"] is found["b"].attributes["friend"]
    assert found["a"].attributes["friend"] is found["b"]
    assert found["a"].instance_name == "a"


def test_two_names_of_one_collection_stay_two_names_of_one_collection():
    context = Trial()
    context.run(
        "a = b = [1]\nc = d = {'k': a}\ne = f = {1}\ng = h = {1: 2}\n"
        "o = DAObject('o', l=a)\na.append(a)\nt = (a, e)"
    )
    found = again(**context.names)
    for one, other in (("a", "b"), ("c", "d"), ("e", "f"), ("g", "h")):
        assert found[one] is found[other]
    assert found["c"]["k"] is found["a"] is found["a"][1] is found["o"].attributes["l"]
    assert found["t"][1] is found["e"]
    assert (found["e"], found["g"]) == ({1}, {1: 2})


def test_objects_of_one_name_get_handles_of_their_own():
    context = Trial()
    context.run("l = [DAObject('a', n=1), DAObject('a', n=2), DAObject('a', n=3)]")
    made = stored(**context.names)
    assert list(made["objects"]) == ["a", "a#2", "a#3"]
    assert [each.attributes["n"] for each in again(**context.names)["l"]] == [1, 2, 3]


def test_a_chain_of_many_objects_is_no_depth():
    context = Trial()
    context.run(
        "first = last = DAObject('o')\n"
        "for n in range(200):\n"
        "  last.next = DAObject('o')\n"
        "  last = last.next"
    )
    found = again(**context.names)["first"]
    for _ in range(200):
        found = found.attributes["next"]
    assert found.attributes == {}


def test_a_class_with_what_it_gives_its_objects_comes_back():
    context = Trial()
    context.run("c = DAObject.using(color='red', other=Individual)\nl = [c]\nd = c.using(l=l)")
    context.run("l.append(d)")
    found = Trial(**again(**context.names))
    assert found("c('x').color") == "red"
    assert found("c('x').other == Individual")
    assert found("d('x').l[1] is d")


def test_what_is_derived_is_left_out_and_leaves_its_place():
    context = Trial()
    context.run(
        "import math\nf = len\ng = lambda: 1\nd = {'f': f, 'a': 1}\nl = [f, 1]\nk = {f: 1}"
    )
    assert again(**context.names) == {"d": {"a": 1}, "l": [None, 1], "k": {}}


def test_an_object_leaves_out_what_is_derived_too():
    context = Trial()
    context.run("a = DAObject('a', f=len, n=1)")
    assert again(**context.names)["a"].attributes == {"n": 1}


def test_a_template_is_stored_as_the_block_it_comes_from():
    found = again(t=TemplateValue("t", "Question_1", {"i": 0}))["t"]
    assert isinstance(found, TemplateValue)
    assert (found.instance_name, found.block, found.bound) == ("t", "Question_1", {"i": 0})


class Unstored(Reachable):
    """A value that cannot say what it is made of."""


def test_a_value_of_a_class_that_is_not_stored_is_left_out():
    assert again(a=Unstored(), b=object(), c=1) == {"c": 1}


def test_a_session_that_is_too_large_or_too_deep_is_not_stored(monkeypatch):
    monkeypatch.setattr(state, "MAX_VALUES", 5_000)
    deep: list = []
    for _ in range(70):
        deep = [deep]
    doubled: tuple = ()
    for _ in range(40):
        doubled = (doubled, doubled)
    for names in ({"a": "x" * MAX_STATE}, {"a": deep}, {"a": doubled}):
        with pytest.raises(BudgetExceeded):
            to_json(Session(names=names))


def test_a_collection_that_doubles_itself_costs_no_more_than_what_it_holds():
    doubled: list = []
    for _ in range(40):
        doubled = [doubled, doubled]
    found = again(a=doubled)["a"]
    assert found[0] is found[1]


ENTRIES: list[Any] = [
    5,
    {},
    {"$class": "Session"},
    {"$class": "os.system"},
    {"$class": []},
    {"$class": "DAObject"},
    {"$class": "DAObject", "name": "a", "attributes": 5},
    {"$class": "ClassValue", "class": "Session"},
    {"$class": "ClassValue"},
    {"$class": "ClassValue", "class": "DAObject", "kwargs": 5},
    {"$plain": 5},
    {"$plain": [{"$x": 1}]},
]
DAMAGED: list[Any] = [
    None,
    [],
    {},
    {"schema": SCHEMA + 1, "objects": {}},
    {"schema": SCHEMA},
    {"schema": SCHEMA, "objects": 5, "names": {"a": {"$r": "a"}}},
    {"schema": SCHEMA, "objects": {}, "names": []},
    {"schema": SCHEMA, "objects": {}, "events": {}},
    *(
        {"schema": SCHEMA, "objects": {"a": entry}, "names": {"a": {"$r": "a"}}}
        for entry in ENTRIES
    ),
    *(
        {"schema": SCHEMA, "objects": {}, "names": {"a": value}}
        for value in (
            {"$r": "b"},
            {"$x": 1},
            {"$r": "a", "b": 1},
            {"$date": "never"},
            {"$datetime": "2026-01-01T00:00:00[No/Where]"},
            {"$datetime": "2026-01-01T00:00:00[../../etc/passwd]"},
            {"$time": 5},
            {"$delta": [10**12]},
            {"$delta": 1.5},
            {"$decimal": "x"},
            {"$range": [1, 2, 0]},
            {"$set": [[1]]},
            {"$dict": [[[1], 2]]},
            {"$dict": [5]},
            {"$tuple": 5},
        )
    ),
]


@pytest.mark.parametrize("damaged", DAMAGED, ids=str)
def test_a_stored_session_that_is_damaged_is_refused(damaged):
    with pytest.raises(StateUnreadable):
        from_json(damaged)


def test_a_stored_session_that_is_nested_without_end_is_refused():
    deep: list = []
    for _ in range(5_000):
        deep = [deep]
    with pytest.raises(StateUnreadable):
        from_json({"schema": SCHEMA, "objects": {}, "names": {"a": deep}})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab$rm"), inner),
    max_leaves=10,
)


@given(JSON, JSON)
def test_whatever_was_stored_reading_it_is_at_worst_refused(names, objects):
    try:
        found = from_json({"schema": SCHEMA, "names": names, "objects": objects})
    except StateUnreadable:
        return
    assert isinstance(found, Session)


# Differences

TREES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.floats(0, 2) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=12,
)


@given(TREES, TREES)
def test_a_difference_leads_from_the_old_to_the_new(old, new):
    made = apply(old, json.loads(json.dumps(difference(old, new))))
    assert made == new
    assert difference(new, json.loads(json.dumps(new))) in ({}, {"is": new})


ORDERED = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 1))


@given(st.permutations("abcde"), st.permutations("abcde"), ORDERED, ORDERED)
def test_the_order_of_a_dictionary_in_a_name_is_part_of_the_difference(one, other, some, more):
    old = to_json(Session(names={"d": {key: some[key] for key in one if key in some}}))
    new = to_json(Session(names={"d": {key: more[key] for key in other if key in more}}))
    made = apply(old, difference(old, new))
    assert json.dumps(made["names"]["d"]) == json.dumps(new["names"]["d"])


def test_keys_that_move_are_taken_out_and_put_at_the_end():
    old = {"names": {"d": {"a": 1, "b": 2, "c": 3}}}
    new = {"names": {"d": {"b": 2, "c": 4, "a": 1}}}
    made = difference(old, new)
    assert made["in"]["names"]["in"]["d"] == {
        "in": {"c": {"is": 4}},
        "put": {"a": 1},
        "gone": ["a"],
    }
    assert json.dumps(apply(old, made)) == json.dumps(new)
    assert apply(old, {}) == old
    assert apply(5, {"is": 6}) == 6


def test_the_order_of_names_and_objects_costs_nothing():
    old = {"names": {"a": 1, "b": {"c": 1}}, "objects": {"x": {"n": 1}, "y": {"n": 2}}}
    new = {"objects": {"y": {"n": 2}, "x": {"n": 1}}, "names": {"b": {"c": 1}, "a": 1}}
    assert difference(old, new) == {}
    assert difference(old, {**new, "names": {"b": {"c": 2}, "a": 1}}) == {
        "in": {"names": {"in": {"b": {"in": {"c": {"is": 2}}}}}}
    }


def test_one_and_true_and_a_half_are_different_answers():
    assert difference({"a": 1}, {"a": True}) == {"in": {"a": {"is": True}}}
    assert difference({"a": 1}, {"a": 1.0}) == {"in": {"a": {"is": 1.0}}}
    assert difference({"a": [1]}, {"a": [True]}) == {"in": {"a": {"is": [True]}}}


@pytest.mark.parametrize(
    ("old", "delta"),
    [({}, 5), ({}, None), (5, {"put": {}}), ({}, {"in": {"a": {"is": 1}}}), (5, {"gone": ["a"]})],
)
def test_a_difference_that_does_not_fit_is_refused(old, delta):
    with pytest.raises(StateUnreadable):
        apply(old, delta)


def test_who_goes_back_to_a_state_looks_anew():
    state = {"found": ["block", "name"], "steps": 1}
    assert unlooked(state) == {"found": [], "steps": 1}
    assert unlooked({"steps": 1}) == {"steps": 1}
