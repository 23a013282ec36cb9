"""Whole texts of an interview in other languages: tables in XLSX, units in XLIFF.

What may go wrong for ever: a file that unpacks or unfolds without end. The one principle: nothing
is read beyond a size, and XML with definitions of its own is refused.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from interviews.engine.errors import Position, SourceUnreadable
from interviews.engine.source import Files
from interviews.engine.text.template import Template, compile_template

MOST_BYTES = 8_000_000  # of one part, unpacked
MOST_ROWS = 20_000
_SHEET = "xl/worksheets/sheet1.xml"
_STRINGS = "xl/sharedStrings.xml"

Phrases = dict[str, dict[str, Template]]  # language -> the text as it is written -> another


@dataclass(frozen=True)
class Row:
    """One text, what it is in another language, and in which line of its file that stands."""

    language: str
    original: str
    translation: str
    line: int


def add_phrases(phrases: Phrases, files: Files, reference: str, at: Position) -> None:
    """Add the texts of a file in `data/sources`. Raises SourceUnreadable, BlockInvalid."""
    package, _, path = reference.partition(":")
    path = posixpath.normpath(path if path.startswith("data/") else f"data/sources/{path}")
    where = f"{package}:{path}"
    try:
        for row in read_rows(files.read(package, path), path):
            made = compile_template(row.translation, Position(where, row.line))
            phrases.setdefault(row.language, {})[row.original.strip()] = made
    except FileNotFoundError:
        raise SourceUnreadable(f'There are no translations "{where}".', at) from None
    except (ValueError, KeyError, ParseError, DefusedXmlException, zipfile.BadZipFile) as error:
        raise SourceUnreadable(f'The translations "{where}" cannot be read.', at) from error


def read_rows(data: bytes, path: str) -> Iterator[Row]:
    """Yield what a file translates. Raises ValueError, KeyError and what its formats raise."""
    found = _table(data) if path.endswith(".xlsx") else _units(data)
    for number, row in enumerate(found):
        if number >= MOST_ROWS:
            raise ValueError("too many texts")
        if row.language and row.original.strip() and row.translation.strip():
            yield row


def _table(data: bytes) -> Iterator[Row]:
    with zipfile.ZipFile(BytesIO(data)) as book:
        names = book.namelist()
        shared = list(_strings(book)) if _STRINGS in names else []
        rows = (
            _cells(row, shared) for row in _parsed(_part(book, _SHEET)).iter() if _is(row, "row")
        )
        heads: dict[str, str] = next(rows, {})
        for line, cells in enumerate(rows, start=2):
            row = {heads.get(column, ""): text for column, text in cells.items()}
            language, original = row.get("tran_lang", ""), row.get("orig_text", "")
            yield Row(language, original, row.get("tran_text", ""), line)


def _part(book: zipfile.ZipFile, name: str) -> bytes:
    """Return one part of a book; what its directory says of sizes is not believed."""
    with book.open(name) as part:
        read = part.read(MOST_BYTES + 1)
    if len(read) > MOST_BYTES:
        raise ValueError("too large")
    return read


def _parsed(text: bytes) -> Any:
    if len(text) > MOST_BYTES:
        raise ValueError("too large")
    return fromstring(text, forbid_dtd=True)


def _is(node: Any, *names: str) -> bool:
    """Say whether an element has one of these names, in whatever namespace."""
    return str(node.tag).rpartition("}")[2] in names


def _strings(book: zipfile.ZipFile) -> Iterator[str]:
    for node in _parsed(_part(book, _STRINGS)):
        yield "".join(part.text or "" for part in node.iter() if _is(part, "t"))


def _cells(row: Any, shared: list[str]) -> dict[str, str]:
    """Return the texts of a row by the letters of their columns."""
    found = {}
    for cell in row:
        text = "".join(part.text or "" for part in cell.iter() if _is(part, "v", "t"))
        if cell.get("t") == "s":
            text = shared[int(text)] if int(text) < len(shared) else ""
        found[str(cell.get("r", "")).rstrip("0123456789")] = text
    return found


def _units(data: bytes) -> Iterator[Row]:
    root = _parsed(data)
    line = 0
    for file in (each for each in root.iter() if _is(each, "file")):
        language = str(file.get("target-language") or root.get("trgLang") or "")
        for unit in (each for each in file.iter() if _is(each, "trans-unit", "segment")):
            line += 1
            texts = {
                name: "".join(each.itertext())
                for each in unit
                for name in ("source", "target")
                if _is(each, name)
            }
            yield Row(language, texts.get("source", ""), texts.get("target", ""), line)
