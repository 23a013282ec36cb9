"""Backward chaining: what is wanted, the block that gives it, what that block misses, and so on.

An interview is run from its first block at every request. The first name that has no value stops
it; a block that defines the name is run or asked; then it is run again from the top. Nothing like
a place in a program is kept. Code may therefore run several times before its names have come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from interviews.engine import actions, names
from interviews.engine.blocks.base import Block
from interviews.engine.blocks.choices import COMMANDS
from interviews.engine.blocks.code import Code
from interviews.engine.blocks.question import Question
from interviews.engine.branching import choice_key, chosen_of, inner_key
from interviews.engine.chains import Chain, Need, in_need_of_itself, lengthened
from interviews.engine.control import (
    AskAgain,
    AskFirst,
    CommandGiven,
    NameMissing,
    RunAgain,
    ScreenMade,
    Shown,
    TurnedDown,
)
from interviews.engine.drawing.asked import Asked
from interviews.engine.drawing.made import command_screen, made_screen
from interviews.engine.drawing.screen import draw
from interviews.engine.errors import GoesInCircles, NeverEnds, NothingDefines
from interviews.engine.evaluator.evaluate import evaluate, holds
from interviews.engine.making import make
from interviews.engine.names import Name, NotAName, Variant
from interviews.engine.running import ABSENT, Running
from interviews.engine.values import Reachable

MAX_TURNS = 500  # runs from the top within one request

Tried = Mapping[str, frozenset[int]]


@dataclass(frozen=True)
class Candidate:
    """A block that could define a name, and what its letters stand for then."""

    block: Block
    variant: Variant
    bindings: Mapping[str, Any]


class Solver(Running):
    """Finds the next screen."""

    followed = False  # a choice that is a block was followed in this run

    def next_asked(self) -> Asked:
        """Return what is asked next.

        Raises NothingDefines, GoesInCircles, NeverEnds, ExpressionFailed, BudgetExceeded.
        """
        for _ in range(MAX_TURNS):
            try:
                asked = self.turn()
            except RunAgain:
                continue
            if asked is not None:
                if not self.followed:
                    self.session.chosen.clear()
                return asked
        raise GoesInCircles("The interview begins anew again and again without asking anything.")

    def turn(self) -> Asked | None:
        """Run the interview from the top; return what it asks, None if it must run again."""
        self.gathering.clear()
        self.info.clear()
        self.followed = False
        try:
            return self.run_or_seek()
        except (CommandGiven, ScreenMade, Shown) as shown:
            return self.show(shown)
        except AskAgain as again:
            if self.action is not None:  # an event that asks again has done what it can
                actions.finish(self, self.action)
            actions.push(self, again)
        except AskFirst as wanted:
            self.session.first.extend(n for n in wanted.names if n not in self.session.first)
            self.action = None
        return None

    def run_or_seek(self) -> Asked | None:
        """Run the interview until it needs a name, then look for that."""
        try:
            return self.run_blocks()
        except NameMissing as missing:
            return self.seek(missing.name, {})

    def show(self, shown: CommandGiven | ScreenMade | Shown) -> Asked:
        """Return the screen that code has made or found."""
        if isinstance(shown, CommandGiven):
            return command_screen(self, shown)
        if isinstance(shown, ScreenMade):
            return made_screen(self, shown)
        return cast(Asked, shown.asked)

    def begin(self) -> None:
        """Forget what is to be found anew at every request. Called once before the first turn."""
        for name in self.interview.definitions.reset:
            self.undefine(name)
        for block in self.interview.blocks:
            if block.forget_always:
                for pattern in block.offers:
                    path = names.parse(pattern)
                    if path.root != "x" and not any(isinstance(s, names.Each) for s in path.steps):
                        self.undefine(pattern)

    def run_blocks(self) -> Asked | None:
        """Run all that is to be done, in order. Raises NeverEnds at the end."""
        if not self.interview.definitions.calls_process_action:
            asked = self.process_action()
            if asked is not None:
                return asked
        for block in self.interview.blocks:
            if block.initial and block.initial.holds(self):
                self.run_initial(block)
            if block.name in self.session.answered or not block.mandatory:
                continue
            if block.language not in ("*", self.language) or not block.mandatory.holds(self):
                continue
            if not all(holds(condition, self) for condition in block.conditions):
                continue
            asked = self.carry_out(block)
            if asked is not None:
                return asked
        raise NeverEnds(
            "All that is mandatory is done and no screen was shown at the end. "
            "End with a question that has no button to go on."
        )

    def run_initial(self, block: Block) -> None:
        """Run a block that begins every look at the interview."""
        self.prepare(block)
        self.run_block(block, None)

    def act_first(self) -> None:
        """Do what is to be done first. Raises Shown if a screen comes of it."""
        asked = self.process_action()
        if asked is not None:
            raise Shown(asked)

    def process_action(self) -> Asked | None:
        """Do what a person or a block asked to be done first; None if there is nothing."""
        wanted = actions.pending(self)
        if wanted is None:
            return None
        if actions.carry_out(self, wanted):
            actions.finish(self, wanted.action)
            raise RunAgain
        asked = self.seek(wanted.action, {}, forced=True)
        if asked is not None:
            return asked
        actions.finish(self, wanted.action)
        raise RunAgain

    def carry_out(self, block: Block) -> Asked | None:
        """Do a mandatory block; return its screen if it has one."""
        if isinstance(block, Question):
            try:
                asked = self.ask(block, "", {})
            except TurnedDown:
                asked = None
        else:
            self.prepare(block)
            asked = self.run_block(block, None)
        if asked is None:
            self.session.answered[block.name] = True
        return asked

    # Seeking a name

    def seek(
        self, name: str, tried: Tried, chain: Chain = (), *, forced: bool = False
    ) -> Asked | None:
        """Return the screen that asks for a name, None if it could be defined without one.

        Raises NothingDefines, GoesInCircles.
        """
        chain = lengthened(chain, name)
        gathering = set(self.gathering)
        for _ in range(MAX_TURNS):
            try:
                return self.try_candidates(chain, tried, forced=forced)
            except _Missing as missing:
                inner = dict(tried)
                if not missing.block.repeatable:
                    inner[missing.name] = inner.get(missing.name, frozenset()) | {
                        id(missing.block)
                    }
                needing = Need(name, missing.block.position)
                asked = self.seek(missing.name, inner, (*chain[:-1], needing))
                if asked is not None:
                    return asked
                if not forced and self.is_defined(name):
                    return None
                # The lists that this name's blocks began to gather go on when they run again.
                self.gathering.intersection_update(gathering)
        raise GoesInCircles(f"`{name}` is looked for again and again.")

    def try_candidates(self, chain: Chain, tried: Tried, *, forced: bool) -> Asked | None:
        """Let one block after the other define the last name; return its screen if it has one."""
        name, skipped = chain[-1].name, False
        path = parsed(name)
        for candidate in self.candidates(path):
            block = candidate.block
            if id(block) in tried.get(name, frozenset()):
                skipped = True
                continue
            try:
                with self.binding(candidate.bindings):
                    return self.attempt(candidate, path, forced=forced)
            except TurnedDown:
                continue
            except NameMissing as missing:
                raise _Missing(missing.name, block) from None
        if forced and not skipped:
            return None
        if skipped:
            raise in_need_of_itself(chain, name)
        raise self.dead_end(name)

    def dead_end(self, name: str) -> Exception:
        """Return the error for a name that nothing gives."""
        known = [str(pattern) for pattern in self.interview.offers]
        hint = actions.did_you_mean(name, known)
        return NothingDefines(f"No block defines `{name}`.{hint}")

    def candidates(self, path: Name) -> list[Candidate]:
        """Return the blocks that could define a name, in the order in which they are tried."""
        found: list[Candidate] = []
        for variant in names.variants(path):
            blocks = self.interview.candidates(variant.pattern, self.language)
            if not blocks:
                continue
            bindings: dict[str, Any] = dict(variant.iterators)
            if variant.x is not None:
                owner = self.peek(names.parse(variant.x))
                if owner is ABSENT:
                    continue
                bindings["x"] = owner
                chain = self.class_chain(owner)
                blocks = [block for cls in chain for block in blocks if block.generic == cls]
            found.extend(Candidate(block, variant, bindings) for block in blocks)
        return found

    def class_chain(self, owner: Any) -> list[str]:
        """Return the class names of an object, its own first."""
        if not isinstance(owner, Reachable):
            return []
        return [cls.__name__ for cls in type(owner).__mro__ if issubclass(cls, Reachable)]

    def attempt(self, candidate: Candidate, path: Name, *, forced: bool) -> Asked | None:
        """Let a block define the name. Raises TurnedDown if it does not; NameMissing."""
        block = candidate.block
        if not all(holds(condition, self) for condition in block.conditions):
            raise TurnedDown
        if isinstance(block, Question):
            return self.ask(block, str(path), candidate.bindings, candidate.variant.pattern)
        self.prepare(block)
        if candidate.variant.pattern in block.event:
            self.run_block(block, None)
            actions.finish(self, str(path))
            if forced:
                return None
            raise RunAgain
        return self.define_by(block, candidate, path, forced=forced)

    def define_by(
        self, block: Block, candidate: Candidate, path: Name, *, forced: bool
    ) -> Asked | None:
        """Run a block that is no question, for one name. Raises TurnedDown if it gave none."""
        before = self.peek(path)
        if before is not ABSENT and isinstance(block, Code):
            self.undefine(str(path))
        try:
            self.run_block(block, (candidate.variant.pattern, str(path)))
        except NameMissing:
            if before is not ABSENT and self.peek(path) is ABSENT:
                self._write(path, before)
            raise
        after = self.peek(path)
        if after is ABSENT:
            if before is not ABSENT:
                self._write(path, before)
            raise TurnedDown
        dirty = self.session.dirty.pop(str(path), ABSENT)
        before = dirty if before is ABSENT else before
        if before is not ABSENT and not self.same(before, after):
            self.changed(path)
        if forced:
            raise TurnedDown
        return None

    # Running and asking

    def prepare(self, block: Block) -> None:
        """Do what a block's modifiers want before it is run or asked."""
        for expression in block.need:
            evaluate(expression, self)
        for name in block.undefine:
            self.undefine(name)
        for name in block.reconsider:
            self.reconsider(name)

    def run_block(self, block: Block, wanted: tuple[str, str] | None) -> Asked | None:
        """Run a block that is no question; `wanted` is the pattern and the name that is sought."""
        if isinstance(block, Code):
            block.run(self)
        else:
            make(self, block, wanted)
        for expression in block.need_after:
            evaluate(expression, self)
        return None

    def ask(
        self, question: Question, sought: str, bindings: Mapping[str, Any], pattern: str = ""
    ) -> Asked | None:
        """Return the screen of a question, None if there was nothing to choose.

        Raises TurnedDown if the question does not set the name now.
        """
        self.prepare(question)
        if pattern and not self.sets_now(question, pattern):
            raise TurnedDown
        key = choice_key(question, bindings)
        if key in self.session.chosen and self.action is None:
            return self.follow(question, key, sought)
        with self.drawing_screen():
            asked = draw(self, question, sought)
        for expression in question.need_after:
            evaluate(expression, self)
        if asked is not None:
            asked.choice_key = key
            if question.kind == "review" and sought and not question.continue_field:
                actions.remember(self, sought)
        return asked

    def sets_now(self, question: Question, pattern: str) -> bool:
        """Say whether a question would set a name, after all `show if: code`."""
        setting = [part for part in question.fields if pattern in part.offers]
        for part in setting:
            conditions = [each for each in part.show_if if each.code is not None]
            if all(holds(each.code, self) is each.sense for each in conditions if each.code):
                return True
        return not setting

    def follow(self, question: Question, key: str, sought: str) -> Asked | None:
        """Go on with the block that a person chose."""
        self.followed = True
        written = chosen_of(question, self.session.chosen[key])
        inner = written.block
        if inner is None and written.value in COMMANDS - {"continue"}:
            del self.session.chosen[key]
            raise CommandGiven(written.value, written.url.text(self))
        if inner is None or not all(holds(condition, self) for condition in inner.conditions):
            raise TurnedDown
        if isinstance(inner, Question):
            return self.ask_inner(question, inner, inner_key(key, written), sought)
        self.prepare(inner)
        return self.run_block(inner, None)

    def ask_inner(self, outer: Question, inner: Question, key: str, sought: str) -> Asked | None:
        """Return the screen of a question that was chosen, or of what was chosen on it."""
        if key in self.session.chosen:
            asked = self.follow(inner, key, sought)
        else:
            self.prepare(inner)
            asked = draw(self, inner, sought)
        if asked is not None:
            asked.outer, asked.choice_key = outer, asked.choice_key or key
        return asked


class _Missing(Exception):
    """A candidate needs another name first."""

    def __init__(self, name: str, block: Block) -> None:
        super().__init__(name)
        self.name = name
        self.block = block


def parsed(name: str) -> Name:
    """Return a sought name. Raises NothingDefines if no block could bear it."""
    try:
        return names.parse(name)
    except NotAName:
        raise NothingDefines("A value is missing under a name that no block can bear.") from None
