"""A template cut into pieces: words, `${ }`, `%` lines, `<% %>` and tags, with their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from interviews.engine.errors import BlockInvalid, Position

Kind = Literal["text", "value", "control", "code", "definition", "definition_end"]

_SPECIAL = re.compile(
    r"""
      (?P<value> \$\{ )
    | (?P<doc> <%doc> .*? </%doc> [ \t]*\n? )
    | (?P<verbatim> <%text> (?P<inner> .*? ) </%text> )
    | (?P<definition> <%def \s+ name\s*=\s*(?P<quote>["']) (?P<head> .*? ) (?P=quote) \s* > \n? )
    | (?P<definition_end> </%def> \n? )
    | (?P<code> <% (?=\s) (?P<body> .*? ) %> \n? )
    | (?P<refused> <%!? [^\s>]* )
    | (?P<comment> ^ [ \t]* \#\#(?!\#) [^\n]* \n? )
    | (?P<percent> ^ [ \t]* %% )
    | (?P<control> ^ [ \t]* % [ \t]* (?P<line> (?: [^\n\\] | \\[^\n] | \\\n )* ) (?: \n | \Z ) )
    | (?P<joined> \\\n )
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_QUOTES = ('"""', "'''", '"', "'")


@dataclass(frozen=True)
class Piece:
    """One piece of a template; `text` is what stands in it, without its marks."""

    kind: Kind
    text: str
    position: Position


def read(source: str, position: Position) -> Iterator[Piece]:
    """Yield the pieces. Raises BlockInvalid at what has no end or is not of the language."""
    source = source.replace("\r\n", "\n")
    at, line, counted = 0, position.line, 0
    while at < len(source):
        found = _SPECIAL.search(source, at)
        here = found.start() if found else len(source)
        if here > at:
            yield Piece("text", source[at:here], position)
        if found is None:
            return
        line += source.count("\n", counted, here)
        counted = here
        where = replace_line(position, line)
        if found.lastgroup == "value" or found["value"]:
            end = _end_of_value(source, found.end(), where)
            yield Piece("value", source[found.end() : end], where)
            at = end + 1
            continue
        yield from _piece(found, where)
        at = found.end()


def replace_line(position: Position, line: int) -> Position:
    """Return the beginning of another line of the same file."""
    return position if line == position.line else Position(position.path, line)


def _piece(found: re.Match[str], where: Position) -> Iterator[Piece]:
    if found["verbatim"]:
        yield Piece("text", found["inner"], where)
    elif found["definition"]:
        yield Piece("definition", found["head"], where)
    elif found["definition_end"]:
        yield Piece("definition_end", "", where)
    elif found["code"]:
        yield Piece("code", found["body"], where)
    elif found["percent"]:
        yield Piece("text", found["percent"].replace("%%", "%", 1), where)
    elif found["control"]:
        yield Piece("control", found["line"].replace("\\\n", " ").strip(), where)
    elif found["refused"]:
        raise BlockInvalid(
            f"A text has no '{found['refused']}': of Mako's tags there are def, text and doc.",
            where,
        )


def _end_of_value(source: str, start: int, where: Position) -> int:
    """Return where the brace stands that closes `${`; brackets and quotes within are passed."""
    open_brackets: list[str] = []
    at = start
    while at < len(source):
        char = source[at]
        if char in "'\"":
            at = _end_of_quote(source, at, where)
            continue
        if char in _CLOSING:
            open_brackets.append(_CLOSING[char])
        elif open_brackets and char == open_brackets[-1]:
            open_brackets.pop()
        elif char == "}" and not open_brackets:
            return at
        at += 1
    raise BlockInvalid("A '${' has no closing brace. Write ${ expression }.", where)


def first_bar(source: str, where: Position) -> int | None:
    """Return where the first `|` stands outside of brackets and quotes, None if there is none."""
    depth = at = 0
    while at < len(source):
        char = source[at]
        if char in "'\"":
            at = _end_of_quote(source, at, where)
            continue
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "|" and not depth:
            return at
        at += 1
    return None


def without_comment(line: str, where: Position) -> str:
    """Return a line of code without what stands behind a # that is in no quotation."""
    at = 0
    while at < len(line) and line[at] != "#":
        at = _end_of_quote(line, at, where) if line[at] in "'\"" else at + 1
    return line[:at]


def _end_of_quote(source: str, start: int, where: Position) -> int:
    quote = next(each for each in _QUOTES if source.startswith(each, start))
    at = start + len(quote)
    while at < len(source):
        if source[at] == "\\":
            at += 2
        elif source.startswith(quote, at):
            return at + len(quote)
        else:
            at += 1
    raise BlockInvalid("A quotation has no end.", where)
