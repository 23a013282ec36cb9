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
MAX_INDEXES = 8  # a name with more would have too many patterns to be looked up by
ITERATORS = ("i", "j", "k", "l", "m", "n")
_WORD = re.compile(r"\w+")
# The escapes that `repr` writes, so that every key can be written as a part of a name.
_ESCAPE = re.compile(
    r"""\\(?:(?P<letter>['\\"ntr])
    |(?P<code>x[0-9a-f]{2}|u[0-9a-f]{4}|U000[0-9a-f]{5}|U0010[0-9a-f]{4}))""",
    re.VERBOSE,
)
_ESCAPED_CHARACTER = re.sub(r"\?P<\w+>", "?:", _ESCAPE.pattern)
_INDEX = re.compile(
    rf"""\[\s*(?:(?P<number>-?[0-9]{{1,9}})|(?P<letter>[ijklmn])|(?P<constant>True|False|None)
    |'(?P<single>(?:[^'\\]|{_ESCAPED_CHARACTER})*)'
    |"(?P<double>(?:[^"\\]|{_ESCAPED_CHARACTER})*)")\s*\]""",
    re.VERBOSE,
)
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
    text = text.strip()
    if len(text) > MAX_LENGTH:
        raise NotAName(f"A name may have {MAX_LENGTH} characters at most.")
    root, at = _word(text, 0)
    steps: list[Step] = []
    indexes = 0
    while at < len(text):
        if text[at] == ".":
            word, at = _word(text, at + 1)
            steps.append(Attribute(word))
        elif match := _INDEX.match(text, at):
            steps.append(_index(match))
            indexes += 1
            at = match.end()
        else:
            raise NotAName("A name is made of words, dots, and indexes in brackets.")
    if indexes > MAX_INDEXES:
        raise NotAName(f"A name may have {MAX_INDEXES} indexes at most.")
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
    word = unicodedata.normalize("NFKC", match[0]) if match else ""
    if match is None or not is_word(word):
        raise NotAName("A name is made of words that begin with a letter and are not Python's.")
    return word, match.end()


def _index(match: re.Match[str]) -> Step:
    if match["number"] is not None:
        return Index(int(match["number"]))
    if match["letter"] is not None:
        return Each(match["letter"])
    if match["constant"] is not None:
        return Index(_CONSTANTS[match["constant"]])
    quoted = match["single"] if match["single"] is not None else match["double"]
    return Index(_ESCAPE.sub(_meant, quoted))


def _meant(escape: re.Match[str]) -> str:
    if escape["code"]:
        return chr(int(escape["code"][1:], 16))
    return _ESCAPED.get(escape["letter"], escape["letter"])


@lru_cache(maxsize=4096)
def variants(name: Name) -> tuple[Variant, ...]:
    """Return the patterns to look a name up by, in the order in which blocks are tried.

    Patterns without `x` come before those with one; then more dots first; then more brackets;
    then fewer letters in place of keys.
    """
    found = [((0, *order), each) for order, each in _with_letters(name.root, name.steps, None)]
    for cut in range(len(name.steps)):
        prefix = str(Name(name.root, name.steps[:cut]))
        for order, variant in _with_letters("x", name.steps[cut:], prefix):
            found.append(((1, *order), variant))
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
