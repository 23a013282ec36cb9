"""`attachment`, `attachments`: documents that are made of what a person said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from interviews.engine.blocks.base import (
    ALWAYS,
    NONE,
    Block,
    Dynamic,
    Reader,
    listed,
    read_modifiers,
)
from interviews.engine.blocks.definitions import Definitions
from interviews.engine.errors import Position
from interviews.engine.evaluator.grammar import Expression
from interviews.engine.registry import block
from interviews.engine.source import Map
from interviews.engine.text.template import Template

FORMATS = ("html", "pdf", "docx")
# Also those that other servers know, so that none of them is taken for a slip.
KEYS = {
    "name", "filename", "description", "content", "content file", "variable name", "show if",
    "valid formats", "metadata", "usedefs", "language", "fields", "code", "field code",
    "field variables", "raw field variables", "skip undefined", "editable", "redact", "raw",
    "pdf template file", "docx template file", "docx reference file", "rtf template file",
    "template file", "template password", "initial yaml", "additional yaml", "pdf/a", "tagged pdf",
    "password", "owner password", "permissions", "persistent", "private", "allow users",
    "allow privileges", "update references", "checkbox export value", "default export value",
    "decimal places", "hyperlink style", "rendering font", "manual", "manual code", "options",
    "comment",
}  # fmt: skip


@dataclass(frozen=True)
class AttachmentPart:
    """One document."""

    position: Position
    title: Template | None = None
    filename: Template | None = None
    description: Template | None = None
    content: Template | None = None
    content_files: Dynamic = NONE
    variable: str = ""
    formats: Dynamic = NONE
    code: Expression | None = None
    show_if: Expression | None = None
    redacts: Dynamic = ALWAYS  # what `redact` is given is blackened

    @property
    def offers(self) -> tuple[str, ...]:
        """Return the name that making it defines."""
        return (self.variable,) if self.variable else ()


def read_attachments(reader: Reader) -> tuple[AttachmentPart, ...]:
    """Return the documents of a section, under either key."""
    section = reader.section
    found: list[AttachmentPart] = []
    for key in ("attachment", "attachments"):
        for each, at in listed(section.get(key), section.at(key)):
            if isinstance(each, Map):
                found.append(read_attachment(reader, each, at))
            else:
                reader.mistake("An attachment is a mapping with a name and a content.", at)
    return tuple(found)


def read_attachment(reader: Reader, each: Map, at: Position) -> AttachmentPart:
    """Return one document."""
    if set(each) == {"code"}:
        return AttachmentPart(at, code=reader.expression(each["code"], each.at("code")))
    show_if = each.get("show if")
    reader.doubt_keys("An attachment", each, sorted(set(each) - KEYS), KEYS)
    return AttachmentPart(
        at,
        title=reader.text("name", each),
        filename=reader.text("filename", each),
        description=reader.text("description", each),
        content=reader.text("content", each),
        content_files=_files(reader, each),
        variable=reader.name(each["variable name"], each.at("variable name"))
        if "variable name" in each
        else "",
        formats=reader.dynamic_at("valid formats", each),
        show_if=reader.expression(show_if, each.at("show if"))
        if isinstance(show_if, str)
        else None,
        redacts=reader.dynamic_at("redact", each) if "redact" in each else ALWAYS,
    )


def _files(reader: Reader, each: Map) -> Dynamic:
    value: Any = each.get("content file")
    return reader.dynamic(value, each.at("content file")) if value is not None else NONE


@dataclass
class Attachments(Block):
    """A section that makes documents without a screen, under their `variable name`."""

    parts: tuple[AttachmentPart, ...] = ()


@block("attachment", "attachments")
class AttachmentsType:
    """Reads an `attachment` section without a question."""

    @classmethod
    def read(cls, reader: Reader, definitions: Definitions) -> Block:
        """Return the block; what is off is noted by the reader."""
        made = Attachments(reader.section.position)
        made.parts = read_attachments(reader)
        read_modifiers(made, reader, [name for part in made.parts for name in part.offers])
        return made
