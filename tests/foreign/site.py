"""A site of one process and no database: interviews of a folder, drawn with our own templates."""

from __future__ import annotations

import json
import re
import uuid
from datetime import UTC, datetime
from functools import cache
from html import escape
from types import SimpleNamespace
from urllib.parse import parse_qsl, unquote, urlsplit

from django.template.loader import render_to_string

from interviews.engine.errors import AnswersRefused, AuthorMistake, EngineError
from interviews.engine.runner import (
    Interview,
    Json,
    Runner,
    Surroundings,
    error_help,
    load_interview,
)
from interviews.engine.screens import Screen
from interviews.forms import draw_form
from interviews.services.seats import forced_command
from tests.foreign.page import Page
from tests.foreign.scenarios import FOLDER

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
UID = uuid.UUID(int=7)


class FolderFiles:
    """The packages of the folder."""

    def read(self, package: str, path: str) -> bytes:
        found = (FOLDER / "packages" / package / path).resolve()
        if not found.is_relative_to(FOLDER) or not found.is_file():
            raise FileNotFoundError(path)
        return found.read_bytes()


@cache
def interview_of(package: str, path: str) -> Interview:
    return load_interview(FolderFiles(), package, path)


def error_page(error: EngineError, interview: Interview | None = None) -> Page:
    """Return the page of a mistake, with the details that a site in development shows."""
    mistake = error if isinstance(error, AuthorMistake) else None
    details = {
        "message": mistake.message if mistake else str(error),
        "position": mistake.position if mistake else None,
    }
    context = {
        "details": details,
        "said": error_help(interview, "en") if interview else "",
        "session": SimpleNamespace(uid=UID, owner_id=1) if interview else None,
    }
    return Page(render_to_string("interviews/author_error.html", context), status=500)


class Site:
    """One visitor's way through one session; every request reads the state from its JSON."""

    def __init__(self) -> None:
        self.interview: Interview | None = None
        self.url_args: dict[str, str] = {}
        self.states: list[str | None] = []
        self.number = 0
        self.prior: str | None = None
        self.screen: Screen | None = None
        self.runner: Runner | None = None
        self.page = Page("<html><body></body></html>")

    def start(self, reference: str) -> Page:
        """Begin a session of `package:path&name=value`."""
        address, _, query = reference.partition("&")
        package, _, path = address.partition(":")
        self.url_args = dict(parse_qsl(query))
        self.states, self.number, self.prior = [None], 0, None
        try:
            self.interview = interview_of(package, path)
        except AuthorMistake as mistake:
            return self.show(error_page(mistake))
        return self.sit()

    def go(self, address: str) -> Page:
        """Follow a link of the page."""
        split = urlsplit(address)
        if split.path == "/interview":
            wanted = dict(parse_qsl(split.query))
            rest = "".join(f"&{k}={v}" for k, v in wanted.items() if k not in ("i", "reset"))
            return self.start(unquote(wanted["i"]) + rest)
        if found := re.fullmatch(rf"/interviews/{UID}/(\d+)/", split.path):
            return self.back_to(int(found[1]))
        return self.show(Page(f"<html><body>{escape(address)}</body></html>", status=404))

    def back_to(self, number: int) -> Page:
        self.number, self.prior = number, self.states[-1]
        return self.sit()

    def sit(self) -> Page:
        """Show the present screen."""
        assert self.interview is not None
        state, prior = read(self.states[self.number]), read(self.prior)
        surroundings = Surroundings(NOW, url_args=self.url_args)
        self.runner = Runner(self.interview, state, surroundings, prior)
        try:
            self.screen = self.runner.next_screen()
            self.states[self.number] = json.dumps(self.runner.to_json())
        except EngineError as error:
            return self.show(error_page(error, self.interview))
        return self.draw()

    def draw(
        self, posted: dict[str, list[str]] | None = None, errors: dict[str, str] | None = None
    ) -> Page:
        """Return the page of the present screen, or what its command does."""
        shown = self.screen
        assert shown is not None
        assert self.interview is not None
        if command := forced_command(shown):
            return self.obey(command.key, command.url)
        parts = [mark for mark in shown.sections if mark.depth == 0]
        here = next((n for n, mark in enumerate(parts, 1) if mark.state == "here"), 0)
        can_go_back = shown.can_go_back and self.number > 0
        context = {
            "session": SimpleNamespace(uid=UID, owner_id=1, title=self.interview.title),
            "screen": shown,
            "number": self.number,
            "form": draw_form(shown, posted, errors),
            "form_url": f"/interviews/{UID}/",
            "block_template": f"interviews/blocks/{shown.kind}.html",
            "back_url": f"/interviews/{UID}/{self.number - 1}/" if can_go_back else "",
            "part": {"number": here, "count": len(parts), "name": parts[here - 1].label}
            if here
            else None,
            "notice": "",
            "page_language": shown.language,
        }
        return self.show(Page(render_to_string("interviews/screen.html", context)))

    def show(self, page: Page) -> Page:
        self.page = page
        return page

    def submit(self, form: str, pressed: tuple[str, str]) -> Page:
        """Send a form of the page."""
        assert self.screen is not None
        assert self.runner is not None
        posted = self.page.form(form)
        posted[pressed[0]] = [pressed[1]]
        values = {key: each for key, each in posted.items() if key not in ("number", "screen")}
        for button in self.screen.buttons:
            if pressed == ("button", button.key) and button.kind == "command":
                return self.obey(button.key, button.url)
        try:
            if action := values.pop("action", None):
                self.runner.act(action[0])
            else:
                self.runner.answer(values)
        except AnswersRefused as refused:
            return self.draw(values, refused.errors)
        except EngineError as error:
            return self.show(error_page(error, self.interview))
        return self.move_on(self.runner)

    def move_on(self, runner: Runner) -> Page:
        """Assemble the next screen within the request, then show it as the next one would."""
        del self.states[self.number + 1 :]
        try:
            runner.next_screen()
            self.states.append(json.dumps(runner.to_json()))
        except EngineError as error:
            return self.show(error_page(error, self.interview))
        self.number, self.prior = self.number + 1, None
        return self.sit()

    def obey(self, command: str, url: str) -> Page:
        """Do what a command button says."""
        word = command.partition("-")[0]
        if word in ("restart", "new_session"):
            self.states, self.number, self.prior = [None], 0, None
            return self.sit()
        if word == "refresh":
            return self.sit()
        return self.show(Page(f"<html><body>{escape(word)} {escape(url)}</body></html>"))


def read(state: str | None) -> Json | None:
    return None if state is None else json.loads(state)
