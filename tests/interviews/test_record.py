"""Steps can be taken back one by one, whatever was answered, and what was left stays at hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from interviews.services.record import Record, mark_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
STATES = st.lists(st.dictionaries(st.text(max_size=3), VALUES, max_size=4), min_size=2, max_size=8)


def walked(states) -> Record:
    record = Record({}, states[0])
    for number, state in enumerate(states[1:]):
        record.advance(state, mark=str(number), can_go_back=True)
    return record


@given(STATES)
def test_every_earlier_state_can_be_made_again(states):
    record = Record.from_bytes(walked(states).to_bytes())
    assert [record.state_before(number) for number in range(len(states))] == states


@given(STATES, st.data())
def test_what_was_left_by_going_back_stays_at_hand_until_it_is_passed(states, data):
    record = walked(states)
    number = data.draw(st.integers(0, len(states) - 2))
    record.rewind(number)
    assert record.state == states[number]
    assert record.left_state == states[-1]
    record = Record.from_bytes(record.to_bytes())
    record.advance(states[number], mark="x", can_go_back=True)
    passed = number + 1 >= len(states) - 1
    assert record.left_state == (None if passed else states[-1])


@given(STATES)
def test_a_pack_that_is_put_back_is_as_it_was(states):
    record = walked(states * 20)
    whole = record.state_before(0)
    packed = record.take_pack()
    if packed is None:
        assert len(record.past) < 32
        return
    assert not record.can_reach(0)
    record.put_back(*packed)
    assert record.can_reach(0)
    assert record.state_before(0) == whole


def test_where_the_author_forbids_it_no_way_leads_back():
    record = Record({}, {"a": 1})
    record.advance({"a": 2}, mark="s", can_go_back=False)
    assert not record.can_reach(0)
    assert record.can_reach(1)


def test_the_mark_of_a_form_does_not_depend_on_the_order_of_its_fields():
    assert mark_of("s", {"a": ["1"], "b": ["2"]}) == mark_of("s", {"b": ["2"], "a": ["1"]})
    assert mark_of("s", {"a": ["1", "2"]}) != mark_of("s", {"a": ["2", "1"]})
    assert mark_of("s", {"a": ["1"]}) != mark_of("s", {"a": ["1"], "b": []})
    assert mark_of("s", {"a": ["1"]}) != mark_of("t", {"a": ["1"]})


def test_what_a_first_look_found_is_kept_for_the_present_screen_alone():
    asked = [{"names": {"n": n}, "found": [f"Question {n}", f"name_{n}"]} for n in range(3)]
    record = Record({}, asked[0])
    for state in asked[1:]:
        record.advance(state, mark="", can_go_back=True)
    assert record.state == asked[2]
    assert all("found" not in str(step.undo) for step in record.past)
    assert record.state_before(1) == {"names": {"n": 1}, "found": []}
    assert record.state_before(2) == asked[2]
