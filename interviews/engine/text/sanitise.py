"""What an author's HTML may hold: an allow-list, applied after Markdown to every text.

Scripts, styles, forms, frames and event handlers are dropped; a page's policy would stop them
anyway. Two link schemes are our own: `action:` becomes a button that posts a signed action by
the page's form `actions`, and `term:` one that opens an explanation. Neither can be had by
writing a button.
"""

from __future__ import annotations

import re
from collections import Counter

import nh3

from interviews.engine.errors import BudgetExceeded
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
# What the sanitiser writes: every value stands in double quotes, and holds none.
_LINK = re.compile(r'<a((?: [\w-]+="[^"]*")*)>(.*?)</a>', re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=]+")
_BLANKS = re.compile(r"[\x00-\x20]+")  # browsers read addresses without them
# Elements that a parser looks through, one by one, for each that begins within them: so many
# nested ones would take minutes. No page nests so deep.
MOST_NESTED = 256
_NESTING = re.compile(
    r"<(/?)(address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset|figcaption"
    r"|figure|footer|form|header|hgroup|listing|main|menu|nav|ol|optgroup|pre|r[bpt]|rtc|search"
    r"|section|summary|ul|xmp)(?=[\s/>])",
    re.IGNORECASE,
)
_OWN = re.compile(r"(action|term):([\w.~=+-]+)")


def sanitise(html: str) -> Html:
    """Return `html` with nothing in it but what the allow-list names.

    Raises BudgetExceeded if its elements are nested too deep to be read in time.
    """
    if html.count("<") > MOST_NESTED:
        _refuse_depth(html)
    clean = nh3.clean(
        html,
        tags=_TEXT | _TABLE,
        attributes=_ATTRIBUTES,
        url_schemes=SCHEMES | {"data"} if "data:" in html else SCHEMES,
        attribute_filter=_without_data if "data:" in html else None,
        link_rel="noopener noreferrer",
        strip_comments=True,
        clean_content_tags={"script", "style"},
    )
    if "action:" in clean or "term:" in clean:
        clean = _LINK.sub(_button, clean)
    return Html(clean)


def _refuse_depth(html: str) -> None:
    """Raise BudgetExceeded if more elements than MOST_NESTED are open at once."""
    opened: Counter[str] = Counter()
    for match in _NESTING.finditer(html):
        is_end, name = bool(match[1]), match[2].lower()
        if not is_end:
            opened[name] += 1
        elif opened[name]:
            opened[name] -= 1
        if opened.total() > MOST_NESTED:
            raise BudgetExceeded(f"A text nests more than {MOST_NESTED} elements in one another.")


def _without_data(element: str, attribute: str, value: str) -> str | None:
    """Return an attribute's value, None if it is data that is no picture of a text's own."""
    if _BLANKS.sub("", value).lower().startswith("data:"):
        is_picture = element == "img" and attribute == "src" and _PICTURE.fullmatch(value)
        return value if is_picture else None
    return value


def _button(link: re.Match[str]) -> str:
    """Return the button that a link of our own scheme stands for, else the link."""
    attributes = dict(_ATTRIBUTE.findall(link[1]))
    own = _OWN.fullmatch(attributes.get("href", ""))
    if own is None:
        return link[0]
    (scheme, key), content = own.groups(), link[2]
    if scheme == "term":
        return f'<button type="button" class="term" popovertarget="term-{key}">{content}</button>'
    names = " ".join(("link", attributes.get("class", ""))).strip()
    return (
        f'<button type="submit" form="actions" name="action" value="{key}"'
        f' class="{names}">{content}</button>'
    )
