"""Attributes in braces, as Python-Markdown reads them: `[a](b){:target="_blank" .class #id}`.

They belong to the link, picture or code before them, to the heading whose line they end, or to
the paragraph whose last line they are. The sanitiser decides which of them stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_LIST = r"\{:[ ]{0,9}([^{}\n]{1,200})\}"
_INLINE = re.compile(_LIST)
_OF_HEADING = re.compile(rf"[ ]{_LIST}[ ]{{0,9}}\Z")
_OF_PARAGRAPH = re.compile(rf"\n{_LIST}[ ]{{0,9}}\Z")
_ONE = re.compile(r"""([.#])([\w-]{1,80})|([\w-]{1,40})=(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")
_OWNERS = {"link_close", "image", "code_inline"}


def read(source: str) -> Iterator[tuple[str, str]]:
    """Yield name and value of each attribute in a list."""
    for mark, word, name, *values in _ONE.findall(source):
        yield ("class" if mark == "." else "id", word) if mark else (name, "".join(values))


def _give(token: Token, source: str) -> None:
    for name, value in read(source):
        if name == "class":
            token.attrJoin(name, value)
        elif name not in ("href", "src"):
            token.attrSet(name, value)


def inline_list(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Markdown-it rule: read a list that stands behind a link, a picture or code."""
    if silent or state.src[state.pos] != "{" or state.pending or not state.tokens:
        return False
    found = _INLINE.match(state.src, state.pos)
    if not found or state.tokens[-1].type not in _OWNERS:
        return False
    _give(_opening(state.tokens), found[1])
    state.pos = found.end()
    return True


def _opening(tokens: list[Token]) -> Token:
    """Return the last token, or of a link the one that opens it: links hold no links."""
    if tokens[-1].type != "link_close":
        return tokens[-1]
    return next(token for token in reversed(tokens) if token.type == "link_open")


def block_lists(state: StateCore) -> None:
    """Markdown-it rule: read a list at the end of a heading or paragraph."""
    patterns = {"heading_open": _OF_HEADING, "paragraph_open": _OF_PARAGRAPH}
    for opening, token in zip(state.tokens, state.tokens[1:], strict=False):
        pattern = patterns.get(opening.type)
        if pattern and "{:" in token.content and (found := pattern.search(token.content)):
            _give(opening, found[1])
            token.content = token.content[: found.start()]
