"""What stands round a question: help, the author's own parts, the menu in the bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from interviews.engine import names
from interviews.engine.blocks.question import Question
from interviews.engine.drawing.buttons import ACTION
from interviews.engine.drawing.texts import Texts
from interviews.engine.objects.lists import DAList
from interviews.engine.running import ABSENT, Running
from interviews.engine.screens import EMPTY, Html, MenuItem
from interviews.engine.text.sanitise import SCHEMES
from interviews.engine.values import text_of
from interviews.engine.veil import veil

_MENU = names.parse("menu_items")
_PARTS = ("under", "submit", "pre", "post", "right")


def draw_parts(running: Running, texts: Texts, question: Question) -> dict[str, Any]:
    """Return the author's parts of the screen by their names."""
    return {key: _part(running, texts, question, key) for key in _PARTS}


def _part(running: Running, texts: Texts, question: Question, key: str) -> Html:
    if key in question.texts:
        return texts.block(question.texts[key])
    if key in running.session.parts:
        return texts.block_of(veil(running.session.parts[key]))
    default = texts.defaults.get(key)
    if default is not None:
        return texts.block(default)
    from_metadata = running.interview.said(key, running.language)
    return texts.block_of(from_metadata) if from_metadata else EMPTY


def draw_help(running: Running, texts: Texts, question: Question) -> dict[str, Any]:
    """Return what explains the question and the interview, and how it is called."""
    help_of, defaults = running.interview.definitions.help, texts.defaults
    parts = help_of.get(running.language) or help_of.get("*", [])
    labels = [texts.plain(part.label) for part in parts if part.label]
    return {
        "help": _helped(texts, question.help_heading, question.help),
        "help_label": texts.plain(question.help_label or defaults.get("help label"))
        or running.interview.said("help label", running.language),
        "interview_help": Html("".join(_helped(texts, p.heading, p.content) for p in parts)),
        "interview_help_label": labels[0] if labels else "",
        "help_beside": bool(running.interview.definitions.features.get("question help button")),
    }


def _helped(texts: Texts, heading: Any, content: Any) -> Html:
    shown = texts.line(heading)
    return Html((f"<h2>{shown}</h2>" if shown else "") + texts.block(content))


def draw_menu(running: Running) -> tuple[MenuItem, ...]:
    """Return the entries of the variable `menu_items`; what is none is left out."""
    value = running.peek(_MENU)
    if isinstance(value, DAList):
        value = value.elements
    if value is ABSENT or not isinstance(value, list):
        return ()
    made = [_menu_item(running, each) for each in value if isinstance(each, Mapping)]
    return tuple(each for each in made if each is not None)


def _menu_item(running: Running, item: Mapping[Any, Any]) -> MenuItem | None:
    label, url = text_of(running, item.get("label", "")), text_of(running, item.get("url", ""))
    if isinstance(action := item.get("action"), str):
        given = item.get("arguments")
        key = running.action_key(action, given if isinstance(given, Mapping) else {})
        return MenuItem(label, action=key)
    if url.startswith(ACTION):
        return MenuItem(label, action=url.removeprefix(ACTION))
    return MenuItem(label, url=url) if _leads_somewhere(url) else None


def _leads_somewhere(url: str) -> bool:
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return False
    return bool(url) and (not scheme or scheme in SCHEMES - {"action", "term"})
