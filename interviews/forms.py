"""Turns a screen of the engine into what its template draws, with posted values and errors."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import escape, strip_tags
from django.utils.translation import gettext as _

from interviews.engine.screens import Choice, Field, Html, Screen

# Datatypes that are drawn alike. One that is not listed has a template of its own name, or is a
# line of text.
CONTROLS = {
    "noyes": "yesno",
    "yesnowide": "yesno",
    "noyeswide": "yesno",
    "yesnomaybe": "radio",
    "noyesmaybe": "radio",
    "yesnoradio": "radio",
    "noyesradio": "radio",
    "object_radio": "radio",
    "dropdown": "select",
    "object": "select",
    "object_multiselect": "multiselect",
    "object_checkboxes": "checkboxes",
    "float": "number",
    "files": "file",
    "camera": "file",
    "user": "file",
    "environment": "file",
    "camcorder": "file",
    "microphone": "file",
    "raw": "text",
    "ml": "text",
    "mlarea": "area",
    "phone": "tel",
    "datetime-local": "datetime",
}
# What an author may put on a control; the engine writes the values, these are the names.
ATTRIBUTES = {
    "min", "max", "step", "minlength", "maxlength", "rows", "cols", "inputmode", "autocomplete",
    "accept", "multiple", "size", "pattern", "capture", "spellcheck",
}  # fmt: skip
# Each control of these is one of a group: the label is the legend of a fieldset.
GROUPS = {"radio", "checkboxes"}
# What somebody who only reads is not shown as text.
UNSAID = {"password", "signature"}


@dataclass(frozen=True)
class DrawnChoice:
    """One choice of a field, with the id of its control."""

    choice: Choice
    id: str
    chosen: bool

    @property
    def name(self) -> str:
        """The label without its markup: options and names of buttons are plain text."""
        return plain(self.choice.label)


@dataclass(frozen=True)
class DrawnField:
    """One input with what it shows: the posted value if there is one, else the engine's."""

    field: Field
    control: str
    values: tuple[str, ...]
    error: str
    choices: tuple[DrawnChoice, ...]
    question: str = ""  # what is asked where the field has no label of its own

    @property
    def id(self) -> str:
        return self.field.key

    @property
    def templates(self) -> list[str]:
        return [
            f"interviews/datatypes/{self.control}.html",
            "interviews/datatypes/text.html",
        ]

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def shown_value(self) -> str:
        """What a combobox shows: the label of the chosen key, or what was typed."""
        names = {each.choice.key: each.name for each in self.choices}
        return names.get(self.value, self.value)

    @property
    def name(self) -> str:
        return plain(self.field.label)

    @property
    def called(self) -> str:
        """What the summary of errors calls the field; each of its lines must make sense alone."""
        said = (self.name or self.question).rstrip(":")
        item = plain(self.field.item.label).rstrip(".:") if self.field.item else ""
        return f"{said} ({item})" if item else said

    @property
    def attributes(self) -> list[tuple[str, str]]:
        return [each for each in self.field.attributes.items() if each[0] in ATTRIBUTES]

    @property
    def too_early(self) -> str:
        """What is said while one types a day before the first, "" if there is none."""
        return self._said_of("min", _("You need to enter a date on or after %(day)s."))

    @property
    def too_late(self) -> str:
        """What is said while one types a day after the last, "" if there is none."""
        return self._said_of("max", _("You need to enter a date on or before %(day)s."))

    def _said_of(self, limit: str, words: str) -> str:
        try:
            day = parse_date(self.field.attributes.get(limit, ""))
        except ValueError:
            return ""
        # Written as the engine writes it when it refuses the answer.
        return words % {"day": date_format(day, "F j, Y")} if day else ""

    @property
    def symbol(self) -> str:
        """What stands before an amount of money."""
        return self.field.attributes.get("symbol", "$")

    @property
    def said(self) -> str:
        """The answer in words, for somebody who only reads; files have links of their own."""
        if self.control == "yesno":
            return _("Yes") if self.value == "True" else _("No")
        if self.control in UNSAID:
            return _("not shown here")
        if self.choices and self.control != "combobox":
            return ", ".join(each.name for each in self.choices if each.chosen)
        return self.shown_value if self.choices else ", ".join(self.values)

    @property
    def is_group(self) -> bool:
        return self.control in GROUPS

    @property
    def is_optional(self) -> bool:
        return not self.field.required and self.control not in {"note", "hidden", "yesno"}

    @property
    def first_id(self) -> str:
        """The id of the control to which an error in the summary leads."""
        return self.choices[0].id if self.is_group and self.choices else self.id

    @property
    def described_by(self) -> str:
        parts = [
            (f"{self.id}-hint", self.field.hint),
            (f"{self.id}-note", self.field.note),
            (f"{self.id}-error", self.error),
        ]
        return " ".join(part for part, is_there in parts if is_there)

    @property
    def rules(self) -> str:
        """The conditions and what an answer switches off, for the page's script."""
        conditions = [
            {
                "field": each.field,
                "values": list(each.values),
                "sense": each.sense,
                "effect": each.effect,
            }
            for each in self.field.conditions
        ]
        rules = {
            "conditions": conditions,
            "disable": list(self.field.disable_others),
            "uncheck": list(self.field.uncheck_others),
            "check": list(self.field.check_others),
            "off": self.field.disabled,
        }
        return (
            json.dumps({key: rule for key, rule in rules.items() if rule})
            if any(rules.values())
            else ""
        )


@dataclass(frozen=True)
class ScreenForm:
    """All that is asked on one screen, as it is drawn."""

    fields: tuple[DrawnField, ...]
    screen_errors: tuple[str, ...] = ()
    takes_files: bool = False

    @property
    def has_errors(self) -> bool:
        return bool(self.screen_errors) or any(each.error for each in self.fields)


def draw_form(
    screen: Screen,
    posted: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, str] | None = None,
    files: Mapping[str, str] | None = None,
) -> ScreenForm:
    """Return the form of a screen. With `posted`, controls show what was typed, nothing else.

    `files` are the names of the files that fields hold already, by their keys.
    """
    errors = errors or {}
    question = plain(screen.question)
    fields = [_with_files(each, files or {}) for each in screen.fields]
    drawn = tuple(_draw_field(each, posted, errors.get(each.key, ""), question) for each in fields)
    known = {each.key for each in screen.fields}
    others = tuple(message for key, message in errors.items() if key not in known)
    return ScreenForm(drawn, others, any(each.control == "file" for each in drawn))


def plain(label: str) -> str:
    """Return a label's text alone, its blanks as a page shows them."""
    return " ".join(unescape(strip_tags(label)).split())


def _control(asked: Field) -> str:
    return CONTROLS.get(asked.datatype, asked.datatype)


def _with_files(asked: Field, files: Mapping[str, str]) -> Field:
    """Return a field of files with a choice for each that it holds: to keep it, or not."""
    held = [key for key in asked.value if key in files] if _control(asked) == "file" else []
    if not held:
        return asked
    kept = (Choice(key, Html(escape(files[key])), chosen=True) for key in held)
    return replace(asked, choices=tuple(kept))


def _draw_field(
    asked: Field, posted: Mapping[str, Sequence[str]] | None, error: str, question: str
) -> DrawnField:
    if posted is not None:
        values = tuple(posted.get(asked.key, ()))
    elif isinstance(asked.value, str):
        values = (asked.value,) if asked.value else ()
    else:
        values = asked.value
    choices = tuple(
        DrawnChoice(
            choice,
            f"{asked.key}-{number}",
            choice.key in values if posted is not None or values else choice.chosen,
        )
        for number, choice in enumerate(asked.choices)
    )
    return DrawnField(asked, _control(asked), values, error, choices, question)
