"""Screens that no question describes: messages that code makes, and the ends of a session."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from interviews.engine.control import CommandGiven, ScreenMade
from interviews.engine.drawing.around import draw_menu
from interviews.engine.drawing.asked import Asked, Meaning
from interviews.engine.drawing.buttons import Ways, is_address
from interviews.engine.drawing.screen import identity, place
from interviews.engine.drawing.texts import Texts
from interviews.engine.running import Running
from interviews.engine.screens import EMPTY, Button, Screen


def made_screen(running: Running, made: ScreenMade) -> Asked:
    """Return the screen of `message()` and its like."""
    texts = Texts(running, None)
    ways = Ways()
    for button in made.buttons:
        command, url = button.get("command", ""), button.get("url", "")
        label = texts.line_of(button.get("label", ""))
        if command:
            shown = Button(command, label, kind="command", url=url)
            ways.add(shown, Meaning("command", command, url=url))
        elif is_address(url):
            shown = Button(f"b{len(ways.buttons)}", label, kind="link", url=url)
            ways.add(shown, Meaning("link", url=url))
    question, body = texts.line_of(made.question), texts.block_of(made.subquestion)
    return _asked(running, question, body, ways)


def command_screen(running: Running, given: CommandGiven) -> Asked:
    """Return the end of a session: a screen with nothing but its command."""
    ways = Ways()
    ways.add(
        Button(given.command, EMPTY, kind="command", url=given.url),
        Meaning("command", given.command, url=given.url),
    )
    return _asked(running, EMPTY, EMPTY, ways)


def _asked(running: Running, question: Any, body: Any, ways: Ways) -> Asked:
    screen = Screen(
        id="",
        kind="end",
        question=question,
        subquestion=body,
        buttons=tuple(ways.buttons),
        title=running.interview.title,
        can_go_back=running.session.steps > running.session.no_way_back,
        language=running.language,
        finished=True,
        menu=draw_menu(running),
        **place(running),
    )
    screen = replace(screen, id=identity(running, screen))
    return Asked(screen, buttons=ways.meanings, actions=dict(running.actions))
