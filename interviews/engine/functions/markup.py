"""What an author's code may write as markup: bold, quotations, buttons, addresses of files."""

from __future__ import annotations

from typing import Any

from interviews.engine.context import Context
from interviews.engine.registry import function
from interviews.engine.values import text_of
from interviews.engine.veil import Markup, veil


def _veiled(context: Context, value: Any) -> str:
    said = veil(text_of(context, value))
    context.budget.text(len(said))
    return said


@function("bold")
def bold(context: Context, value: Any, default: Any = "") -> str:
    """Return a text in bold, or the default if it is empty."""
    said = _veiled(context, value) or _veiled(context, default)
    return Markup(f"**{said}**") if said else ""


@function("italic")
def italic(context: Context, value: Any, default: Any = "") -> str:
    """Return a text in italics, or the default if it is empty."""
    said = _veiled(context, value) or _veiled(context, default)
    return Markup(f"*{said}*") if said else ""


@function("plain")
def plain(context: Context, value: Any, default: Any = "") -> str:
    """Return a text as it is, or the default if it is empty."""
    return text_of(context, value) or text_of(context, default)


_REDACTED = "\u2588" * 6  # of one length: how long the text is says something about it


@function("redact")
def redact(context: Context, value: Any) -> str:
    """Return a black bar instead of a text; in a document with `redact: False` the text."""
    said = text_of(context, value)
    return said if context.unredacted else _REDACTED


@function("static_image")
def static_image(context: Context, reference: Any, **options: Any) -> str:
    """Return a picture of a package as a text shows it, of a `width` if that is given."""
    said = [text_of(context, each) for each in (reference, options.get("width") or "") if each]
    return Markup(f"[FILE {', '.join(veil(each) for each in said)}]")


@function("raw")
def raw(context: Context, value: Any) -> str:
    """Return an author's own text as markup. Never give it what a person answered."""
    return Markup(text_of(context, value))


@function("verbatim")
def verbatim(context: Context, value: Any) -> str:
    """Return a text in which nothing is markup; as `${ }` does with every text."""
    return Markup(_veiled(context, str(text_of(context, value))))


@function("quote_paragraphs")
def quote_paragraphs(context: Context, value: Any) -> str:
    """Return a text as a quotation, paragraph by paragraph."""
    parts = [part.strip() for part in text_of(context, value).split("\n\n")]
    quoted = "\n>\n".join("> " + veil(part) for part in parts if part)
    context.budget.text(len(quoted))
    return Markup(f"\n{quoted}\n")


@function("single_to_double_newlines")
def single_to_double_newlines(context: Context, value: Any) -> str:
    """Return a text whose every line is a paragraph."""
    lines = [line.strip() for line in text_of(context, value).split("\n")]
    made = "\n\n".join(veil(line) for line in lines if line)
    context.budget.text(len(made))
    return Markup(made)


@function("manual_line_breaks")
def manual_line_breaks(context: Context, value: Any) -> str:
    """Return a text whose line breaks stay."""
    lines = text_of(context, value).replace("\r", "").split("\n")
    made = " [BR] ".join(veil(line) for line in lines)
    context.budget.text(len(made))
    return Markup(made)


@function("action_button_html")
def action_button_html(context: Context, url: Any, **kwargs: Any) -> str:
    """Return a link that looks like a button: `label`, `color`, `size`, `new_window`, `block`."""
    label = _veiled(context, kwargs.get("label") or "Edit")
    said = [(key, kwargs.get(key)) for key in ("color", "size")]
    classes = ["button", *(f"{key}-{each}" for key, each in said if is_class(each))]
    if kwargs.get("block"):
        classes.append("block")
    window = ' target="_blank"' if kwargs.get("new_window") else ""
    href = _veiled(context, url)
    return Markup(f' <a class="{" ".join(classes)}"{window} href="{href}">{label}</a> ')


def is_class(value: Any) -> bool:
    """Say whether a value may be part of a class of the stylesheet."""
    return isinstance(value, str) and value.replace("-", "").isalnum()


@function("action_menu_item")
def action_menu_item(
    context: Context, label: Any, action: str, _screen_size: str = "", **arguments: Any
) -> dict[str, Any]:
    """Return an entry for `menu_items` that carries out an action."""
    # The action and not its key: a menu outlives the screen on which it was written.
    return {"label": text_of(context, label), "action": action, "arguments": arguments}


@function("url_ask")
def url_ask(context: Context, *items: Any) -> str:
    """Return the address of an action that asks for these, one after the other."""
    wanted = items[0] if len(items) == 1 and isinstance(items[0], list) else list(items)
    return f"action:{context.action_key('_da_force_ask', {'items': wanted})}"
