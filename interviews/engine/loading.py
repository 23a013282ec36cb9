"""Sources to interviews: sections in order, includes at their place, every mistake noted."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from interviews.engine import blocks, datatypes, evaluator, functions, objects, registry
from interviews.engine.blocks.base import Block, Reader, listed
from interviews.engine.blocks.definitions import WHOLE_TEXTS, Definitions
from interviews.engine.errors import AuthorMistake, Position, SourceUnreadable
from interviews.engine.interview import Interview, index
from interviews.engine.phrases import add_phrases
from interviews.engine.registry import block, did_you_mean
from interviews.engine.source import Files, Map, read_section, split
from interviews.engine.wording import add_words

for _package in (blocks, datatypes, evaluator, functions, objects):
    registry.import_all(_package)

MAX_INCLUDES = 200
MAX_DEPTH = 40  # of sources that include sources
_FOLDER = "data/questions"
# What upstream's own packages hold is part of the language here.
_BUILT_IN = ("docassemble.base:data/questions/basic-questions.yml",)


@block("include")
class IncludeType:
    """A section that puts other sources in its place; the loader reads it itself."""


def load_interview(files: Files, package: str, path: str) -> Interview:
    """Return the interview of a source such as "data/questions/x.yml".

    Raises AuthorMistake, the first of all that `check_interview` would find.
    """
    loader = Loader(files)
    interview = loader.load(package, path)
    if loader.mistakes:
        raise loader.mistakes[0]
    return interview


def check_interview(files: Files, package: str, path: str) -> list[AuthorMistake]:
    """Return all for which a source and what it includes is refused, in order; [] if nothing is.

    What fails only if it is reached `doubts_about` adds (see `doubting`).
    """
    loader = Loader(files)
    loader.load(package, path)
    return loader.mistakes


@dataclass
class Loader:
    """Reads one source with what it includes, and gathers what is off in `mistakes`.

    `doubts` is what was noted on the way that fails only if it is reached.
    """

    files: Files
    mistakes: list[AuthorMistake] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    doubts: list[AuthorMistake] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # sections that have a mistake
    is_whole: bool = True  # no source is missing
    definitions: Definitions = field(default_factory=Definitions)
    included: set[tuple[str, str]] = field(default_factory=set)
    depth: int = 0

    def load(self, package: str, path: str) -> Interview:
        """Return the interview, as far as it can be understood."""
        self._source(package, path, Position(f"{package}:{path}", 1))
        self.definitions.package = package
        self._words()
        by_name: dict[str, Block] = {}
        for order, each in enumerate(self.blocks):
            each.order = order
            if each.name in by_name and not each.id:
                # Two blocks that say the same are told apart by their order.
                each.name = f"{each.name}-{order}"
            by_name[each.name] = each
        return Interview(
            package,
            path,
            self.files,
            tuple(self.blocks),
            self.definitions,
            by_name,
            index(self.blocks),
        )

    def _words(self) -> None:
        for reference, at in self.definitions.word_files:
            whole = reference.lower().endswith(WHOLE_TEXTS)
            try:
                if whole:
                    add_phrases(self.definitions.phrases, self.files, reference, at)
                else:
                    add_words(self.definitions.words, self.files, reference, at)
            except AuthorMistake as mistake:
                # Without a translation a text is there all the same.
                (self.doubts if whole else self.mistakes).append(mistake)

    def _lose(self, message: str, at: Position | None) -> None:
        """Note that a whole source cannot be read."""
        self.mistakes.append(SourceUnreadable(message, at))
        self.is_whole = False

    def _source(self, package: str, path: str, wanted_at: Position) -> None:
        if (package, path) in self.included:
            return
        self.included.add((package, path))
        if len(self.included) > MAX_INCLUDES or self.depth > MAX_DEPTH:
            self._lose("Too many sources are included.", wanted_at)
            return
        try:
            text = self.files.read(package, path).decode("utf-8-sig")
        except FileNotFoundError:
            self._lose(f'There is no source "{package}:{path}".', wanted_at)
            return
        except UnicodeDecodeError:
            self._lose("A source is written in UTF-8.", wanted_at)
            return
        try:
            parts = list(split(text, f"{package}:{path}"))
        except SourceUnreadable as mistake:
            self._lose(mistake.message, mistake.position)
            return
        around, self.definitions.language = self.definitions.language, "*"
        for part, line in parts:
            before = len(self.mistakes)
            self._section(part, line, package, path)
            if len(self.mistakes) > before:
                self.unread.append(part)
        self.definitions.language = around

    def _section(self, text: str, line: int, package: str, path: str) -> None:
        try:
            section = read_section(text, f"{package}:{path}", line)
            if section is None:
                return
            if "include" in section:
                self._includes(section, package, path)
                return
            made = registry.block_type(section, section.position)
            self.definitions.package = package
            reader = Reader(
                section,
                package,
                self.mistakes,
                self.definitions.defs,
                self.definitions.language,
                self.doubts,
            )
            found = made.read(reader, self.definitions)
        except AuthorMistake as mistake:
            self.mistakes.append(mistake)
            return
        if found is not None:
            self.blocks.append(found)

    def _includes(self, section: Map, package: str, path: str) -> None:
        for key in section:
            if key not in ("include", "comment"):
                hint = did_you_mean(key, ("include",))
                message = f'A section that includes others has no "{key}".{hint}'
                self.mistakes.append(SourceUnreadable(message, section.key_at(key)))
        for each, at in listed(section["include"], section.at("include")):
            other, inner = resolve(str(each), package, posixpath.dirname(path))
            if f"{other}:{inner}" in _BUILT_IN:
                continue
            if inner.startswith(("/", "..")) or not f"{other}:{inner}".isprintable():
                self._lose("A source lies in its package.", at)
                continue
            self.depth += 1
            self._source(other, inner, at)
            self.depth -= 1


def resolve(reference: str, package: str, folder: str) -> tuple[str, str]:
    """Return package and path of a source that another one names.

    "x.yml" lies beside the one that names it; "package:x.yml" in that package's questions.
    """
    other, colon, inner = reference.strip().partition(":")
    if not colon:
        return package, posixpath.normpath(posixpath.join(folder, other))
    if "/" not in inner or not inner.startswith("data/"):
        inner = posixpath.join(_FOLDER, inner)
    return other, posixpath.normpath(inner)
