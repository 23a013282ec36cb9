"""An interview written in a test, and a walk through it: screens as they come, answers by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from textwrap import dedent
from typing import Any

from interviews.engine.errors import AnswersRefused, AuthorMistake
from interviews.engine.runner import Runner, Surroundings, check_interview, load_interview
from interviews.engine.screens import Button, Field, Screen

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
PACKAGE = "tests.walk"
SOURCE = "data/questions/walk.yml"


class Shelf(dict[str, bytes]):
    """Files of one package."""

    def read(self, package: str, path: str) -> bytes:
        if package != PACKAGE or path not in self:
            raise FileNotFoundError(path)
        return self[path]


def shelf(source: str, files: Mapping[str, str | bytes] | None = None) -> Shelf:
    more = {
        path: text if isinstance(text, bytes) else dedent(text).encode()
        for path, text in (files or {}).items()
    }
    return Shelf({SOURCE: dedent(source).lstrip("\n").encode(), **more})


def mistakes(source: str, files: Mapping[str, str | bytes] | None = None) -> list[str]:
    """Return what is off in a source, each as "line:column: message"."""
    found = check_interview(shelf(source, files), PACKAGE, SOURCE)
    return [_shown(each) for each in found]


def _shown(mistake: AuthorMistake) -> str:
    assert mistake.position is not None
    where = str(mistake.position).removeprefix(f"{PACKAGE}:{SOURCE}:")
    return f"{where}: {mistake.message}"


class Walk:
    """One session of an interview; `screen` is what is asked now."""

    def __init__(
        self, source: str, files: Mapping[str, str | bytes] | None = None, **surroundings: Any
    ) -> None:
        self.interview = load_interview(shelf(source, files), PACKAGE, SOURCE)
        self.surroundings = Surroundings(**{"now": NOW, **surroundings})
        self.runner = Runner(self.interview, None, self.surroundings)
        self.screen: Screen = self.runner.next_screen()

    def field(self, name: str) -> Field:
        """Return the field that sets a name."""
        found = [each for each in self.screen.fields if name in (each.name, each.key)]
        assert found, f"no field for {name}: {[each.name for each in self.screen.fields]}"
        return found[0]

    def labels(self, name: str) -> list[str]:
        """Return the labels of a field's choices."""
        return [str(choice.label) for choice in self.field(name).choices]

    @property
    def names(self) -> list[str]:
        """The names that the screen's fields set, in order."""
        return [each.name for each in self.screen.fields if each.name]

    def button(self, label: str) -> Button:
        found = [each for each in self.screen.buttons if each.label == label]
        assert found, f"no button {label}: {[each.label for each in self.screen.buttons]}"
        return found[0]

    def answer(
        self, answers: Mapping[str, str | list[str]] | None = None, *, press: str = ""
    ) -> Walk:
        """Give answers by name (choices by their label), press a button by its label."""
        posted = {
            self.field(name).key: self._keys(self.field(name), said)
            for name, said in (answers or {}).items()
        }
        if press:
            posted["button"] = [self.button(press).key]
        self.runner.answer(posted)
        return self.again()

    def again(self) -> Walk:
        """Go on in another request, with nothing but what was stored."""
        self.runner = Runner(self.interview, self.runner.to_json(), self.surroundings)
        self.screen = self.runner.next_screen()
        return self

    def refused(
        self, answers: Mapping[str, str | list[str]] | None = None, *, press: str = ""
    ) -> dict[str, str]:
        """Return what is said against answers, by the names of the fields."""
        by_key = {each.key: each.name for each in self.screen.fields}
        try:
            self.answer(answers, press=press)
        except AnswersRefused as refused:
            self.screen = self.runner.next_screen()
            return {by_key.get(key, key): said for key, said in refused.errors.items()}
        raise AssertionError("nothing was refused")

    @property
    def actions(self) -> Mapping[str, tuple[str, Mapping[str, Any]]]:
        """What the screen's links start, by their keys."""
        assert self.runner.asked is not None
        return self.runner.asked.actions

    def act(self, action: str) -> Walk:
        """Follow a link of the screen that starts an action."""
        self.runner.act(action.removeprefix("action:"))
        self.screen = self.runner.next_screen()
        return self

    def value(self, name: str) -> Any:
        """Return the value of a name in the stored session."""
        solver = self.runner._solver()
        return solver.value(name)

    def knows(self, name: str) -> bool:
        solver = self.runner._solver()
        return solver.is_defined(name)

    def _keys(self, field: Field, said: str | list[str]) -> list[str]:
        by_label = {str(choice.label): choice.key for choice in field.choices}
        listed = [said] if isinstance(said, str) else said
        return [by_label.get(each, each) for each in listed]


END = """
---
mandatory: True
question: The end
"""


def asking(fields: str, more: str = "") -> Walk:
    """Return a walk that asks for some fields at first."""
    listed = "\n".join(f"  {line}" for line in fields.strip().split("\n"))
    return Walk(f"mandatory: True\nquestion: Tell\nfields:\n{listed}\n{more}{END}")
