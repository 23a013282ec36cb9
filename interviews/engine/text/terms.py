"""Words with an explanation: `{term}` where the author says so, or wherever the word stands."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from interviews.engine.veil import unveil

_BRACED = re.compile(r"\{([^{}|\n]{1,200})(?:\|([^{}\n]{1,200}))?\}")
# Terms longer than this are no words that one marks; it also bounds the pattern.
_MOST_AUTOMATIC = 500


def term_key(word: str) -> str:
    """Return the key under which a page keeps the explanation of `word`."""
    return hashlib.sha256(" ".join(word.lower().split()).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Terms:
    """The words of one screen: `braced` are marked by the author, `automatic` wherever they are.

    Both map the word to nothing but itself in lower case: what a term means is the page's matter.
    """

    braced: frozenset[str] = frozenset()
    automatic: frozenset[str] = frozenset()
    used: dict[str, str] = field(default_factory=dict, compare=False)  # key -> word, as met

    @classmethod
    def of(cls, braced: Mapping[str, object], automatic: Mapping[str, object]) -> Terms:
        """Return the terms that are the keys of the two tables."""
        return cls(
            frozenset(filter(None, map(_folded, braced))),
            frozenset(filter(None, map(_folded, automatic))),
        )

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """A pattern of the automatic words, the longest first; their text is escaped."""
        words = sorted(self.automatic, key=len, reverse=True)[:_MOST_AUTOMATIC]
        if not words:
            return None
        alternatives = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
        return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)


def _folded(word: object) -> str:
    return " ".join(str(word).lower().split())


def _mark(terms: Terms, word: str, shown: str) -> Token:
    key = term_key(word)
    terms.used[key] = _folded(word)
    return Token("term", "button", 0, content=shown, meta={"key": key})


def braced_term(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Markdown-it rule: read `{term}` and `{term|as it is shown}` if the term is known."""
    if state.src[state.pos] != "{" or not (found := _BRACED.match(state.src, state.pos)):
        return False
    terms: Terms = state.env["setting"].terms
    word = unveil(found[1])
    if _folded(word) not in terms.braced:
        return False
    if not silent:
        if state.pending:
            state.pushPending()
        state.tokens.append(_mark(terms, word, unveil(found[2] or found[1]).strip()))
    state.pos = found.end()
    return True


def automatic_terms(state: StateCore) -> None:
    """Markdown-it rule: mark the automatic words in running text, outside links and headings."""
    terms: Terms = state.env["setting"].terms
    if not (pattern := terms.pattern):
        return
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = list(_marked(token.children, pattern, terms))


def _marked(children: list[Token], pattern: re.Pattern[str], terms: Terms) -> Iterator[Token]:
    in_link = 0
    for token in children:
        in_link += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type != "text" or in_link:
            yield token
            continue
        end = 0
        for found in pattern.finditer(token.content):
            yield replace(token, content=token.content[end : found.start()])
            yield _mark(terms, found[0], found[0])
            end = found.end()
        yield replace(token, content=token.content[end:])
