"""What an author's HTML may hold: an allow-list, applied after Markdown to every text.

Scripts, styles, forms, frames and event handlers are dropped; a page's policy would stop them
anyway. Two link schemes are our own: `action:` becomes a button that posts a signed action by
the page's form `actions`, and `term:` one that opens an explanation. Neither can be had by
writing a button.
"""

from __future__ import annotations

import re

import nh3

from interviews.engine.screens import Html

_TEXT = {
    "a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "cite", "code", "dd", "del", "details",
    "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "section",
    "small", "span", "strong", "sub", "summary", "sup", "time", "u", "ul", "var", "wbr",
}  # fmt: skip
_TABLE = {"caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_ANYWHERE = {"class", "dir", "id", "lang", "title", "aria-hidden", "aria-label", "role"}
_ATTRIBUTES = {
    "*": _ANYWHERE,
    "a": {"href", "target"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type", "reversed"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
SCHEMES = {"http", "https", "mailto", "tel", "action", "term"}
_OWN_LINK = re.compile(r'<a (?=[^>]*?href="(action|term):([\w.~=+-]+)")[^>]*>(.*?)</a>', re.DOTALL)
_CLASS = re.compile(r'class="([^"]*)"')


def sanitise(html: str) -> Html:
    """Return `html` with nothing in it but what the allow-list names."""
    clean = nh3.clean(
        html,
        tags=_TEXT | _TABLE,
        attributes=_ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
        strip_comments=True,
        clean_content_tags={"script", "style"},
    )
    if "action:" in clean or "term:" in clean:
        clean = _OWN_LINK.sub(_button, clean)
    return Html(clean)


def _button(link: re.Match[str]) -> str:
    """Return the button that a link of our own scheme stands for."""
    scheme, key, content = link.groups()
    written = _CLASS.search(link[0][: link[0].index(">")])
    if scheme == "term":
        return f'<button type="button" class="term" popovertarget="term-{key}">{content}</button>'
    names = f"link {written[1]}" if written else "link"
    return (
        f'<button type="submit" form="actions" name="action" value="{key}"'
        f' class="{names}">{content}</button>'
    )
