"""An interview: its blocks in the author's order, and by the names that they define.

Built once for a source and shared by all sessions; nothing of a session is ever written on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from interviews.engine import names, registry
from interviews.engine.blocks.base import Block
from interviews.engine.blocks.definitions import Definitions
from interviews.engine.blocks.question import Question
from interviews.engine.evaluator.grammar import Statements
from interviews.engine.source import Files


@dataclass
class Interview:
    """All that a source and what it includes say."""

    package: str
    path: str
    files: Files
    blocks: tuple[Block, ...]
    definitions: Definitions
    by_name: dict[str, Block] = field(default_factory=dict)
    # pattern -> blocks that offer it, in the author's order; generic blocks start with x
    offers: dict[str, tuple[Block, ...]] = field(default_factory=dict)

    @property
    def metadata(self) -> dict[str, Any]:
        """Return what the author says about the interview."""
        return self.definitions.metadata

    @property
    def on_change(self) -> Mapping[str, Statements]:
        """Return what is run when the value of a name changes, by its pattern."""
        return self.definitions.on_change

    @property
    def title(self) -> str:
        """Return the interview's title as the author gives it, '' if it has none."""
        return self.said("title", "*")

    @property
    def short_title(self) -> str:
        """Return the short title, else the title."""
        return self.said("short title", "*") or self.title

    @property
    def description(self) -> str:
        """Return what the author says that the interview is for."""
        return self.said("description", "*")

    def said(self, key: str, language: str) -> str:
        """Return what the metadata says under a key, in this language if it says it in several."""
        value = self.metadata.get(key)
        if isinstance(value, Mapping):
            value = value.get(language, value.get("*", value.get("en")))
        return str(value or "").strip()

    @cached_property
    def mandatory(self) -> bool:
        """Say whether there is anything to be done at all: else it only serves to be included."""
        return any(block.mandatory or block.initial for block in self.blocks)

    @cached_property
    def said_progress(self) -> tuple[float, ...]:
        """Return where questions set the progress bar, as far as they say it in numbers."""
        said = (each.progress.constant for each in self.blocks if isinstance(each, Question))
        return tuple(float(each) for each in said if type(each) in (int, float))

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """Return the labels of the interview's parts."""
        found = self.definitions.sections
        return tuple(part.label for part in found.get("*", next(iter(found.values()), [])))

    @cached_property
    def offered(self) -> Mapping[str, Any]:
        """Return what the language offers by name, and what the interview imports."""
        found = {**registry.functions, **registry.classes, **registry.values}
        for name in self.definitions.imports:
            if name in registry.modules:
                bound = name.partition(".")[0]
                found[bound] = registry.modules[bound]
        for name in self.definitions.modules:
            if name in registry.modules:
                found = {**registry.modules[name].offered, **found}
        return found

    @cached_property
    def dependents(self) -> dict[str, tuple[str, ...]]:
        """Return for each pattern the names that become invalid when its value changes."""
        found: dict[str, dict[str, None]] = {}
        for block in self.blocks:
            for pattern in block.depends_on:
                for offered in block.offers:
                    found.setdefault(pattern, {}).setdefault(offered)
        return {pattern: tuple(each) for pattern, each in found.items()}

    @cached_property
    def preferences(self) -> dict[str, frozenset[str]]:
        """Return for each block's name the names of blocks that come after it in any choice."""
        found: dict[str, set[str]] = {}
        for order in self.definitions.orders:
            for at, name in enumerate(order):
                found.setdefault(name, set()).update(order[at + 1 :])
        for block in self.blocks:
            for name in block.supersedes:
                found.setdefault(block.name, set()).add(name)
        return {name: frozenset(after) for name, after in found.items()}

    def candidates(self, pattern: str, language: str) -> list[Block]:
        """Return the blocks that offer a pattern, the one to be tried first at the front."""
        found = self.offers.get(pattern, ())
        own = [block for block in reversed(found) if block.language == language]
        return self._preferred(own) + self._preferred(
            [block for block in reversed(found) if block.language in ("*", "")]
        )

    def _preferred(self, blocks: list[Block]) -> list[Block]:
        if not self.preferences:
            return blocks
        ordered: list[Block] = []
        waiting = list(blocks)
        while waiting:
            first = next(
                (one for one in waiting if not any(self._after(one, other) for other in waiting)),
                waiting[0],
            )
            waiting.remove(first)
            ordered.append(first)
        return ordered

    def _after(self, block: Block, other: Block) -> bool:
        return block.name in self.preferences.get(other.name, ())


def index(blocks: Iterable[Block]) -> dict[str, tuple[Block, ...]]:
    """Return for each pattern the blocks that offer it, in order."""
    found: dict[str, list[Block]] = {}
    for block in blocks:
        for pattern in block.offers:
            found.setdefault(names.canonical(pattern), []).append(block)
    return {pattern: tuple(each) for pattern, each in found.items()}
