"""The block `question`: what a person is asked or told on one screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from interviews.engine.blocks.attachments import AttachmentPart, read_attachments
from interviews.engine.blocks.base import (
    ALWAYS,
    MODIFIERS,
    NEVER,
    NONE,
    Block,
    Dynamic,
    Reader,
    listed,
    read_modifiers,
)
from interviews.engine.blocks.choices import NO_CHOICES, Choices, read_choices
from interviews.engine.blocks.collecting import Collecting, read_collecting
from interviews.engine.blocks.definitions import Definitions
from interviews.engine.blocks.fields import FieldPart, read_fields
from interviews.engine.blocks.review import ReviewPart, read_review
from interviews.engine.evaluator.grammar import Expression, Statements
from interviews.engine.registry import block
from interviews.engine.source import Map
from interviews.engine.text.template import Template

# What the buttons say, and what is stored for it.
YESNO: dict[str, dict[bool | None, bool | None]] = {
    "yesno": {True: True, False: False},
    "noyes": {True: False, False: True},
    "yesnomaybe": {True: True, False: False, None: None},
    "noyesmaybe": {True: False, False: True, None: None},
}
LISTS = ("buttons", "choices", "dropdown", "combobox")
DIRECTIVES = (*YESNO, *LISTS, "fields", "signature", "review")
TEXTS = ("subquestion", "under", "pre", "post", "right", "submit", "css class", "script", "css")
KEYS = {
    *MODIFIERS, *DIRECTIVES, *TEXTS, "question", "help", "field", "continue button field",
    "continue button label", "continue button color", "resume button label",
    "resume button color", "back button", "back button label", "back button color",
    "attachment", "attachments", "attachment code", "attachment options", "progress", "terms",
    "auto terms", "decoration", "validation code", "list collect", "action buttons",
    "skip undefined", "required", "audio", "video", "reload", "check in", "table css class",
    "allow emailing", "allow downloading", "always include editable files", "email subject",
    "email body", "email template", "email address default", "include attachment notice",
    "include download tab", "manual attachment list", "hide continue button",
    "disable continue button", "shuffle", "prevent going back", "usedefs", "tabular",
    "review tabular", "breadcrumb", "ga id", "segment", "segment id", "content", "help label",
    "question metadata", "none of the above", "progressive", "command", "zip filename", "pdf a",
    "objects", "exclude", "default", "object labeler", "pen color", "interview help",
    "labels above fields",
    "floating labels", "sections", "label", "undefined", "back", "under text", "url", "target",
    "question back button", "navigation back button", "describe file types", "subtitle", "logo",
    "send question data", "response", "binresponse", "response code", "content type", "pdf/a",
    "redirect url", "null response", "title", "short title", "exit label", "exit link", "exit url",
    "gather", "audiovideo", "show incomplete", "corner back button label", "image", "id", "name",
}  # fmt: skip


@dataclass
class ActionButton:
    """A button on a screen that starts an action or leads elsewhere."""

    action: Dynamic = NONE
    label: Template | None = None
    color: str = ""
    arguments: dict[str, Dynamic] = field(default_factory=dict)
    show_if: Expression | None = None
    forget_prior: bool = False
    comes_first: bool = False  # it stands before the question's own buttons
    code: Expression | None = None


@dataclass
class Question(Block):
    """Everything that a screen shows and what answering it defines."""

    asks: ClassVar[bool] = True
    package: str = ""
    question: Template | None = None
    texts: dict[str, Template] = field(default_factory=dict)
    help: Template | None = None
    help_heading: Template | None = None
    help_label: Template | None = None
    kind: str = "end"  # yesno, buttons, choices, dropdown, combobox, fields, signature, review, …
    field_name: str = ""
    choices: Choices = NO_CHOICES
    fields: tuple[FieldPart, ...] = ()
    collecting: Collecting | None = None
    continue_field: str = ""
    continue_label: Template | None = None
    resume_label: Template | None = None
    hides_continue: Dynamic = NEVER
    disables_continue: Dynamic = NEVER
    back_button: Dynamic = NONE  # beside the others; by itself as the interview has it
    back_label: Template | None = None
    corner_back_label: Template | None = None
    section: Dynamic = NONE
    progress: Dynamic = NONE
    hides_progress: bool = False  # it says `progress` and nothing behind it
    terms: dict[str, Template] = field(default_factory=dict)
    auto_terms: dict[str, Template] = field(default_factory=dict)
    validation: Statements | None = None
    review: tuple[ReviewPart, ...] = ()
    skip_undefined: bool = True
    attachments: tuple[AttachmentPart, ...] = ()
    attachment_notice: bool = True  # say above the documents that they were made
    action_buttons: tuple[ActionButton, ...] = ()
    required: Dynamic = ALWAYS
    prevent_going_back: bool = False
    default: Dynamic = NONE
    labeler: Expression | None = None
    breadcrumb: Template | None = None
    decoration: Template | None = None
    reload: Dynamic = NONE  # seconds; True for the usual ones


@block("question")
class QuestionType:
    """Reads a `question` section."""

    @classmethod
    def read(cls, reader: Reader, definitions: Definitions) -> Block:
        """Return the block; what is off is noted by the reader."""
        made = Question(reader.section.position, package=definitions.package)
        _check_keys(reader)
        made.question = reader.text("question")
        made.texts = {key: text for key in TEXTS if (text := reader.text(key))}
        _read_help(made, reader)
        found = _read_input(made, reader)
        _read_looks(made, reader)
        _read_terms(made, reader)
        _read_ends(made, reader)
        found.extend(name for part in made.attachments for name in part.offers)
        read_modifiers(made, reader, found)
        return made


def _check_keys(reader: Reader) -> None:
    section = reader.section
    if "code" in section:
        reader.mistake('A block has "question" or "code", not both.', section.key_at("code"))
    reader.check_keys("A question", section, KEYS)
    found = [key for key in DIRECTIVES if key in section]
    if len(found) > 1 and set(found) != {"review", "fields"}:
        listed_keys = " and ".join(f'"{key}"' for key in found)
        reader.mistake(
            f"A question asks in one way: it has {listed_keys}.", section.key_at(found[1])
        )


def _read_help(made: Question, reader: Reader) -> None:
    value = reader.section.get("help")
    made.help = reader.text("help")
    if isinstance(value, Map):
        made.help_label = reader.text("label", value)
        made.help_heading = reader.text("heading", value)


def _read_input(made: Question, reader: Reader) -> list[str]:
    """Set how the question is answered; return the names that an answer defines."""
    section = reader.section
    found: list[str] = []
    for key in YESNO:
        if key in section:
            made.kind, made.field_name = key, reader.name(section[key], section.at(key))
            found.append(made.field_name)
    for key in LISTS:
        if key in section:
            made.kind, made.choices = key, read_choices(reader, section, key)
            found.extend(made.choices.offers)
    if "field" in section:
        made.field_name = reader.name(section["field"], section.at("field"))
        found.append(made.field_name)
        made.kind = "continue" if made.kind == "end" else made.kind
    if "fields" in section:
        made.kind, made.fields = (
            "fields",
            read_fields(reader, section["fields"], section.at("fields")),
        )
        found.extend(name for part in made.fields for name in part.offers)
        made.collecting = read_collecting(reader, made.fields)
    if "signature" in section:
        made.kind, made.field_name = (
            "signature",
            reader.name(section["signature"], section.at("signature")),
        )
        found.append(made.field_name)
    found.extend(_read_more_input(made, reader))
    return found


def _read_more_input(made: Question, reader: Reader) -> list[str]:
    section = reader.section
    found: list[str] = []
    if "review" in section:
        made.kind = "review"
        made.continue_field, made.field_name = made.field_name, ""
        made.review = read_review(reader, section["review"], section.at("review"))
        made.skip_undefined = section.get("skip undefined") is not False
    if "continue button field" in section:
        made.continue_field = reader.name(
            section["continue button field"], section.at("continue button field")
        )
        made.kind = "continue" if made.kind == "end" else made.kind
        found.append(made.continue_field)
    return found


def _read_looks(made: Question, reader: Reader) -> None:
    section = reader.section
    made.continue_label = reader.text("continue button label")
    made.resume_label = reader.text("resume button label")
    made.back_button = reader.code_or_text(section.get("back button"), section.at("back button"))
    made.back_label = reader.text("back button label")
    made.corner_back_label = reader.text("corner back button label")
    for_continue = {
        key: reader.code_or_text(
            section.get(f"{key} continue button", False), section.at(f"{key} continue button")
        )
        for key in ("hide", "disable")
    }
    made.hides_continue, made.disables_continue = for_continue["hide"], for_continue["disable"]
    made.section = reader.dynamic_at("section")
    progress = section.get("progress", ...)
    made.progress = NONE if progress is ... else reader.dynamic(progress, section.at("progress"))
    made.hides_progress = progress is None
    made.required = reader.code_or_text(section.get("required", True), section.at("required"))
    made.prevent_going_back = section.get("prevent going back") is True
    made.default = reader.dynamic_at("default")
    made.breadcrumb = reader.text("breadcrumb")
    made.reload = reader.dynamic_at("reload")
    made.decoration = _decoration(reader)
    if "object labeler" in section:
        made.labeler = reader.expression(section["object labeler"], section.at("object labeler"))
    made.action_buttons = _action_buttons(reader)


def _decoration(reader: Reader) -> Template | None:
    """Return the name of the picture; of several the first is shown."""
    first = next(listed(reader.section.get("decoration"), reader.section.position), None)
    if first is None:
        return None
    value, at = first
    if isinstance(value, Map):
        return reader.text("image", value)
    return reader.template(value, at)


def _action_buttons(reader: Reader) -> tuple[ActionButton, ...]:
    section = reader.section
    value = section.get("action buttons")
    if isinstance(value, Map) and set(value) == {"code"}:
        return (ActionButton(code=reader.expression(value["code"], value.at("code"))),)
    return tuple(
        action_button(reader, each)
        for each, _ in listed(value, section.at("action buttons"))
        if isinstance(each, Map)
    )


def action_button(reader: Reader, each: Map) -> ActionButton:
    """Return one entry of `action buttons`."""
    if set(each) == {"code"}:
        return ActionButton(code=reader.expression(each["code"], each.at("code")))
    show_if = each.get("show if")
    at = each.at("show if")
    if isinstance(show_if, Map):
        at = show_if.at("code")
        show_if = show_if.get("code")
    arguments = each.get("arguments")
    given = {}
    if isinstance(arguments, Map):
        given = {key: reader.dynamic(value, arguments.at(key)) for key, value in arguments.items()}
    return ActionButton(
        action=reader.dynamic_at("action", each),
        label=reader.text("label", each),
        color=str(each.get("color") or ""),
        arguments=given,
        show_if=reader.expression(show_if, at) if show_if is not None else None,
        forget_prior=bool(each.get("forget prior")),
        comes_first=each.get("placement") == "before",
    )


def read_terms(reader: Reader, key: str) -> dict[str, Template]:
    """Return the words under `terms` or `auto terms` with their explanations."""
    found: dict[str, Template] = {}
    value = reader.section.get(key)
    for each, at in listed(value, reader.section.at(key)):
        if not isinstance(each, Map):
            reader.mistake(f'"{key}" is a mapping of words to explanations.', at)
            continue
        if isinstance(each.get("phrases"), list) and "definition" in each:
            text = reader.template(each["definition"], each.at("definition"))
            found.update({str(word).lower(): text for word in each["phrases"]})
            continue
        for word, text in each.items():
            found[" ".join(str(word).lower().split())] = reader.template(text, each.at(word))
    return found


def _read_terms(made: Question, reader: Reader) -> None:
    made.terms = read_terms(reader, "terms")
    made.auto_terms = read_terms(reader, "auto terms")


def _read_ends(made: Question, reader: Reader) -> None:
    section = reader.section
    if "validation code" in section:
        made.validation = reader.statements(
            section["validation code"], section.at("validation code")
        )
    made.attachments = read_attachments(reader)
    made.attachment_notice = section.get("include attachment notice") is not False
    if "attachment code" in section:
        at = section.at("attachment code")
        code = reader.expression(section["attachment code"], at)
        made.attachments += (AttachmentPart(at, code=code),)
