"""Markdown to HTML: CommonMark, tables, smart punctuation, the tags in brackets, terms.

The source is a filled text: an author's markup with veiled values in it (see `escape`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Protocol

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from interviews.engine.errors import BudgetExceeded
from interviews.engine.limits import Budget
from interviews.engine.screens import Html
from interviews.engine.text import attributes, mixed, smart, tags, terms
from interviews.engine.text.sanitise import SCHEMES, sanitise
from interviews.engine.veil import unveil, unveil_in_html


class Figures(Protocol):
    """Who knows the pictures that a text names."""

    def figure(self, word: str, argument: str) -> str:
        """Return HTML for `[WORD argument]`, or "" when there is nothing to show."""


@dataclass(frozen=True)
class Setting:
    """What a text is read with: the author's terms, the pictures it may name, who pays for it."""

    terms: terms.Terms = field(default_factory=terms.Terms)
    figures: Figures | None = None
    budget: Budget | None = None


PLAIN = Setting()
MOST_PICTURES = 300  # of one text: what begins one is read again for each that is open
_PATH = re.compile(r"[/?#]")
# What Markdown could mean something by costs a parser as much as three steps; letters cost little,
# and so do veiled characters, which are letters to it.
STEPS_A_SIGN = 3
_SIGN = re.compile(r"[^\w \U000F0000-\U000FFFFD]|_")
# Words with single blanks between them, nothing in which Markdown, a tag or the smart signs
# could see anything: most headings and labels are such, and need no parser.
_WORDS = re.compile(r"[^\W\d_]+(?:(?:[,;]? |-)[^\W_]+)*[.?!]?")


def parse(source: str, setting: Setting = PLAIN) -> list[Token]:
    """Return the tokens of a filled text, with veiled values back in their places.

    Raises BudgetExceeded if it would take long.
    """
    if source.count("![") > MOST_PICTURES:
        raise BudgetExceeded("A text has too many pictures.")
    if setting.budget is not None:
        setting.budget.text(len(source))
        setting.budget.charge(len(_SIGN.findall(source)) * STEPS_A_SIGN)
    env = {"setting": setting, "icons": tags.NO_ICONS not in source}
    return _PARSER.parse(tags.separate(mixed.open_elements(source)), env)


def render(source: str, setting: Setting = PLAIN) -> Html:
    """Return a filled text as HTML of whole paragraphs."""
    if not source.strip():
        return Html()
    if words := _mere_words(source, setting):
        return Html(f"<p>{words}</p>")
    return _to_html(parse(source, setting), setting)


def render_inline(source: str, setting: Setting = PLAIN) -> Html:
    """Return a filled text as HTML without a paragraph round it, if it is only one."""
    if not source.strip():
        return Html()
    if words := _mere_words(source, setting):
        return Html(words)
    tokens = parse(source, setting)
    if [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]:
        tokens = tokens[1:2]
    return _to_html(tokens, setting)


def _mere_words(source: str, setting: Setting) -> str:
    """Return the text, "" if there is anything in it but words."""
    words = "" if setting.terms.automatic else unveil(source)
    return words if _WORDS.fullmatch(words) else ""


def _to_html(tokens: Sequence[Token], setting: Setting) -> Html:
    html = _PARSER.renderer.render(tokens, _PARSER.options, {"setting": setting})
    return sanitise(html.strip("\n"))


def _unveil_the_rest(state: StateCore) -> None:
    """Markdown-it rule: bring veiled characters back in code, attributes and raw HTML."""
    for token in state.tokens:
        _unveil_token(token)


def _unveil_token(token: Token) -> None:
    if token.type in {"code_inline", "code_block", "fence"}:
        token.content = unveil(token.content)
    elif token.type in {"html_inline", "html_block"}:
        token.content = unveil_in_html(token.content)
    for key, value in token.attrs.items():
        if isinstance(value, str):
            token.attrs[key] = unveil(value)
    for child in token.children or ():
        _unveil_token(child)


def _normalise_link(url: str) -> str:
    return normalizeLink(unveil(url).replace("\n", ""))


def _link_is_fit(url: str) -> bool:
    """Return whether `url` is relative or of an allowed scheme."""
    scheme, colon, _ = _PATH.split(url, maxsplit=1)[0].partition(":")
    return not colon or scheme.lower() in SCHEMES


class _Renderer(RendererHTML):
    """Tokens of our own: figures, page breaks, terms."""

    def figure(
        self, tokens: Sequence[Token], at: int, options: Any, env: Mapping[str, Any]
    ) -> str:
        """Return what the setting knows under the figure's name."""
        figures = env["setting"].figures
        word, argument = tokens[at].meta["word"], unveil(tokens[at].meta["argument"])
        known = figures.figure(word, argument) if figures else ""
        if known or word != "ICON":
            return known
        return f'<span class="icon icon-{escape(argument)}" aria-hidden="true"></span>'

    def page_break(self, *_: Any) -> str:
        """Return a rule that print takes for the end of a page."""
        return '<hr class="page-break">\n'

    def term(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        """Return a link of our own scheme, which the sanitiser makes a button."""
        return f'<a href="term:{tokens[at].meta["key"]}">{escape(tokens[at].content)}</a>'


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"xhtmlOut": False}, renderer_cls=_Renderer).enable("table")
    parser.inline.ruler.before("link", "bracket_tag", tags.bracket_tag)
    parser.inline.ruler.before("link", "braced_term", terms.braced_term)
    parser.inline.ruler.before("link", "icon", tags.icon)
    parser.inline.ruler.before("link", "attributes", attributes.inline_list)
    parser.core.ruler.after("block", "line_blocks", tags.line_blocks)
    parser.core.ruler.after("line_blocks", "attributes", attributes.block_lists)
    parser.core.ruler.after("inline", "align_paragraphs", tags.align_paragraphs)
    parser.core.ruler.after("align_paragraphs", "smart_punctuation", smart.smart_punctuation)
    parser.core.ruler.after("text_join", "automatic_terms", terms.automatic_terms)
    parser.core.ruler.push("unveil_the_rest", _unveil_the_rest)
    # The parser offers these two as attributes to be replaced; it has no other door for them.
    setattr(parser, "normalizeLink", _normalise_link)  # noqa: B010
    setattr(parser, "validateLink", _link_is_fit)  # noqa: B010
    return parser


_PARSER = _make_parser()
