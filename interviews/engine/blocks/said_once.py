"""The blocks that define things for the whole interview and are neither run nor asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from interviews.engine.blocks.base import Block, Reader, listed
from interviews.engine.blocks.definitions import WHOLE_TEXTS, Definitions, HelpPart, SectionPart
from interviews.engine.blocks.question import read_terms
from interviews.engine.registry import block, no_module
from interviews.engine.source import Map, plain

Read = Callable[[Reader, Definitions], None]


def _said_once(*keys: str) -> Callable[[Read], Read]:
    """Register a function as the reader of sections that only define."""

    def register(function: Read) -> Read:
        class Definition:
            """A section that defines things for the whole interview."""

            only_defines = True

            @classmethod
            def read(cls, reader: Reader, definitions: Definitions) -> Block | None:
                function(reader, definitions)
                return None

        block(*keys)(Definition)
        return function

    return register


def _mapping(reader: Reader, key: str) -> Map:
    value = reader.section.get(key)
    if isinstance(value, Map):
        return value
    if value is not None:
        reader.mistake(f'"{key}" is a mapping of words to values.', reader.section.at(key))
    return Map(reader.section.position)


@_said_once("metadata")
def _metadata(reader: Reader, definitions: Definitions) -> None:
    definitions.metadata.update(plain(_mapping(reader, "metadata")))


@_said_once("features")
def _features(reader: Reader, definitions: Definitions) -> None:
    definitions.features.update(plain(_mapping(reader, "features")))


@_said_once("comment", "default role")
def _comment(reader: Reader, definitions: Definitions) -> None:
    """Say nothing: a section that is only a comment, or names a role that nobody has here."""


@_said_once("terms", "auto terms")
def _terms(reader: Reader, definitions: Definitions) -> None:
    language = _language_of(reader)
    definitions.terms.setdefault(language, {}).update(read_terms(reader, "terms"))
    definitions.auto_terms.setdefault(language, {}).update(read_terms(reader, "auto terms"))


def _language_of(reader: Reader) -> str:
    """Return the language for which a section says something, "*" for all."""
    return str(reader.section.get("language") or reader.language)


@_said_once("sections")
def _sections(reader: Reader, definitions: Definitions) -> None:
    section = reader.section
    language = _language_of(reader)
    found: list[SectionPart] = []
    _add_sections(reader, section["sections"], section.at("sections"), found)
    definitions.sections[language] = found


def _add_sections(
    reader: Reader, value: Any, at: Any, found: list[SectionPart], depth: int = 0
) -> None:
    for each, where in listed(value, at):
        if not isinstance(each, Map):
            found.append(SectionPart(str(each), str(each), depth))
            continue
        for key, label in each.items():
            if key == "subsections":
                _add_sections(reader, label, each.at(key), found, 1)
            elif isinstance(label, list):
                found.append(SectionPart(key, key, depth))
                _add_sections(reader, label, each.at(key), found, 1)
            else:
                found.append(SectionPart(key, str(label), depth))
                if not isinstance(label, str):
                    reader.mistake('A section is written "key: label".', where)


@_said_once("default screen parts")
def _parts(reader: Reader, definitions: Definitions) -> None:
    value = _mapping(reader, "default screen parts")
    parts = definitions.parts.setdefault(_language_of(reader), {})
    for key, text in value.items():
        if text is None:
            parts.pop(key, None)
        else:
            parts[key] = reader.template(text, value.at(key))


@_said_once("interview help")
def _help(reader: Reader, definitions: Definitions) -> None:
    value = reader.section["interview help"]
    found = definitions.help.setdefault(_language_of(reader), [])
    for each, at in listed(value, reader.section.at("interview help")):
        if isinstance(each, Map):
            content = reader.text("content", each) or reader.template("", at)
            label, heading = reader.text("label", each), reader.text("heading", each)
            found.append(HelpPart(content, heading, label))
        else:
            found.append(HelpPart(reader.template(each, at)))


@_said_once("order")
def _order(reader: Reader, definitions: Definitions) -> None:
    value = listed(reader.section["order"], reader.section.at("order"))
    definitions.orders.append(tuple(f"ID {each}" for each, _ in value))


@_said_once("on change")
def _on_change(reader: Reader, definitions: Definitions) -> None:
    value = _mapping(reader, "on change")
    for key, code in value.items():
        name = reader.name(key, value.key_at(key))
        definitions.on_change[name] = reader.statements(code, value.at(key))


@_said_once("modules")
def _modules(reader: Reader, definitions: Definitions) -> None:
    definitions.modules.extend(_named_modules(reader, "modules"))


@_said_once("imports")
def _imports(reader: Reader, definitions: Definitions) -> None:
    definitions.imports.extend(_named_modules(reader, "imports"))


def _named_modules(reader: Reader, key: str) -> Iterator[str]:
    for each, at in listed(reader.section[key], reader.section.at(key)):
        if said := no_module(str(each)):
            reader.doubt(said, at)
        yield str(each)


@_said_once("reset")
def _reset(reader: Reader, definitions: Definitions) -> None:
    definitions.reset.extend(reader.names(reader.section["reset"], reader.section.at("reset")))


@_said_once("images")
def _images(reader: Reader, definitions: Definitions) -> None:
    _add_images(reader, definitions, plain(_mapping(reader, "images")), "")


def _add_images(reader: Reader, definitions: Definitions, images: Any, made_by: str) -> None:
    """Note pictures by their words: files of the package in which the source lies."""
    for key, value in images.items() if isinstance(images, dict) else ():
        reference = str(value)
        package = "" if ":" in reference else f"{reader.package}:"
        definitions.images[str(key)] = package + reference
        if made_by:
            definitions.attributions[str(key)] = made_by


@_said_once("image sets")
def _image_sets(reader: Reader, definitions: Definitions) -> None:
    for collection in plain(_mapping(reader, "image sets")).values():
        said = collection if isinstance(collection, dict) else {}
        images = said.get("images")
        for each in images if isinstance(images, list) else [images]:
            _add_images(reader, definitions, each, str(said.get("attribution") or "").strip())


@_said_once("def")
def _def(reader: Reader, definitions: Definitions) -> None:
    text = reader.text("mako")
    if text is None:
        reader.mistake('A "def" has its functions under "mako".', reader.section.position)
    else:
        definitions.defs[str(reader.section["def"])] = text


@_said_once("translations")
def _translations(reader: Reader, definitions: Definitions) -> None:
    for each, at in listed(reader.section["translations"], reader.section.at("translations")):
        reference = str(each).strip()
        if not reference.lower().endswith((".yml", ".yaml", *WHOLE_TEXTS)):
            reader.doubt(f'Nobody reads translations like "{reference}".', at)
            continue
        package = "" if ":" in reference else f"{reader.package}:"
        definitions.word_files.append((package + reference, at))


@_said_once("default language")
def _language(reader: Reader, definitions: Definitions) -> None:
    definitions.language = str(reader.section["default language"] or "*")


@_said_once("default validation messages")
def _validation(reader: Reader, definitions: Definitions) -> None:
    value = _mapping(reader, "default validation messages")
    for key, text in value.items():
        definitions.messages[key] = reader.template(text, value.at(key))


@_said_once(
    "attachment options",
    "machine learning storage", "error help",
)  # fmt: skip
def _options(reader: Reader, definitions: Definitions) -> None:
    """Say nothing: what they name is there without them, or nothing that this engine has."""
