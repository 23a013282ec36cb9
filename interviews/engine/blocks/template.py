"""The block `template`: a text under a name, filled anew at each use."""

from __future__ import annotations

from dataclasses import dataclass

from interviews.engine.blocks.base import MODIFIERS, NONE, Block, Dynamic, Reader, read_modifiers
from interviews.engine.blocks.definitions import Definitions
from interviews.engine.registry import block
from interviews.engine.text.template import Template

KEYS = {*MODIFIERS, "template", "subject", "content", "content file", "target", "usedefs"}


@dataclass
class TemplateBlock(Block):
    """A subject and a content with `${ }` in them."""

    variable: str = ""
    subject: Template | None = None
    content: Template | None = None
    content_file: Dynamic = NONE


@block("template")
class TemplateType:
    """Reads a `template` section."""

    @classmethod
    def read(cls, reader: Reader, definitions: Definitions) -> Block:
        """Return the block; what is off is noted by the reader."""
        section = reader.section
        made = TemplateBlock(section.position)
        made.variable = reader.name(section["template"], section.at("template"))
        made.subject = reader.text("subject")
        made.content = reader.text("content")
        made.content_file = reader.dynamic_at("content file")
        if made.content is None and "content file" not in section:
            reader.mistake('A template has a "content".', section.position)
        reader.check_keys("A template", section, KEYS)
        read_modifiers(made, reader, [made.variable])
        return made
