"""`import re`: regular expressions of authors, matched in linear time by RE2.

What RE2 does not know (references back, looking around) is refused, since it can take for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2

from interviews.engine.context import Context
from interviews.engine.functions.facade import offer
from interviews.engine.limits import CELL
from interviews.engine.values import Invocable, Native, Reachable, Refused, text_of

_LONGEST = 1_000  # characters of a pattern
_READ_AT_ONCE = 2_048  # characters that RE2 reads in the time of one step
_FLAGS = {2: "i", 8: "m", 16: "s"}  # Python's numbers for IGNORECASE, MULTILINE, DOTALL


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise Refused(
            "A pattern is no regular expression, or one that looks back or around."
        ) from error


def _ready(context: Context, pattern: Any, text: Any, flags: int = 0) -> Any:
    """Return the compiled pattern, and charge for reading the text.

    RE2 takes texts of exactly Python's own type: an author's is made one before.
    """
    written = pattern.pattern if isinstance(pattern, Pattern) else pattern
    if not isinstance(written, str) or not isinstance(text, str):
        raise Refused("A pattern and a text were wanted.")
    if len(written) > _LONGEST:
        raise Refused(f"A pattern may have {_LONGEST} characters at most.")
    context.budget.text(len(text) * 4)
    letters = "".join(letter for bit, letter in _FLAGS.items() if flags & bit)
    ready = _compiled(f"(?{letters}){written}" if letters else str(written))
    # RE2 keeps the places of all groups for each way in which the text may fit.
    context.budget.charge(len(text) * ready.groups**2 // _READ_AT_ONCE)
    return ready


def _ready_for_all(context: Context, pattern: Any, text: Any, flags: int = 0) -> Any:
    """Return the compiled pattern, and charge for each match: it may read all that is left."""
    ready = _ready(context, pattern, text, flags)
    for match in ready.finditer(str(text)):
        ahead = (len(text) - match.start()) // _READ_AT_ONCE
        context.budget.charge(1 + ahead + ready.groups**2 // CELL)
    return ready


@dataclass(frozen=True)
class Match(Reachable):
    """Where a pattern was found."""

    found: Any

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return `group`, `groups`, `groupdict`, `start`, `end` or `span`."""
        methods = {
            "group": lambda context, *which: self.found.group(*which),
            "groups": lambda context: self.found.groups(),
            "groupdict": lambda context: self.found.groupdict(),
            "start": lambda context, *which: self.found.start(*which),
            "end": lambda context, *which: self.found.end(*which),
            "span": lambda context, *which: self.found.span(*which),
        }
        if name not in methods:
            raise Refused(f"A match has no '{name}'.")
        return Native(name, methods[name])

    def get_item(self, context: Context, key: Any) -> Any:
        """Return a group."""
        return self.found.group(key)


@dataclass(frozen=True)
class Pattern(Reachable):
    """A pattern that is used several times."""

    pattern: str
    flags: int = 0

    def get_attribute(self, context: Context, name: str) -> Any:
        """Return one of the functions of the module for this pattern."""
        if name not in _FUNCTIONS:
            raise Refused(f"A pattern has no '{name}'.")
        function = _FUNCTIONS[name]
        return Native(
            name, lambda context, *args: function(context, self.pattern, *args, flags=self.flags)
        )


def _match_or_none(found: Any) -> Match | None:
    return Match(found) if found else None


def _search(context: Context, pattern: Any, text: str, flags: int = 0) -> Match | None:
    return _match_or_none(_ready(context, pattern, text, flags).search(str(text)))


def _match(context: Context, pattern: Any, text: str, flags: int = 0) -> Match | None:
    return _match_or_none(_ready(context, pattern, text, flags).match(str(text)))


def _fullmatch(context: Context, pattern: Any, text: str, flags: int = 0) -> Match | None:
    return _match_or_none(_ready(context, pattern, text, flags).fullmatch(str(text)))


def _findall(context: Context, pattern: Any, text: str, flags: int = 0) -> list[Any]:
    found: list[Any] = _ready_for_all(context, pattern, text, flags).findall(str(text))
    context.budget.elements(len(found))
    return found


def _split(
    context: Context, pattern: Any, text: str, maxsplit: int = 0, flags: int = 0
) -> list[Any]:
    found: list[Any] = _ready_for_all(context, pattern, text, flags).split(str(text), maxsplit)
    context.budget.elements(len(found))
    return found


def _finditer(context: Context, pattern: Any, text: str, flags: int = 0) -> list[Match]:
    ready = _ready_for_all(context, pattern, text, flags)
    found = [Match(each) for each in ready.finditer(str(text))]
    context.budget.elements(len(found))
    return found


def _sub(
    context: Context, pattern: Any, new: Any, text: str, count: int = 0, flags: int = 0
) -> str:
    if isinstance(new, Invocable):
        return _sub_called(context, pattern, new, text, count, flags)
    ready = _ready_for_all(context, pattern, text, flags)
    if not isinstance(new, str):
        raise Refused("re.sub takes a text to put in.")
    context.budget.text(len(text) + (len(text) + 1) * len(new))
    made: str = ready.sub(str(new), str(text), count)
    return made


def _sub_called(
    context: Context, pattern: Any, new: Invocable, text: str, count: int, flags: int
) -> str:
    """Return the text with what a function gives for each match in its place."""
    parts: list[str] = []
    end = 0
    for match in _finditer(context, pattern, text, flags)[: count or None]:
        put = text_of(context, new.call(context, [match], {}))
        parts += [text[end : match.found.start()], put]
        end = match.found.end()
        context.budget.text(len(put))
    parts.append(text[end:])
    context.budget.text(sum(map(len, parts)))
    return "".join(parts)


def _compile(context: Context, pattern: str, flags: int = 0) -> Pattern:
    _ready(context, pattern, "", flags)
    return Pattern(pattern, flags)


def _escape(context: Context, text: str) -> str:
    context.budget.text(len(text) * 2)
    made: str = re2.escape(str(text))
    return made


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "search": _search, "match": _match, "fullmatch": _fullmatch, "findall": _findall,
    "finditer": _finditer, "split": _split, "sub": _sub,
}  # fmt: skip
offer(
    "re",
    {**_FUNCTIONS, "compile": _compile, "escape": _escape},
    I=2, IGNORECASE=2, M=8, MULTILINE=8, S=16, DOTALL=16,
)  # fmt: skip
