"""Objects that an author wrote down in a file of the package."""

from __future__ import annotations

from typing import Any

import pytest

from interviews.engine.errors import BudgetExceeded, ExpressionFailed
from tests.engine.contexts import Trial


class Shelf(Trial):
    """A trial whose package holds files of data."""

    def __init__(self, **files: str) -> None:
        super().__init__()
        self.files = files

    def read_file(self, reference: str) -> bytes:
        name = reference.partition(".")[0]
        if name not in self.files:
            raise FileNotFoundError(reference)
        return self.files[name].encode()


def made(text: str, wishes: str = "", ending: str = "yml") -> tuple[Shelf, Any]:
    shelf = Shelf(data=text)
    shelf.run(f"it = objects_from_file('data.{ending}', name='it'{wishes})")
    return shelf, shelf.names["it"]


PEOPLE = """
object: Individual
items:
  - name:
      object: IndividualName
      item: {first: Ada, last: King}
    age: 36
  - age: 40
    pets: [cat, {kind: dog}]
"""


def test_a_list_of_objects_is_made():
    shelf, _ = made(PEOPLE)
    assert shelf("[len(it), str(it[0]), it[0].instanceName, it[1].age]") == [
        2,
        "Ada King",
        "it[0]",
        40,
    ]
    assert shelf("[it[0].name.instanceName, it[1].pets]") == [
        "it[0].name",
        ["cat", {"kind": "dog"}],
    ]
    assert shelf.missing("str(it[1])") == "it[1].name.first"


def test_one_object_is_made():
    shelf, _ = made("object: Thing\nitem:\n  name: Spoon\n")
    assert shelf("[str(it), it.instanceName]") == ["Spoon", "it"]


@pytest.mark.parametrize(
    ("text", "ending", "value"),
    [
        ("- 1\n- a\n", "yml", [1, "a"]),
        ("a: {b: [1]}\n", "yaml", {"a": {"b": [1]}}),
        ('{"a": [1, null]}', "json", {"a": [1, None]}),
        ("plain", "yml", "plain"),
    ],
)
def test_plain_data_stay_plain(text, ending, value):
    assert made(text, ending=ending)[1] == value


def test_lists_and_dictionaries_become_objects_on_wish():
    shelf, _ = made("a: [x, {b: 1}]\n", ", use_objects=True")
    assert shelf("[class_name(it), class_name(it['a']), class_name(it['a'][1])]") == [
        "DADict",
        "DAList",
        "DADict",
    ]
    assert shelf("[it['a'].instanceName, it['a'][1]['b'], len(it['a'])]") == ["it['a']", 1, 2]


def test_a_group_takes_its_elements():
    shelf, _ = made(
        "object: DADict\nitem:\n  elements: {a: {object: Thing, item: {name: Spoon}}}\n"
    )
    assert shelf("[str(it['a']), it['a'].instanceName, it.gathered]") == ["Spoon", "it['a']", True]
    shelf, _ = made("object: DAList\nitem:\n  elements: [1, 2]\n  colour: red\n")
    assert shelf("[it.elements, it.colour]") == [[1, 2], "red"]


def test_only_the_top_is_made_if_that_is_wanted():
    shelf, _ = made(
        "object: Thing\nitem:\n  part: {object: Thing, item: {}}\n", ", recursive=False"
    )
    assert shelf("it.part") == {"object": "Thing", "item": {}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("object: Nothing\nitems: []\n", "names a class that is not there"),
        ("object: Thin\nitem: {}\n", 'Did you mean "Thing"'),
        ("object: Thing\nitem: 5\n", "written as a list of its attributes"),
        ("object: Thing\nitems: 5\n", "has a list of items"),
        ("a: [", "no YAML and no JSON"),
        ("a: &a [1]\nb: [" + "*a, " * 101 + "]", "refers to its own parts too often"),
        ("x" * 1_000_001, "larger than 1 MB"),
        ("!!python/object:os.system {}", "no YAML and no JSON"),
        ("object: Thing\nitem: {_hidden: 1}", "begins with a letter"),
        ("object: DAList\nitem: {elements: 5}", "A group's elements"),
    ],
)
def test_a_file_that_says_nothing_is_refused(text, message):
    with pytest.raises(ExpressionFailed, match=message):
        made(text)


def test_a_file_that_is_not_there_is_refused():
    with pytest.raises(ExpressionFailed, match="not in its package"):
        Trial()("objects_from_file('nothing.yml')")


def test_a_file_that_unfolds_without_end_is_stopped():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    with pytest.raises(BudgetExceeded):
        made("\n".join(lines))
