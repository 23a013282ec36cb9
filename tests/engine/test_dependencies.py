"""What becomes invalid when something changes."""

from __future__ import annotations

from interviews.engine import names
from interviews.engine.dependencies import invalidated_by


def goes_with(name: str, **dependents: tuple[str, ...]) -> list[str]:
    found = {key.replace("__", "."): each for key, each in dependents.items()}
    return invalidated_by(found, names.parse(name))


def test_a_name_takes_what_depends_on_it_along():
    assert goes_with("a", a=("b", "c"), b=("d",)) == ["b", "c"]
    assert goes_with("z", a=("b",)) == []
    assert goes_with("a") == []


def test_letters_stand_for_the_same_things():
    found = invalidated_by({"pets[i].kind": ("pets[i].food", "all")}, names.parse("pets[2].kind"))
    assert found == ["pets[2].food", "all"]


def test_x_stands_for_the_same_object():
    assert goes_with("town.mayor.age", x__age=("x.vote",)) == ["town.mayor.vote"]


def test_a_letter_that_stands_for_nothing_stays():
    assert goes_with("a", a=("b[i]", "x.c")) == ["b[i]", "x.c"]
