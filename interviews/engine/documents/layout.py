"""What stands on paper, between Markdown and the formats: paragraphs, lists, tables, breaks.

A format draws these few shapes and need not know Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal

from markdown_it.token import Token

from interviews.engine.documents.pictures import Picture, pictures_in
from interviews.engine.text import markdown

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Run:
    """A piece of text in one style; "\\n" in it is a line break."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    code: bool = False
    link: str = ""
    picture: Picture | None = None  # in place of a text


@dataclass(frozen=True)
class Paragraph:
    """Text that flows. `level` is that of a heading (0: none), `indent` counts steps."""

    runs: tuple[Run, ...]
    level: int = 0
    align: Align = "left"
    indent: int = 0
    marker: str = ""  # of a list's item: "•" or "3."; "" for its further paragraphs
    list_id: int = 0  # the items of one list share it
    border: bool = False

    @property
    def text(self) -> str:
        """The text without its styles."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first row is the head."""

    rows: tuple[tuple[tuple[Run, ...], ...], ...]
    aligns: tuple[Align, ...]


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a new page."""


@dataclass(frozen=True)
class Line:
    """A line across the page."""


Piece = Paragraph | Table | PageBreak | Line | Picture


@dataclass(frozen=True)
class Letter:
    """A document to be made: a filled text with its title, language and date."""

    title: str
    source: str
    language: str
    now: datetime  # only the date of it is written into the file
    setting: markdown.Setting = markdown.PLAIN

    @property
    def dated(self) -> datetime:
        """Midnight of the day: when in the day a person worked is nobody's business."""
        return self.now.replace(hour=0, minute=0, second=0, microsecond=0)

    def pieces(self) -> list[Piece]:
        """Return what stands on the paper, in order."""
        return list(_Reader(markdown.parse(self.source, self.setting)).pieces())


_STYLES: dict[str, dict[str, Any]] = {
    "strong_open": {"bold": True}, "em_open": {"italic": True},
    "strong_close": {"bold": False}, "em_close": {"italic": False},
    "<b>": {"bold": True}, "<strong>": {"bold": True}, "<i>": {"italic": True},
    "<em>": {"italic": True}, "<u>": {"underline": True}, "</b>": {"bold": False},
    "</strong>": {"bold": False}, "</i>": {"italic": False}, "</em>": {"italic": False},
    "</u>": {"underline": False},
}  # fmt: skip
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def runs_of(children: Sequence[Token], *, bold: bool = False) -> tuple[Run, ...]:
    """Return the runs of an inline token's children."""
    style = Run("", bold=bold)
    runs: list[Run] = []
    for token in children:
        key = token.content.lower() if token.type == "html_inline" else token.type
        if key in _STYLES:
            style = replace(style, **_STYLES[key])
        elif token.type == "link_open":
            href = str(token.attrs.get("href", ""))
            style = replace(style, link=href if href.startswith(("http", "mailto:")) else "")
        elif token.type == "link_close":
            style = replace(style, link="")
        elif token.type == "html_inline" and (pictures := pictures_in(token.content)):
            runs.extend(Run("", picture=each) for each in pictures)
        elif text := _text_of(token):
            runs.append(replace(style, text=text, code=token.type == "code_inline"))
    return tuple(runs)


def _text_of(token: Token) -> str:
    if token.type == "softbreak":
        return " "
    if token.type == "hardbreak" or _LINE_BREAK.fullmatch(token.content):
        return "\n"
    return token.content if token.type in {"text", "code_inline", "term"} else ""


class _Reader:
    """Walks the tokens once and keeps track of where in lists and quotes it is."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._lists: list[tuple[int, int | None]] = []  # list id and next number, None: bullets
        self._list_count = 0
        self._quotes = 0
        self._marker = ""

    def pieces(self) -> Iterator[Piece]:
        at = 0
        while at < len(self._tokens):
            token = self._tokens[at]
            if token.type == "table_open":
                end = next(
                    n for n, t in enumerate(self._tokens) if n > at and t.type == "table_close"
                )
                yield _table(self._tokens[at:end])
                at = end
            elif token.type == "inline":
                yield from self._inline(self._tokens[at - 1], token)
            elif token.type == "html_block":
                yield from pictures_in(token.content)
            elif token.type in {"fence", "code_block"}:
                yield Paragraph((Run(token.content.rstrip("\n"), code=True),), indent=self._indent)
            elif token.type == "hr":
                yield Line()
            else:
                self._structure(token)
            at += 1

    @property
    def _indent(self) -> int:
        return len(self._lists) + self._quotes

    def _structure(self, token: Token) -> None:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            self._list_count += 1
            ordered = token.type == "ordered_list_open"
            first = int(token.attrs.get("start", 1)) if ordered else None
            self._lists.append((self._list_count, first))
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self._lists.pop()
        elif token.type == "list_item_open":
            list_id, number = self._lists[-1]
            self._marker = "•" if number is None else f"{number}."
            self._lists[-1] = (list_id, None if number is None else number + 1)
        elif token.type in {"blockquote_open", "blockquote_close"}:
            self._quotes += token.nesting

    def _inline(self, opening: Token, token: Token) -> Iterator[Piece]:
        children = token.children or []
        if any(child.type == "page_break" for child in children):
            yield PageBreak()
            return
        classes = str(opening.attrs.get("class", "")).split()
        marker, self._marker = self._marker, ""
        whole = Paragraph(
            runs_of(children, bold="bold" in classes),
            level=int(opening.tag[1]) if opening.type == "heading_open" else 0,
            align="center"
            if "center" in classes
            else "right"
            if "flush-right" in classes
            else "left",
            indent=self._indent,
            marker=marker,
            list_id=self._lists[-1][0] if self._lists else 0,
            border="border" in classes,
        )
        yield from _apart(whole)


def _apart(whole: Paragraph) -> Iterator[Piece]:
    """Yield a paragraph, with its pictures between what stands before and after them."""
    runs: list[Run] = []
    marker = whole.marker
    for run in whole.runs:
        if run.picture is None:
            runs.append(run)
            continue
        if "".join(each.text for each in runs).strip() or marker:
            yield replace(whole, runs=tuple(runs), marker=marker)
        yield replace(run.picture, align=whole.align)
        runs, marker = [], ""
    if len(runs) == len(whole.runs) or "".join(each.text for each in runs).strip():
        yield replace(whole, runs=tuple(runs), marker=marker)


def _table(tokens: Sequence[Token]) -> Table:
    rows: list[list[tuple[Run, ...]]] = []
    aligns: list[Align] = []
    for opening, token in pairwise(tokens):
        if opening.type == "tr_open":
            rows.append([])
        if token.type == "inline":
            rows[-1].append(runs_of(token.children or [], bold=opening.type == "th_open"))
            if opening.type == "th_open":
                style = str(opening.attrs.get("style", ""))
                aligns.append(
                    "right" if "right" in style else "center" if "center" in style else "left"
                )
    return Table(tuple(tuple(row) for row in rows), tuple(aligns))
