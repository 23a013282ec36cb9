"""The ways onward from a screen: buttons, and choices that are a question's only field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from interviews.engine.blocks.choices import COMMANDS, Option
from interviews.engine.blocks.fields import FieldPart
from interviews.engine.blocks.question import YESNO, ActionButton, Question
from interviews.engine.control import FORGET_PRIOR
from interviews.engine.drawing.asked import Meaning
from interviews.engine.drawing.texts import Texts
from interviews.engine.evaluator.evaluate import evaluate, holds
from interviews.engine.functions.phrases import NOT_KNOWN, in_language
from interviews.engine.running import Running
from interviews.engine.screens import Button, Choice, Field, Html
from interviews.engine.text.template import Template
from interviews.engine.values import text_of, truth_of
from interviews.engine.veil import veil

_SAID = {
    True: "Yes",
    False: "No",
    None: NOT_KNOWN,
    "continue": "Continue",
    "resume": "Resume",
    "none": "None of the above",
    "all": "All of the above",
    "another": "Add another",
    "remove": "Remove",
}
CHOICES = {"choices", "dropdown", "combobox"}
ACTION = "action:"  # what the address of an action begins with
Kind = Literal["answer", "command", "link"]


def word(running: Running, key: bool | str | None) -> str:  # noqa: FBT001 - the answers themselves are the keys
    """Return a word of the engine's own in the language of the person."""
    return in_language(running, _SAID[key])


def is_address(value: str) -> bool:
    """Say whether a button's value is an address that a link may lead to."""
    return value.startswith(("http://", "https://", "/", "?"))


@dataclass
class Ways:
    """Buttons in order and what each means."""

    buttons: list[Button] = field(default_factory=list)
    meanings: dict[str, Meaning] = field(default_factory=dict)
    # Of choices that lead to blocks: what they are chosen by, and what each key of it means.
    chooser: Field | None = None
    branches: dict[str, Meaning] = field(default_factory=dict)

    def add(self, button: Button, meaning: Meaning) -> None:
        """Add one; a key that is taken gets a number."""
        key, again = button.key, 1
        while key in self.meanings:
            again += 1
            key = f"{button.key}-{again}"
        self.buttons.append(
            Button(
                key, button.label, button.image, button.color, button.kind, button.url, button.help
            )
        )
        self.meanings[key] = meaning

    def offer(self, button: Button) -> None:
        """Add one that starts the action with its key."""
        self.buttons.append(replace(button, kind="action"))


class WaysDrawing:
    """Draws the ways onward from one question."""

    def __init__(self, running: Running, texts: Texts, question: Question) -> None:
        self.running = running
        self.texts = texts
        self.question = question
        self.ways = Ways()

    def draw(self) -> Ways:
        """Return the buttons of the question. Raises NameMissing for what they need."""
        question = self.question
        self.actions(first=True)
        if question.kind in YESNO:
            for said, value in YESNO[question.kind].items():
                self.answer(value, self.texts.said(word(self.running, said)))
        elif question.kind == "buttons":
            for option in question.choices.offered(self.running):
                self.option(option)
        elif is_branching(question):
            self.branch()
        elif question.kind not in ("end", "review") or question.continue_field:
            self.onward()
        elif question.kind == "review" and self.running.session.events:
            self.resume()
        self.actions(first=False)
        return self.ways

    def answer(self, value: object, label: Html) -> None:
        """Add a button that answers with a value."""
        key = f"b{len(self.ways.buttons)}"
        self.ways.add(Button(key, label), Meaning("set", self.question.field_name, value))

    def onward(self) -> None:
        """Add the button that sends the form, unless its author hides it, or shows it disabled."""
        if truth_of(self.running, self.question.hides_continue.value(self.running)):
            return
        label = self.label(
            "continue button label", self.question.continue_label
        ) or self.texts.said(word(self.running, "continue"))
        name = self.question.continue_field
        if self.question.kind == "continue" and not name:
            name = self.question.field_name
        if truth_of(self.running, self.question.disables_continue.value(self.running)):
            self.ways.buttons.append(Button("continue", label, disabled=True))
            return
        self.ways.add(
            Button("continue", label), Meaning("set" if name else "continue", name, value=True)
        )

    def label(self, part: str, own: Template | None) -> Html:
        """Return what a button says: the question's own words, else those of all screens."""
        said = self.running.session.parts.get(part)
        if own is None and said is not None:
            return self.texts.line_of(veil(said))
        default = own or self.texts.defaults.get(part)
        if default is None:
            return self.texts.line_of(self.running.interview.said(part, self.running.language))
        return self.texts.line(default)

    def branch(self) -> None:
        """Add a way to choose among what is no answer: blocks; commands and links are buttons."""
        choices: list[Choice] = []
        default = ""
        for option in self.question.choices.offered(self.running):
            _, kind, _, meaning = self.meaning(option)
            if kind == "link":
                self.option(option)
                continue
            if kind == "command":
                meaning = Meaning("embedded", value=option.number)
            key = str(len(choices))
            default = key if option.default else default
            label, help_text = self.texts.line_of(option.label), self.texts.block_of(option.help)
            choices.append(Choice(key, label, help_text, css_class=option.css_class))
            self.ways.branches[key] = meaning
        if choices:
            control = "radio" if self.question.kind == "choices" else "dropdown"
            self.ways.chooser = Field("f0", "", control, value=default, choices=tuple(choices))
            self.onward()

    def resume(self) -> None:
        """Add the button that leaves a review reached by an action."""
        label = self.label("resume button label", self.question.resume_label) or self.texts.said(
            word(self.running, "resume")
        )
        self.ways.add(Button("resume", label), Meaning("continue", "resume"))

    def option(self, option: Option) -> None:
        """Add a button for one choice: an answer, a block, a command, a link."""
        label = self.texts.line_of(option.label)
        image = self.texts.pictures.address(option.image) if option.image else ""
        help_text = self.texts.block_of(option.help)
        if option.url.startswith(ACTION):
            key = option.url.removeprefix(ACTION)
            self.ways.offer(Button(key, label, image, option.color, help=help_text))
            return
        key, kind, url, meaning = self.meaning(option)
        self.ways.add(Button(key, label, image, option.color, kind, url, help_text), meaning)

    def meaning(self, option: Option) -> tuple[str, Kind, str, Meaning]:
        """Return key, kind, address and meaning of one choice."""
        value, key = option.value, f"b{len(self.ways.buttons)}"
        if option.block is not None:
            return key, "answer", "", Meaning("embedded", value=option.number)
        if self.question.field_name:
            return key, "answer", "", Meaning("set", self.question.field_name, value)
        if value == "continue":
            return key, "answer", "", Meaning("embedded", value=option.number)
        if isinstance(value, str) and value in COMMANDS:
            return value, "command", option.url, Meaning("command", value, url=option.url)
        address = option.url or (value if isinstance(value, str) else "")
        if is_address(address):
            return key, "link", address, Meaning("link", url=address)
        return key, "answer", "", Meaning("embedded", value=option.number)

    def actions(self, *, first: bool) -> None:
        """Add what `action buttons` say: those that come first, or the others."""
        for each in self.question.action_buttons:
            if each.comes_first is not first:
                continue
            if each.code is not None:
                self.made_actions(evaluate(each.code, self.running))
            elif each.show_if is None or holds(each.show_if, self.running):
                self.action(each)

    def action(self, each: ActionButton) -> None:
        """Add one action button."""
        arguments = {key: value.value(self.running) for key, value in each.arguments.items()}
        if each.forget_prior:
            arguments[FORGET_PRIOR] = True
        self.add_action(
            each.action.text(self.running), self.texts.line(each.label), each.color, arguments
        )

    def made_actions(self, made: object) -> None:
        """Add the action buttons that code has made."""
        for each in made if isinstance(made, list) else []:
            if not isinstance(each, dict) or not truth_of(self.running, each.get("show if", True)):
                continue
            label = self.texts.line_of(veil(text_of(self.running, each.get("label", ""))))
            arguments = each.get("arguments")
            self.add_action(
                text_of(self.running, each.get("action", "")),
                label,
                text_of(self.running, each.get("color", "")),
                arguments if isinstance(arguments, dict) else {},
            )

    def add_action(
        self, action: str, label: Html, color: str, arguments: Mapping[str, object]
    ) -> None:
        """Add a button that starts an action or leads to an address."""
        if action.startswith(ACTION):
            self.ways.offer(Button(action.removeprefix(ACTION), label, color=color))
        elif action.startswith(("http://", "https://", "/", "?", "mailto:")):
            self.ways.add(
                Button("link", label, color=color, kind="link", url=action),
                Meaning("link", url=action),
            )
        else:
            key = self.running.action_key(action, arguments)
            self.ways.offer(Button(key, label, color=color))


def is_branching(question: Question) -> bool:
    """Say whether choosing leads somewhere instead of answering."""
    leads = any(each.block for each in question.choices.written)
    return question.kind in CHOICES and (leads or not question.field_name)


def only_part(question: Question) -> FieldPart:
    """Return the choices, or the signature, of a question as the one field of its screen."""
    control = {"choices": "radio"}.get(question.kind, question.kind)
    return FieldPart(
        question.position,
        name=question.field_name,
        datatype=control,
        choices=question.choices,
        default=question.default,
        required=question.required,
        labeler=question.labeler,
        none_of_the_above=False,
    )
