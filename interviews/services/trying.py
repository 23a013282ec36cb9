"""Runs an interview without a person: answers come from a file; nothing is stored."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags

from interviews.engine.errors import AnswersRefused
from interviews.engine.runner import Runner, Surroundings, load_interview
from interviews.engine.screens import Choice, Field, Screen
from interviews.selectors import newest_version_id
from interviews.services.publishing import FilesAtHand

# An interview that asks more than this, with answers from a file, is going in circles.
MOST_SCREENS = 500

Answers = Mapping[str, object]


class AnswerMissing(Exception):
    """The file has no answer for something that must be answered."""


@dataclass(frozen=True)
class TriedScreen:
    """One screen that was met, and the runner that stands at it."""

    screen: Screen
    runner: Runner

    @property
    def question(self) -> str:
        return plain(self.screen.question)


def try_interview(
    packages: Mapping[str, Mapping[str, bytes]],
    package: str,
    path: str,
    *,
    answers: Answers,
    now: datetime.datetime,
) -> Iterator[TriedScreen]:
    """Yield each screen up to the end.

    An answer is found by the name of its variable, by its label, or, for buttons, by the
    question. Raises AnswerMissing, AnswersRefused, AuthorMistake, BudgetExceeded.
    """
    interview = load_interview(FilesAtHand(packages, newest_version_id()), package, path)
    runner = Runner(interview, None, Surroundings(now=now))
    for _ in range(MOST_SCREENS):
        screen = runner.next_screen()
        yield TriedScreen(screen, runner)
        if screen.finished:
            return
        try:
            runner.answer(_posted(screen, answers))
        except AnswersRefused as refused:
            told = "; ".join(refused.errors.values())
            raise AnswerMissing(f'"{plain(screen.question)}": {told}') from refused
    raise AnswerMissing(f"No end after {MOST_SCREENS} screens.")


def plain(text: str) -> str:
    """Return the words of a text without its markup."""
    return " ".join(unescape(strip_tags(text)).split())


def _posted(screen: Screen, answers: Answers) -> dict[str, list[str]]:
    posted = {each.key: _values(each, answers) for each in screen.fields}
    question = plain(screen.question)
    buttons = [button for button in screen.buttons if button.kind == "answer"]
    wanted = str(answers[question]) if question in answers else ""
    pressed = [button for button in buttons if plain(button.label) == wanted]
    if not pressed and len(buttons) > 1:
        labels = ", ".join(plain(button.label) for button in buttons)
        raise AnswerMissing(f'"{question}" needs one of: {labels}.')
    for button in pressed or buttons:
        posted["button"] = [button.key]
    return {key: values for key, values in posted.items() if values}


def _values(field: Field, answers: Answers) -> list[str]:
    """Return what a form would post for a field."""
    label = plain(field.label)
    given = answers.get(field.name, answers.get(label))
    if given is None:
        shown = field.value
        return [shown] if isinstance(shown, str) else list(shown)
    several = given if isinstance(given, list) else [given]
    return [_value(field, each) for each in several]


def _value(field: Field, given: object) -> str:
    if not field.choices:
        return str(given)
    chosen = [choice for choice in field.choices if _means(choice, given)]
    if not chosen:
        labels = ", ".join(plain(choice.label) for choice in field.choices)
        raise AnswerMissing(f'{field.name} is "{given}"; the choices are: {labels}.')
    return chosen[0].key


def _means(choice: Choice, given: object) -> bool:
    words = {True: "yes", False: "no"}.get(given, str(given)) if isinstance(given, bool) else given
    return str(words).casefold() in {plain(choice.label).casefold(), choice.key.casefold()}
