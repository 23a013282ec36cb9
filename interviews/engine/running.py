"""One request's run of one session: how names are read and written while it lasts."""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from interviews.engine import names
from interviews.engine.context import Context, Scope, Surroundings
from interviews.engine.control import NameMissing
from interviews.engine.dependencies import invalidated_by
from interviews.engine.errors import ExpressionFailed
from interviews.engine.evaluator.attributes import reach
from interviews.engine.evaluator.evaluate import run
from interviews.engine.evaluator.expressions import RAW, item_of, set_item
from interviews.engine.interview import Interview
from interviews.engine.limits import Budget
from interviews.engine.names import Attribute, Each, Index, Name
from interviews.engine.session import Session
from interviews.engine.text.template import Template
from interviews.engine.values import Reachable, Refused, equal, text_of

ABSENT = object()


MOST_LINKS = 200  # that code has made; the oldest are forgotten


class Running(Context):
    """What is known and done while one request lasts."""

    def __init__(
        self,
        interview: Interview,
        session: Session,
        surroundings: Surroundings,
        prior: Session | None,
    ) -> None:
        self.interview = interview
        self.session = session
        self.surroundings = surroundings
        self.prior = prior  # what was left by going back: only for the first values of fields
        self.budget = Budget()
        self.scope = Scope(session.names)
        self.language = session.language or surroundings.language
        self.gathering: set[str] = set()
        self.action: str | None = None
        self.action_arguments: Mapping[str, Any] = {}
        self.info: dict[str, Any] = {}
        self.reconsidered: set[str] = set()
        self.actions: dict[str, tuple[str, dict[str, Any]]] = {}  # that the screen offers
        self.drawing = False  # a screen is made, and what starts actions is part of it
        self.notes: dict[str, Any] = {}
        self.left = ""  # the breadcrumb of the screen on which the action was chosen

    # Names

    def root_value(self, root: str) -> Any:
        """Return the value of a bare name. Raises NameMissing."""
        if not self.scope.knows(root):
            offered = self.offered()
            if root in offered:
                return offered[root]
        return self.scope.find(root)

    def read(self, name: Name) -> Any:
        """Return the value of a name. Raises NameMissing, ExpressionFailed."""
        self.budget.charge()
        value = self.root_value(name.root)
        try:
            for step in name.steps:
                value = self._step(value, step)
        except RAW as error:
            said = str(error) if isinstance(error, Refused) else type(error).__name__
            raise ExpressionFailed(f"{said} in `{name}`") from error
        return value

    def _step(self, value: Any, step: names.Step) -> Any:
        if isinstance(step, Attribute):
            return reach(self, value, step.name)
        return item_of(self, value, self._key(step))

    def _key(self, step: Index | Each) -> Any:
        return self.scope.find(step.letter) if isinstance(step, Each) else step.key

    def peek_prior(self, name: Name) -> Any:
        """Return the value that a name had before somebody went back, else ABSENT."""
        if self.prior is None:
            return ABSENT
        with self.within(Scope(self.prior.names)):
            return self.peek(name)

    def peek(self, name: Name) -> Any:
        """Return the value of a name if it has one now, else ABSENT; never asks."""
        if not self.scope.knows(name.root):
            return self.offered().get(name.root, ABSENT)
        value = self.scope.find(name.root)
        for step in name.steps:
            if isinstance(value, Reachable) and not self._has(value, step):
                return ABSENT
            try:
                value = self._step(value, step)
            except (*RAW, NameMissing):
                return ABSENT
        return value

    def _has(self, value: Reachable, step: names.Step) -> bool:
        if isinstance(step, Attribute):
            return value.has_attribute(step.name)
        if isinstance(step, Each) and not self.scope.knows(step.letter):
            return False
        return value.has_item(self._key(step))

    def value(self, name: str) -> Any:
        """Return the value of a name in the present scope. Raises NameMissing, NotAName."""
        return self.read(names.parse(name))

    def is_defined(self, name: str) -> bool:
        """Say whether the name has a value now; never asks for it."""
        return names.is_name(name) and self.peek(names.parse(name)) is not ABSENT

    def define(self, name: str, value: Any) -> None:
        """Give the name a value; what depends on it becomes invalid if it changed."""
        path = names.parse(name)
        before = self.peek(path)
        self._write(path, value)
        if before is ABSENT:
            before = self.session.dirty.get(str(self.spelled(path)), ABSENT)
        if before is not ABSENT and not self.same(before, value):
            self.changed(path)

    def same(self, before: Any, value: Any) -> bool:
        """Say whether a value is what it was; what cannot be compared yet is not."""
        try:
            return equal(self, before, value)
        except (*RAW, NameMissing):
            return False

    def put(self, path: Name, value: Any) -> None:
        """Give the name a value, whatever depends on it."""
        self._write(path, value)

    def _write(self, path: Name, value: Any) -> None:
        parent = path.parent
        if parent is None:
            self.scope.assign(path.root, value)
            return
        owner, last = self.read(parent), path.steps[-1]
        if isinstance(last, Attribute):
            if not isinstance(owner, Reachable):
                raise ExpressionFailed(f"`{parent}` has no attributes that can be set.")
            owner.set_attribute(self, last.name, value)
        else:
            set_item(self, owner, self._key(last), value)

    def spelled(self, path: Name) -> Name:
        """Return the name with `x` and iterators replaced by what they stand for now."""
        steps = [
            Index(self.scope.find(step.letter))
            if isinstance(step, Each) and self.scope.knows(step.letter)
            else step
            for step in path.steps
        ]
        if path.root == "x" and self.scope.knows("x"):
            owner = self.scope.find("x")
            if isinstance(owner, Reachable) and names.is_name(owner.instance_name):
                base = names.parse(owner.instance_name)
                return Name(base.root, (*base.steps, *steps))
        return Name(path.root, tuple(steps))

    def undefine(self, name: str) -> None:
        """Forget the name's value; does nothing if it has none."""
        path = names.parse(name)
        if self.peek(path) is ABSENT:
            return
        parent = path.parent
        if parent is None:
            self.scope.delete(path.root)
            return
        owner, last = self.read(parent), path.steps[-1]
        if not isinstance(owner, Reachable):
            if isinstance(owner, dict) and not isinstance(last, Attribute):
                owner.pop(self._key(last), None)
        elif isinstance(last, Attribute):
            owner.delete_attribute(self, last.name)
        else:
            owner.delete_item(self, self._key(last))

    def invalidate(self, name: str) -> None:
        """Forget the value but keep it as the default of the field that asks for it again."""
        path = names.parse(name)
        value = self.peek(path)
        if value is not ABSENT:
            self.session.dirty[str(self.spelled(path))] = value
            self.undefine(name)

    def changed(self, path: Name) -> None:
        """Invalidate what depends on a name, and what depends on that."""
        for dependent in invalidated_by(self.interview.dependents, self.spelled(path)):
            if self.is_defined(dependent):
                self.invalidate(dependent)
                self.changed(names.parse(dependent))
        self.run_on_change(path)

    def run_on_change(self, path: Name) -> None:
        """Run what the author wants done when a name's value has changed."""
        for variant in names.variants(self.spelled(path)) if self.interview.on_change else ():
            statements = self.interview.on_change.get(variant.pattern)
            if statements is None:
                continue
            bound = dict(variant.iterators)
            if variant.x is not None:
                bound["x"] = self.peek(names.parse(variant.x))
            try:
                with self.binding(bound):
                    run(statements, self)
            except NameMissing:
                continue  # it cannot ask: what it has done by then stays done

    def reconsider(self, name: str) -> None:
        """Forget the value and find it again, once per request."""
        spelled = str(self.spelled(names.parse(name)))
        if spelled not in self.reconsidered:
            self.reconsidered.add(spelled)
            self.undefine(name)
        self.value(name)

    # What else functions and texts may do

    @contextmanager
    def drawing_screen(self) -> Iterator[None]:
        """Let what starts actions be a part of the screen that is made."""
        self.drawing = True
        try:
            yield
        finally:
            self.drawing = False

    def action_key(self, action: str, arguments: Mapping[str, Any]) -> str:
        """Return the key under which the present screen offers an action.

        What code has made outside of a screen is kept: a later screen may show it.
        """
        given = {str(key): self._plain(value) for key, value in arguments.items()}
        said = json.dumps([action, given], sort_keys=True, default=str)
        key = hashlib.sha256(said.encode()).hexdigest()[:20]
        if self.drawing:
            self.actions[key] = (action, given)
            return key
        links = self.session.links
        links[key] = [action, given]
        while len(links) > MOST_LINKS:
            del links[next(iter(links))]
        return key

    def _plain(self, value: Any) -> Any:
        """Return an argument as data that outlives the request: an object becomes its text."""
        if isinstance(value, list | tuple):
            return [self._plain(each) for each in value]
        if isinstance(value, dict):
            return {str(key): self._plain(each) for key, each in value.items()}
        return (
            value
            if value is None or isinstance(value, bool | int | float)
            else text_of(self, value)
        )

    def offered(self) -> Mapping[str, Any]:
        """Return functions and classes that every interview may use, by name."""
        return self.interview.offered

    def sections(self) -> list[tuple[str, str, int]]:
        """Return key, label and depth of each part: as code set them, else as the source says."""
        defined = self.interview.definitions.sections
        parts = defined.get(self.language) or defined.get("*") or []
        return super().sections() or [(part.key, part.label, part.depth) for part in parts]

    def part(self, name: str) -> str:
        """Return what `set_parts` or else the metadata set once for all screens."""
        return super().part(name) or str(self.interview.metadata.get(name) or "")

    def words(self) -> Mapping[str, Mapping[str, str]]:
        """Return the author's own words by language and phrase."""
        return self.interview.definitions.words

    def translated(self, template: Template) -> Template | None:
        """Return a text in the language of the person, None if its author gives no other."""
        phrases = self.interview.definitions.phrases
        if not phrases:
            return None
        return phrases.get(self.language, {}).get(template.source.strip())

    def source(self) -> str:
        """Return what the interview is called in addresses."""
        return f"{self.interview.package}:{self.interview.path}"

    def block_offers(self, pattern: str) -> bool:
        """Say whether some block could define a name with this pattern."""
        return pattern in self.interview.offers

    def note(self, kind: str, value: Any) -> None:
        """Keep something for the screen that is being made."""
        self.notes[kind] = value

    def read_file(self, reference: str) -> bytes:
        """Return a file of the interview's packages. Raises FileNotFoundError."""
        package, path = self._file(reference, "data/sources")
        return self.interview.files.read(package, path)

    def static_url(self, reference: str) -> str:
        """Return the address of a static file of a package, '' if there is none."""
        package, path = self._file(reference, "data/static")
        try:
            self.interview.files.read(package, path)
        except FileNotFoundError:
            return ""
        return f"/packages/{package}/{path}"

    def _file(self, reference: str, folder: str) -> tuple[str, str]:
        package, colon, path = reference.strip().partition(":")
        if not colon:
            package, path = self.interview.package, package
        if not path.startswith("data/"):
            path = f"{folder}/{path}"
        path = posixpath.normpath(path)
        if not path.startswith("data/"):
            raise FileNotFoundError(path)
        return package, path
