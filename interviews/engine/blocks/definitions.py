"""What a source says once for all of its blocks: metadata, terms, sections, pictures, order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from interviews.engine.errors import Position
from interviews.engine.evaluator.grammar import Statements
from interviews.engine.text.template import Template

T = TypeVar("T")
# What files of whole texts in other languages end with.
WHOLE_TEXTS = (".xlsx", ".xlf", ".xliff")


@dataclass
class SectionPart:
    """One part of the interview as the navigation shows it."""

    key: str
    label: str
    depth: int = 0


@dataclass
class HelpPart:
    """One text that explains the interview, with what its button and its heading say."""

    content: Template
    heading: Template | None = None
    label: Template | None = None


def in_language(said: Mapping[str, Mapping[str, T]], language: str) -> dict[str, T]:
    """Return what is said in all languages, and over it what is said in this one."""
    if not said:
        return {}
    return {**said.get("*", {}), **said.get(language, {})}


@dataclass
class Definitions:
    """All that is not a block to be run or asked."""

    package: str = ""
    language: str = "*"  # of the blocks that say none, from `default language` on
    metadata: dict[str, Any] = field(default_factory=dict)
    features: dict[str, Any] = field(default_factory=dict)
    sections: dict[str, list[SectionPart]] = field(default_factory=dict)  # by language
    # By language, "*" for all of them:
    terms: dict[str, dict[str, Template]] = field(default_factory=dict)
    auto_terms: dict[str, dict[str, Template]] = field(default_factory=dict)
    parts: dict[str, dict[str, Template]] = field(default_factory=dict)  # default screen parts
    help: dict[str, list[HelpPart]] = field(default_factory=dict)
    orders: list[tuple[str, ...]] = field(default_factory=list)
    on_change: dict[str, Statements] = field(default_factory=dict)
    modules: list[str] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)
    reset: list[str] = field(default_factory=list)
    images: dict[str, str] = field(default_factory=dict)  # word -> reference of the file
    attributions: dict[str, str] = field(default_factory=dict)  # word -> who made the picture
    messages: dict[str, Template] = field(default_factory=dict)  # for what does not fit a field
    defs: dict[str, Template] = field(default_factory=dict)  # functions for texts, by their block
    # Files of words as they are written, with the package that names them and the place.
    word_files: list[tuple[str, Position]] = field(default_factory=list)
    phrases: dict[str, dict[str, Template]] = field(default_factory=dict)  # whole texts, likewise
    words: dict[str, dict[str, str]] = field(default_factory=dict)  # language -> phrase -> words
    calls_process_action: bool = False
