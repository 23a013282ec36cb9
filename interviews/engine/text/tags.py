"""The tags in brackets of docassemble's texts: `[BR]`, `[CENTER]`, `[PAGEBREAK]` and more."""

from __future__ import annotations

import re

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_TAG = re.compile(r"\[([A-Z_]{2,24})(?: ([^\[\]\n]{1,200}))?(?P<closed>\])[ \t]*\n?", re.ASCII)
_BREAKS = {"BR": 1, "NEWLINE": 1, "SKIPLINE": 2}
_LETTERS = {
    "NBSP": "\u00a0",
    "ENDASH": "\u2013",
    "EMDASH": "\u2014",
    "HYPHEN": "-",
    "BLANK": "_" * 20,
    "BLANKFILL": "_" * 60,
    "TAB": "\u2003\u2003",
}
_ALIGNED = {
    "CENTER": "center",
    "BOLDCENTER": "center bold",
    "FLUSHLEFT": "flush-left",
    "FLUSHRIGHT": "flush-right",
    "NOINDENT": "no-indent",
    "BORDER": "border",
}
# Said once, they hold for what follows; paper is set well without them, so they say nothing here.
_SETTINGS = {
    "SINGLESPACING", "ONEANDAHALFSPACING", "DOUBLESPACING", "TRIPLESPACING", "INDENTATION",
    "NOINDENTATION", "START_INDENTATION", "STOP_INDENTATION", "INDENTBY", "NO_EMOJIS", "PAGENUM",
    "TOTALPAGES", "SECTIONNUM",
}  # fmt: skip
_FIGURES = {"FILE", "QR", "YOUTUBE", "VIMEO", "TARGET", "EMOJI"}
_ICON = re.compile(r":([a-z][a-z0-9-]{1,40}):(?![\w:])", re.ASCII)
NO_ICONS = "[NO_EMOJIS]"  # then words between colons are nothing but that
_BEFORE_ICON = " \t\n([*_"
# Blanks are matched from their first only: else many of them would be read again and again.
_OWN_LINE = re.compile(r"(?:(?<![ \t])[ \t]+)?\[(PAGEBREAK|NEWPAR)\][ \t]*")


def separate(source: str) -> str:
    """Return `source` with the tags that end a paragraph in paragraphs of their own."""
    if "[PAGEBREAK]" not in source and "[NEWPAR]" not in source:
        return source
    return _OWN_LINE.sub(
        lambda found: "\n\n" if found[1] == "NEWPAR" else f"\n\n[{found[1]}]\n\n", source
    )


def bracket_tag(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Markdown-it rule: read one tag in brackets."""
    if state.src[state.pos] != "[" or not (found := _TAG.match(state.src, state.pos)):
        return False
    word, argument = found[1], found[2] or ""
    if word not in _BREAKS | _LETTERS | _ALIGNED and word not in _SETTINGS | _FIGURES:
        return False
    if not silent:
        _push(state, word, argument, swallowed=found[0])
    # A picture stands among words; the other tags swallow the blanks behind them.
    state.pos = found.end("closed") if word in _FIGURES else found.end()
    return True


def _push(state: StateInline, word: str, argument: str, *, swallowed: str) -> None:
    if word in _BREAKS:
        state.pending = state.pending.rstrip()
        if not state.pending and state.tokens and state.tokens[-1].type == "softbreak":
            state.tokens.pop()
        for _ in range(_BREAKS[word]):
            state.push("hardbreak", "br", 0)
    elif word in _LETTERS:
        state.pending += _LETTERS[word] + swallowed[swallowed.index("]") + 1 :]
    elif word in _ALIGNED:
        token = state.push("alignment", "", 0)
        token.meta = {"class": _ALIGNED[word]}
    elif word in _FIGURES:
        token = state.push("figure", "span", 0)
        token.meta = {"word": word, "argument": argument}


def icon(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Markdown-it rule: read `:name:` as a small picture without a meaning of its own."""
    before = state.src[state.pos - 1 : state.pos]
    found = _ICON.match(state.src, state.pos)
    if not found or before.strip(_BEFORE_ICON) or not state.env["icons"]:
        return False
    if not silent:
        token = state.push("figure", "span", 0)
        token.meta = {"word": "ICON", "argument": found[1]}
    state.pos = found.end()
    return True


def align_paragraphs(state: StateCore) -> None:
    """Markdown-it rule: move an alignment to its paragraph, and page breaks out of theirs."""
    tokens = state.tokens
    for at, token in enumerate(tokens):
        if token.type != "inline" or not token.children:
            continue
        if token.content == "[PAGEBREAK]" and tokens[at - 1].type == "paragraph_open":
            token.children = [Token("page_break", "hr", 0)]
            tokens[at - 1].hidden = tokens[at + 1].hidden = True
            continue
        for child in token.children:
            if child.type == "alignment":
                tokens[at - 1].attrJoin("class", child.meta["class"])
        token.children = [child for child in token.children if child.type != "alignment"]


def line_blocks(state: StateCore) -> None:
    """Markdown-it rule: lines that all begin with a bar keep their ends (Pandoc's line block)."""
    for token in state.tokens:
        if token.type == "inline" and token.content.startswith("| "):
            lines = token.content.split("\n")
            if all(line.startswith("|") for line in lines):
                token.content = "[BR]".join(line[1:].strip() for line in lines)
