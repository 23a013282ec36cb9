"""How names are read, written and forgotten while a request lasts."""

from __future__ import annotations

import pytest

from interviews.engine import names
from interviews.engine.control import NameMissing
from interviews.engine.errors import ExpressionFailed
from interviews.engine.objects.lists import DAList
from interviews.engine.running import ABSENT
from tests.engine.walks import Walk

SOURCE = """
    objects:
      - a: Thing.using(name='a')
      - row: DAList.using(auto_gather=False, elements=[1, 2])
      - book: DADict.using(auto_gather=False)
      - people: DAList
    ---
    mandatory: True
    code: |
      a.size = 1
      row
      book
      people
      plain = {'k': {'inner': 1}, 'n': 2}
      number = 5
    ---
    mandatory: True
    question: End
    """


@pytest.fixture
def running():
    walk = Walk(SOURCE, {"data/static/a.png": b"x", "data/sources/a.txt": b"text"})
    return walk.runner._solver()


def test_names_are_read_step_by_step(running):
    assert running.value("a.size") == 1
    assert running.value("row[1]") == 2
    assert running.value("plain['k']['inner']") == 1
    assert running.value("len") is running.offered()["len"]


def test_a_name_of_the_session_hides_what_the_language_offers(running):
    running.define("len", 3)
    assert running.value("len") == 3


@pytest.mark.parametrize("name", ["nowhere", "nowhere.b", "a.weight"])
def test_what_has_no_value_is_missing_under_its_own_name(running, name):
    with pytest.raises(NameMissing):
        running.value(name)
    assert not running.is_defined(name)


def test_what_cannot_be_reached_is_an_authors_mistake_without_values(running):
    with pytest.raises(ExpressionFailed, match=r"KeyError in `plain\['x'\]`"):
        running.value("plain['x']")
    with pytest.raises(ExpressionFailed, match=r"in `number\.size`"):
        running.value("number.size")
    with pytest.raises(ExpressionFailed, match="`number` has no attributes that can be set"):
        running.define("number.size", 1)


@pytest.mark.parametrize("name", ["row[7]", "row[i]", "plain['x']", "number.size", "no name!"])
def test_looking_never_asks(running, name):
    assert not running.is_defined(name)


def test_what_an_iterator_stands_for_is_part_of_the_name(running):
    with running.binding({"i": 1}):
        assert running.value("row[i]") == 2
        assert str(running.spelled(names.parse("row[i]"))) == "row[1]"
    assert str(running.spelled(names.parse("row[i]"))) == "row[i]"


def test_x_stands_for_its_object_if_that_has_a_name(running):
    with running.binding({"x": running.value("a")}):
        assert str(running.spelled(names.parse("x.size"))) == "a.size"
    with running.binding({"x": 5}):
        assert str(running.spelled(names.parse("x.size"))) == "x.size"


@pytest.mark.parametrize(
    "name", ["number", "a.size", "row[0]", "plain['n']", "plain['k']['inner']"]
)
def test_a_name_is_defined_and_forgotten(running, name):
    running.define(name, "new")
    assert running.value(name) == "new"
    running.undefine(name)
    assert running.peek(names.parse(name)) != "new"


def test_an_entry_is_forgotten(running):
    running.define("book['k']", 1)
    running.undefine("book['k']")
    assert not running.is_defined("book['k']")


@pytest.mark.parametrize("name", ["nowhere", "number.real", "plain.keys"])
def test_forgetting_what_is_not_there_or_not_kept_does_nothing(running, name):
    running.undefine(name)
    assert running.value("plain['n']") == 2


def test_what_is_invalidated_is_kept_for_its_field(running):
    running.invalidate("number")
    running.invalidate("nowhere")
    assert running.session.dirty == {"number": 5}
    assert not running.is_defined("number")


def test_a_value_that_comes_back_different_counts_as_changed(running):
    seen = []
    running.changed = lambda path: seen.append(str(path))
    running.invalidate("number")
    running.define("number", 6)
    running.define("number", 6)
    running.define("fresh", 6)
    assert seen == ["number"]


def test_values_that_cannot_be_compared_yet_count_as_changed(running):
    seen = []
    running.changed = lambda path: seen.append(str(path))
    running.define("row2", DAList("row2"))
    running.define("row2", running.value("people"))
    assert seen == ["row2"]


def test_a_name_is_reconsidered_once_a_request(running):
    running.define("number", 5)
    with pytest.raises(NameMissing):
        running.reconsider("number")
    running.define("number", 6)
    running.reconsider("number")
    assert running.value("number") == 6


def test_arguments_of_actions_are_plain_data(running):
    given = {"a": [1, None, (True, "x")], "b": {1: running.value("a")}, "c": 1.5}
    key = running.action_key("act", given)
    plain = {"a": [1, None, [True, "x"]], "b": {"1": "a"}, "c": 1.5}
    assert running.session.links[key] == ["act", plain]
    assert running.action_key("act", given) == key
    assert running.action_key("act", {}) != key


def test_files_lie_in_the_packages_and_nowhere_else(running):
    assert running.read_file("a.txt") == b"text"
    assert running.read_file("tests.walk:data/sources/a.txt") == b"text"
    assert running.static_url("a.png") == "/packages/tests.walk/data/static/a.png"
    assert running.static_url("b.png") == ""
    with pytest.raises(FileNotFoundError):
        running.read_file("../../secret")


def test_what_blocks_offer_is_known(running):
    assert running.block_offers("a")
    assert not running.block_offers("b")
    running.note("title", "New")
    assert running.notes == {"title": "New"}


def test_without_a_way_back_there_is_nothing_before(running):
    assert running.peek_prior(names.parse("number")) is ABSENT


def test_only_what_the_author_named_runs_code_when_it_changes():
    walk = Walk("""
        on change:
          a: |
            seen = showifdef('seen', 0) + 1
        ---
        mandatory: True
        code: |
          a = b = 1
        ---
        mandatory: True
        question: End
        """)
    running = walk.runner._solver()
    running.define("b", 2)
    assert not running.is_defined("seen")
    running.define("a", 2)
    assert running.value("seen") == 1
