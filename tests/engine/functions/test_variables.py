"""Names: whether they have a value, and how they get or lose one."""

from __future__ import annotations

from typing import Any

import pytest

from interviews.engine.control import AskAgain, AskFirst, RunAgain
from interviews.engine.errors import ExpressionFailed
from tests.engine.contexts import Trial, assert_gives


class Watched(Trial):
    """A trial that remembers what it was asked to forget."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.asked: list[tuple[str, str]] = []

    def invalidate(self, name: str) -> None:
        self.asked.append(("invalidate", name))

    def reconsider(self, name: str) -> None:
        self.asked.append(("reconsider", name))

    def undefine(self, name: str) -> None:
        self.asked.append(("undefine", name))


def test_a_name_is_defined_or_not_and_nobody_is_asked():
    assert_gives(
        {
            "defined('fruit')": True,
            "defined('ada.name')": False,
            "defined('ada.name.first')": False,
            "defined('vegetable')": False,
            "defined('not a name')": False,
            "showifdef('fruit')": "apple",
            "showifdef('vegetable')": "",
            "showifdef('vegetable', 'none')": "none",
            "showif('fruit', True)": "apple",
            "showif('vegetable', False)": "",
            "showif('vegetable', False, 'none')": "none",
            "value('fruit')": "apple",
            "need(fruit)": True,
        },
        fruit="apple",
    )


@pytest.mark.parametrize(
    "source", ["value('vegetable')", "showif('vegetable', True)", "need(vegetable)"]
)
def test_a_value_that_is_needed_is_asked_for(source):
    assert Trial().missing(source) == "vegetable"


def test_a_name_gets_and_loses_its_value():
    trial = Trial()
    trial.run("define('fruit', 'apple')")
    assert trial("fruit") == "apple"
    trial.run("undefine('fruit')")
    assert trial.missing("fruit") == "fruit"


def test_names_are_given_one_by_one_in_lists_or_as_their_objects():
    trial = Watched()
    trial.run("ada = Thing('ada')\nundefine('a', ['b', ('c.d',)], ada)")
    assert trial.asked == [("undefine", name) for name in ("a", "b", "c.d", "ada")]


def test_a_menu_is_asked_until_it_chooses_none():
    trial = Trial()
    assert trial.missing("dispatch('menu')") == "menu"
    trial.run("menu = 'fruit'")
    assert trial.missing("dispatch('menu')") == "fruit"
    trial.run("fruit = 'apple'")
    assert trial.missing("dispatch('menu')") == "menu"
    assert trial.is_defined("fruit") is False
    trial.run("menu = None")
    assert trial("dispatch('menu')") is True
    assert trial.is_defined("menu") is True


@pytest.mark.parametrize(
    ("source", "how"),
    [
        ("invalidate('a')", "invalidate"),
        ("undefine('a', invalidate=True)", "invalidate"),
        ("undefine('a')", "undefine"),
        ("reconsider('a')", "reconsider"),
    ],
)
def test_a_value_is_forgotten_in_the_way_that_was_asked_for(source, how):
    trial = Watched()
    trial.run(source)
    assert trial.asked == [(how, "a")]


def test_what_is_reconsidered_may_be_wanted_at_once():
    assert Trial(a=1).missing("reconsider('a', evaluate=True)") == "a"
    found_again = Watched(a=1, b=2)
    found_again.run("reconsider('a', 'b', evaluate=True)")
    assert found_again.asked == [("reconsider", "a"), ("reconsider", "b")]


def test_the_logic_begins_again():
    with pytest.raises(RunAgain):
        Trial()("re_run_logic()")


def test_questions_are_asked_again():
    with pytest.raises(AskAgain) as asked:
        Trial()("force_ask('a', ['b.c', {'recompute': ['d']}], forget_prior=True)")
    assert asked.value.items == ("a", "b.c", {"recompute": ["d"]})
    assert asked.value.forget_prior is True


def test_only_what_is_undefined_is_gathered_first():
    trial = Trial(fruit="apple")
    trial.run("force_gather('fruit')")
    with pytest.raises(AskFirst) as asked:
        trial("force_gather('fruit', 'vegetable')")
    assert asked.value.names == ("vegetable",)


@pytest.mark.parametrize(
    "source",
    [
        "value('not a name')", "value(5)", "define('_hidden', 1)", "undefine('f()')", "defined(5)",
        "showifdef(None)", "force_ask(5)", "force_gather('a b')", "reconsider(today())",
        "invalidate('a[0:2]')", "showif('1 + 1', True)",
    ],
)  # fmt: skip
def test_what_is_no_name_is_refused(source):
    with pytest.raises(ExpressionFailed, match="A name was expected"):
        Trial()(source)


def test_nobody_copies_all_answers_elsewhere():
    assert Trial(fruit="apple")("[all_variables(), store_variables_snapshot(data=1)]") == [{}, {}]
