"""What an expression, a function, an object or a template may know and do while it is evaluated.

Whoever runs an interview makes one Context a request; nobody below reaches further than this.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from interviews.engine.control import NameMissing
from interviews.engine.limits import Budget
from interviews.engine.session import Session


@dataclass(frozen=True)
class Surroundings:
    """All that an interview may know of the world. `now` is aware."""

    now: datetime
    language: str = "en"
    url_args: Mapping[str, str] = field(default_factory=dict)
    user_name: str = ""  # "" for somebody who is not logged in
    user_email: str = ""
    files_at: str = ""  # the address of a given file without its key, "" if there is none


class Scope:
    """Names in reach. What is not found here is looked for further out.

    Values are assigned here if the scope keeps them, already knows the name or calls it its own,
    else further out: the letters of a block (`x`, `i`) and the names of a comprehension's loops
    end with it, but what its code defines stays.
    """

    __slots__ = ("keeps", "names", "outer", "own")

    def __init__(
        self,
        names: dict[str, Any],
        outer: Scope | None = None,
        *,
        keeps: bool = True,
        own: frozenset[str] = frozenset(),
    ) -> None:
        self.names = names
        self.outer = outer
        self.keeps = keeps
        self.own = own

    def find(self, name: str) -> Any:
        """Return the value. Raises NameMissing if nothing has defined it."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        raise NameMissing(name)

    def knows(self, name: str) -> bool:
        """Say whether `find` would return something."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return True
            scope = scope.outer
        return False

    def home_of(self, name: str) -> Scope:
        """Return the scope in which an assignment to the name lands."""
        scope = self
        while scope.outer is not None and not scope.holds(name):
            scope = scope.outer
        return scope

    def holds(self, name: str) -> bool:
        """Say whether an assignment to the name lands here."""
        return self.keeps or name in self.names or name in self.own

    def assign(self, name: str, value: Any) -> None:
        """Define the name."""
        self.home_of(name).names[name] = value

    def delete(self, name: str) -> None:
        """Forget the name; does nothing if it is not defined."""
        self.home_of(name).names.pop(name, None)


class Context(ABC):
    """What runs right now. Implemented by the solver; tests may bring their own."""

    surroundings: Surroundings
    session: Session
    budget: Budget
    scope: Scope
    language: str
    gathering: set[str]  # instance names of the lists that are gathering in this request
    action_arguments: Mapping[str, Any]  # of the action that is carried out
    action: str | None
    info: dict[str, Any]  # what `set_info` said in this assembly
    looks_again: bool = False  # the present screen was found before
    in_document: bool = False  # the text that is filled is a document's, not a screen's
    unredacted: bool = False  # it is one in which `redact` leaves texts as they are
    crumb: str = ""  # what the screen that is being made is called among breadcrumbs

    @property
    def now(self) -> datetime:
        """Return the moment of this request, aware."""
        return self.surroundings.now

    def sections(self) -> list[tuple[str, str, int]]:
        """Return key, label and depth of each of the interview's parts."""
        return [(key, label, depth) for key, label, depth in self.session.sections]

    def part(self, name: str) -> str:
        """Return what the author set once for all screens ("date format"), "" if nothing."""
        return self.session.parts.get(name, "")

    def words(self) -> Mapping[str, Mapping[str, str]]:
        """Return the author's own words by language and phrase."""
        return {}

    def translated(self, template: Any) -> Any:
        """Return a text in the language of the person, None if its author gives no other."""
        return None

    def source(self) -> str:
        """Return what the interview is called in addresses: "package:data/questions/x.yml"."""
        return ""

    @contextmanager
    def within(self, scope: Scope) -> Iterator[None]:
        """Evaluate in another scope for a while."""
        before, self.scope = self.scope, scope
        try:
            yield
        finally:
            self.scope = before

    @contextmanager
    def binding(self, names: Mapping[str, Any]) -> Iterator[None]:
        """Evaluate with these names on top: `x`, iterators, `row_item`."""
        if not names:
            yield
            return
        with self.within(Scope(dict(names), self.scope, keeps=False)):
            yield

    @abstractmethod
    def value(self, name: str) -> Any:
        """Return the value of a name in the present scope. Raises NameMissing, NotAName."""

    @abstractmethod
    def is_defined(self, name: str) -> bool:
        """Say whether the name has a value now; never asks for it."""

    @abstractmethod
    def define(self, name: str, value: Any) -> None:
        """Give the name a value. Raises NameMissing if what it belongs to is not defined."""

    @abstractmethod
    def undefine(self, name: str) -> None:
        """Forget the name's value; does nothing if it has none."""

    @abstractmethod
    def invalidate(self, name: str) -> None:
        """Forget the value but keep it as the default of the field that asks for it again."""

    @abstractmethod
    def reconsider(self, name: str) -> None:
        """Forget the value and find it again, once per request."""

    @abstractmethod
    def action_key(self, action: str, arguments: Mapping[str, Any]) -> str:
        """Return the key under which the present screen offers an action (`Runner.act`)."""

    @abstractmethod
    def offered(self) -> Mapping[str, Any]:
        """Return functions and classes that every interview may use, by name."""

    @abstractmethod
    def act_first(self) -> None:
        """Do what a person or a block asked to be done first, if anything.

        Raises Shown if a screen comes of it.
        """

    @abstractmethod
    def block_offers(self, pattern: str) -> bool:
        """Say whether some block could define a name with this pattern."""

    @abstractmethod
    def note(self, kind: str, value: Any) -> None:
        """Keep something for the screen that is being made: 'progress', 'section', 'title', …."""

    @abstractmethod
    def read_file(self, reference: str) -> bytes:
        """Return a file of the interview's packages (`package:data/sources/x.yml` or short).

        Raises FileNotFoundError.
        """

    @abstractmethod
    def static_url(self, reference: str) -> str:
        """Return the address of a static file of a package, '' if there is none."""
