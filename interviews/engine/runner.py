"""The engine's door: one session of one interview, screen after screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interviews.engine import actions
from interviews.engine.answering import Answering
from interviews.engine.context import Surroundings
from interviews.engine.control import NameMissing
from interviews.engine.datatypes.file import FILES
from interviews.engine.documents.formats import make_document
from interviews.engine.documents.layout import Letter
from interviews.engine.doubting import doubts_about
from interviews.engine.drawing.asked import Asked
from interviews.engine.errors import AnswersRefused, ExpressionFailed
from interviews.engine.interview import Interview
from interviews.engine.limits import Budget
from interviews.engine.loading import check_interview, load_interview
from interviews.engine.looking import Looking
from interviews.engine.objects.files import KeptFile
from interviews.engine.screens import EMPTY, Html, Screen
from interviews.engine.session import Session
from interviews.engine.source import Files
from interviews.engine.state import Json, from_json, to_json
from interviews.engine.text import markdown

__all__ = [
    "FILES",
    "Files",
    "Interview",
    "Json",
    "KeptFile",
    "Runner",
    "Surroundings",
    "check_interview",
    "doubts_about",
    "error_help",
    "load_interview",
]


def error_help(interview: Interview, language: str) -> Html:
    """Return what the author wants to be said where the interview fails, '' if nothing."""
    said = interview.metadata.get("error help")
    if isinstance(said, Mapping):
        said = said.get(language, said.get("*"))
    return markdown.render(str(said), markdown.Setting()) if said else EMPTY


class Runner:
    """One session: what is asked, what is answered, and its state as typed JSON."""

    def __init__(
        self,
        interview: Interview,
        state: Json | None,
        surroundings: Surroundings,
        prior: Json | None = None,
    ) -> None:
        """Begin a session, or go on with a stored one.

        `prior` is the state that somebody left by going back: fields take their first values
        from it. Raises StateUnreadable.
        """
        self.interview = interview
        self.surroundings = surroundings
        self.session = from_json(state) if state is not None else Session()
        self.prior = from_json(prior) if prior is not None else None
        self.asked: Asked | None = None
        self.chosen_action: tuple[str, dict[str, Any]] | None = None
        self.left = ""  # the breadcrumb of the screen on which it was chosen
        if state is None:
            self.session.names["url_args"] = dict(surroundings.url_args)

    def next_screen(self) -> Screen:
        """Return the screen that the session is at.

        Raises NothingDefines, GoesInCircles, NeverEnds, ExpressionFailed, BudgetExceeded.
        """
        solver = self._solver()
        if self.chosen_action is None:
            solver.found = tuple(self.session.found)
            solver.looks_again = bool(self.session.found)
        else:
            solver.left = self.left
            actions.start(solver, *self.chosen_action)
            self.chosen_action = None
        solver.begin()
        self.asked = asked = solver.next_asked()
        self.session.found = [asked.question.name if asked.question else "", asked.sought]
        return asked.screen

    def answer(
        self, posted: Mapping[str, Sequence[str]], uploads: Mapping[str, Any] | None = None
    ) -> None:
        """Keep what was posted for the present screen: field keys to values, "button" to a key.

        Raises AnswersRefused with a message for each field; the state is then what it was.
        """
        asked = self._present()
        before = to_json(self.session)
        self.session.told = []
        solver = self._solver()
        try:
            Answering(solver, asked, posted, uploads or {}).answer()
        except AnswersRefused:
            self.session = from_json(before)
            self.asked = None
            raise
        except NameMissing as missing:
            self.session = from_json(before)
            self.asked = None
            raise ExpressionFailed(f"Checking the answers needs `{missing.name}`.") from missing
        self.session.found = []
        self.asked = None

    def act(self, action: str) -> None:
        """Begin an action of the present screen: a review item, a link of `url_action`.

        Raises AnswersRefused if neither the screen nor code has offered one with this key.
        """
        offered = self._present().actions
        if action in offered:
            self.chosen_action = offered[action]
        elif action in self.session.links:
            name, given = self.session.links[action]
            self.chosen_action = (name, given)
        else:
            raise AnswersRefused({"": "This is no longer offered here."})
        self.left = self._present().crumb
        self.session.steps += 1
        self.session.found = []
        self.session.told = []
        self.asked = None

    def document(self, key: str, format: str) -> bytes:  # noqa: A002 - the word of the door
        """Return the bytes of a document that the present screen offers. Raises KeyError."""
        filled = self._present().documents[key]
        letter = Letter(
            filled.title,
            filled.source,
            self.session.language or self.surroundings.language,
            self.surroundings.now,
            filled.texts.setting,
        )
        return make_document(letter, format)

    def to_json(self) -> Json:
        """Return the session as typed JSON. Raises BudgetExceeded if it is too large."""
        return to_json(self.session)

    def _present(self) -> Asked:
        if self.asked is None:
            self.next_screen()
        assert self.asked is not None
        return self.asked

    def _solver(self) -> Looking:
        solver = Looking(self.interview, self.session, self.surroundings, self.prior)
        solver.budget = Budget()
        return solver
