"""Names as data: `client.address.city`, `child[0].name`, `x.pets[i]`, `taxes['state']`.

A name is parsed by this module alone and followed step by step. No call, slice, operator or
keyword can be written as a name, and no part of one begins with an underscore.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

MAX_LENGTH = 256  # characters
ITERATORS = ("i", "j", "k", "l", "m", "n")
_WORD = re.compile(r"\w+")
_INDEX = re.compile(
    r"""\[\s*(?:(?P<number>-?\d{1,9})|(?P<letter>[ijklmn])|(?P<constant>True|False|None)
    |'(?P<single>(?:[^'\\]|\\['\\"ntr])*)'|"(?P<double>(?:[^"\\]|\\['\\"ntr])*)")\s*\]""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_CONSTANTS = {"True": True, "False": False, "None": None}


class NotAName(ValueError):
    """The text is no name; the message bears no answer of a person, only what is wrong."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """The step `.name`."""

    name: str

    def __str__(self) -> str:
        return f".{self.name}"


@dataclass(frozen=True, slots=True)
class Index:
    """The step `[key]` with a known key."""

    key: str | int | bool | None

    def __str__(self) -> str:
        return f"[{self.key!r}]"


@dataclass(frozen=True, slots=True)
class Each:
    """The step `[i]`: the key is the value of an iterator."""

    letter: str

    def __str__(self) -> str:
        return f"[{self.letter}]"


Step = Attribute | Index | Each


@dataclass(frozen=True, slots=True)
class Name:
    """A parsed name: where it starts and the steps from there."""

    root: str
    steps: tuple[Step, ...] = ()

    def __str__(self) -> str:
        return self.root + "".join(map(str, self.steps))

    @property
    def parent(self) -> Name | None:
        """Return the name without its last step, None if it has none."""
        return Name(self.root, self.steps[:-1]) if self.steps else None

    def parents(self) -> Iterator[Name]:
        """Yield each shorter name, longest first."""
        for length in range(len(self.steps) - 1, -1, -1):
            yield Name(self.root, self.steps[:length])


@dataclass(frozen=True, slots=True)
class Variant:
    """A pattern under which blocks may offer a name, and what its letters stand for then."""

    pattern: str
    x: str | None = None  # the name that `x` stands for; None in a pattern without x
    iterators: tuple[tuple[str, str | int | bool | None], ...] = ()


def is_word(text: str) -> bool:
    """Say whether the text may be a root or an attribute."""
    return text.isidentifier() and not text.startswith("_") and not keyword.iskeyword(text)


@lru_cache(maxsize=4096)
def parse(text: str) -> Name:
    """Return the text as a name. Raises NotAName if it is none or longer than 256 characters."""
    text = unicodedata.normalize("NFKC", text.strip())
    if len(text) > MAX_LENGTH:
        raise NotAName(f"A name may have {MAX_LENGTH} characters at most.")
    root, at = _word(text, 0)
    steps: list[Step] = []
    while at < len(text):
        if text[at] == ".":
            word, at = _word(text, at + 1)
            steps.append(Attribute(word))
        elif match := _INDEX.match(text, at):
            steps.append(_index(match))
            at = match.end()
        else:
            raise NotAName("A name is made of words, dots, and indexes in brackets.")
    return Name(root, tuple(steps))


def is_name(text: object) -> bool:
    """Say whether `parse` would take it."""
    if not isinstance(text, str):
        return False
    try:
        parse(text)
    except NotAName:
        return False
    return True


def canonical(text: str) -> str:
    """Return the one spelling of a name. Raises NotAName if it is none."""
    return str(parse(text))


def _word(text: str, at: int) -> tuple[str, int]:
    match = _WORD.match(text, at)
    if match is None or not is_word(match[0]):
        raise NotAName("A name is made of words that begin with a letter and are not Python's.")
    return match[0], match.end()


def _index(match: re.Match[str]) -> Step:
    if match["number"] is not None:
        return Index(int(match["number"]))
    if match["letter"] is not None:
        return Each(match["letter"])
    if match["constant"] is not None:
        return Index(_CONSTANTS[match["constant"]])
    quoted = match["single"] if match["single"] is not None else match["double"]
    return Index(_ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), quoted))


@lru_cache(maxsize=4096)
def variants(name: Name) -> tuple[Variant, ...]:
    """Return the patterns to look a name up by, in the order in which blocks are tried.

    Patterns without `x` come before those with one; then more dots first; then more brackets;
    then fewer letters in place of keys.
    """
    found: list[tuple[tuple[int, int, int, int], Variant]] = []
    for cut in range(len(name.steps) + 1):
        generic = cut > 0
        prefix = name.root if generic else None
        steps = name.steps[cut - 1 :] if generic else name.steps
        if generic:
            prefix = str(Name(name.root, name.steps[: cut - 1]))
        for order, variant in _with_letters("x" if generic else name.root, steps, prefix):
            found.append(((int(generic), *order), variant))
    found.sort(key=lambda each: each[0])
    return tuple(dict.fromkeys(variant for _, variant in found))


def _with_letters(
    root: str, steps: tuple[Step, ...], x: str | None
) -> Iterator[tuple[tuple[int, int, int], Variant]]:
    places = [at for at, step in enumerate(steps) if isinstance(step, Index)]
    dots = sum(isinstance(step, Attribute) for step in steps)
    for count in range(min(len(places), len(ITERATORS)) + 1):
        for chosen in combinations(places, count):
            replaced = list(steps)
            iterators = []
            for letter, at in zip(ITERATORS, chosen, strict=False):
                step = steps[at]
                assert isinstance(step, Index)
                iterators.append((letter, step.key))
                replaced[at] = Each(letter)
            variant = Variant(str(Name(root, tuple(replaced))), x, tuple(iterators))
            yield (-dots, -(len(steps) - dots), count), variant
