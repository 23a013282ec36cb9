"""Whatever an author hands over, what comes back is a value, a question or a mistake with a place.

Nothing else may come out: any other exception would be a broken page for the person.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from interviews.engine import registry
from interviews.engine.control import Control
from interviews.engine.errors import EngineError
from interviews.engine.objects.base import DAObject
from interviews.engine.objects.classes import ClassValue
from interviews.engine.veil import Markup
from tests.engine.contexts import NOW, Trial

ODD: list[object] = [
    None, True, 0, -1, 3, 10**30, 2.5, float("nan"), float("inf"), Decimal("1.5"), "", "a", "7",
    "Ada Lovelace", "not a name", "a.b[0]", "_x", "2026-11-24", "[FILE 1]", "é\u0000\ud800",
    [], [1, "a"],
    [[]], (), ("a", 2), {}, {"a": 1}, {1: [2]}, {1, 2}, range(3), Markup("*a*"),
    date(2026, 1, 2), NOW, datetime(1, 1, 1, tzinfo=UTC), time(7), timedelta(days=1),
]  # fmt: skip
MADE = [
    "x", "DAObject('a')", "Thing('t', name='T')", "Individual('i')", "DAList('l', elements=[1])",
    "DADict('d', elements={'a': 1})", "DASet('s')", "DAEmpty('e')", "Thing", "len", "lambda y: y",
    "nav", "date_interval(days=1)", "date_difference()", "DAList('o', elements=[Thing(name='N')])",
]  # fmt: skip
GIVEN = st.sampled_from(ODD) | st.sampled_from(MADE).map(lambda source: ("made", source))
WORDS = st.sampled_from(
    ["format", "timezone", "country", "capitalize", "number", "complete_attribute", "label", "key"]
)


def call(trial: Trial, source: str, args: list[object], kwargs: dict[str, object]) -> None:
    """Call what the source names; only what an interview knows how to treat may be raised."""
    try:
        written = [_written(trial, f"a{at}", each) for at, each in enumerate(args)]
        written += [f"{word}={_written(trial, word, each)}" for word, each in kwargs.items()]
        trial(f"str({source}({', '.join(written)}))")
    except (Control, EngineError, UnicodeEncodeError):
        pass


def _written(trial: Trial, name: str, given: object) -> str:
    if isinstance(given, tuple) and given[:1] == ("made",):
        return str(given[1])
    trial.names[name] = given
    return name


ARGS = st.lists(GIVEN, max_size=3)
KWARGS = st.dictionaries(WORDS, GIVEN, max_size=1)
FUNCTIONS = sorted(registry.functions)
MEMBERS = sorted(
    (name, member)
    for name, known in registry.classes.items()
    if isinstance(known, ClassValue) and issubclass(known.made, DAObject)
    for member in known.made.members
)
PERSONAL = [
    "name", "address", "birthdate", "age", "gender", "email", "phone_number", "country", "handles",
]  # fmt: skip
GROUPED = [
    "there_are_any", "gathered", "target_number", "ask_number", "minimum_number", "object_type",
    "complete_attribute", "there_is_another", "new_item_name", "new_item",
    "object_type_parameters",
]  # fmt: skip
SPOKEN = [
    "salutation", "age_in_years", "sms_number", "address_block", "email_address", "identified",
    "initials", "familiar", "pronoun", "possessive", "object_name",
]  # fmt: skip
GATHERED = ["gather", "gathered_and_complete", "complete_elements", "new", "number"]


@settings(max_examples=100)
@given(st.sampled_from(FUNCTIONS), ARGS, KWARGS)
def test_a_function_gives_a_value_a_question_or_a_mistake(name, args, kwargs):
    call(Trial(x="X"), name, args, kwargs)


@settings(max_examples=100)
@given(st.sampled_from(MEMBERS), ARGS, KWARGS)
def test_a_method_gives_a_value_a_question_or_a_mistake(found, args, kwargs):
    name, member = found
    trial = Trial(x="X")
    trial.run(f"it = {name}('it')\nit.gathered = True")
    call(trial, f"it.{member}", args, kwargs)


def odd(name: str, attributes: dict[str, object]) -> Trial:
    trial = Trial(x="X")
    trial.run(f"it = {name}('it')")
    for word, each in attributes.items():
        trial.run(f"it.{word} = {_written(trial, 'given', each)}")
    return trial


@given(
    st.sampled_from(["Individual", "Organization"]),
    st.dictionaries(st.sampled_from(PERSONAL), GIVEN, max_size=4),
    st.sampled_from(SPOKEN),
)
def test_a_person_with_odd_attributes_is_a_mistake_at_most(name, attributes, member):
    call(odd(name, attributes), f"it.{member}", [], {})
    call(odd(name, attributes), "str", [("made", "it")], {})


@given(
    st.sampled_from(["DAList", "DADict", "DASet", "Income"]),
    st.dictionaries(st.sampled_from(GROUPED), GIVEN, max_size=4),
    st.sampled_from(GATHERED),
)
def test_a_group_with_odd_attributes_is_a_mistake_at_most(name, attributes, member):
    call(odd(name, attributes), f"it.{member}", [], {})
