"""A context for tests of what stands below the solver: names in a dictionary, no blocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from interviews.engine import evaluator, functions, names, objects
from interviews.engine.context import Context, Scope, Surroundings
from interviews.engine.control import NameMissing
from interviews.engine.errors import Position
from interviews.engine.evaluator.evaluate import evaluate, run
from interviews.engine.evaluator.grammar import compile_expression, compile_statements
from interviews.engine.limits import Budget
from interviews.engine.registry import classes, import_all
from interviews.engine.registry import functions as known_functions
from interviews.engine.registry import values as known_values
from interviews.engine.session import Session

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
HERE = Position("test.yml", 1)
import_all(evaluator)
import_all(functions)
import_all(objects)


class Trial(Context):
    """An interview of nothing but names."""

    def __init__(self, **values: Any) -> None:
        self.surroundings = Surroundings(now=NOW)
        self.session = Session()
        self.budget = Budget()
        self.names = dict(values)
        self.scope = Scope(self.names)
        self.language = "en"
        self.gathering = set()
        self.action_arguments = {}
        self.action = None
        self.info = {}

    def __call__(self, source: str) -> Any:
        """Return the value of an expression."""
        return evaluate(compile_expression(source, HERE), self)

    def run(self, source: str) -> None:
        """Run statements."""
        run(compile_statements(source, HERE), self)

    def missing(self, source: str) -> str:
        """Return the name that an expression lacks; a new request begins."""
        self.gathering.clear()
        try:
            self(source)
        except NameMissing as missing:
            return missing.name
        raise AssertionError(f"{source} lacks nothing")

    def value(self, name: str) -> Any:
        return self(names.canonical(name))

    def is_defined(self, name: str) -> bool:
        try:
            self.value(name)
        except (NameMissing, names.NotAName):
            return False
        return True

    def define(self, name: str, value: Any) -> None:
        self.names["value_to_define"] = value
        self.run(f"{names.canonical(name)} = value_to_define")

    def undefine(self, name: str) -> None:
        self.run(f"del {names.canonical(name)}")

    def invalidate(self, name: str) -> None:
        self.undefine(name)

    def reconsider(self, name: str) -> None:
        self.undefine(name)

    def act_first(self) -> None:
        self.info["acted"] = True

    def action_key(self, action: str, arguments: Mapping[str, Any]) -> str:
        return f"{action}-{len(arguments)}"

    def offered(self) -> Mapping[str, Any]:
        return {**known_functions, **classes, **known_values}

    def block_offers(self, pattern: str) -> bool:
        return False

    def note(self, kind: str, value: Any) -> None:
        raise NotImplementedError

    def read_file(self, reference: str) -> bytes:
        raise FileNotFoundError(reference)

    def static_url(self, reference: str) -> str:
        return f"/static/{reference}"


def assert_gives(table: Mapping[str, Any], **names: Any) -> None:
    """Check each expression of a table against its value; all that are wrong are shown at once."""
    given = {source: Trial(**names)(source) for source in table}
    wrong = {source: value for source, value in given.items() if value != table[source]}
    assert not wrong, wrong
