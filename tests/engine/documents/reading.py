"""Reads back what a PDF or DOCX says, so that tests see what a person would."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import docx

from interviews.engine.documents.formats import make_document
from interviews.engine.documents.layout import Letter
from interviews.engine.text.markdown import PLAIN, Setting

NOW = datetime(2026, 3, 27, 15, 42, tzinfo=UTC)
_OBJECT = re.compile(rb"(?<=\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_SHOWN = re.compile(
    rb"/(F\d+) [\d.]+ Tf|(ET\b|\bTd\b)|\(((?:[^\\()]|\\.)*)\)(?= ?Tj|[^()]*\] ?TJ)", re.DOTALL
)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def letter(source: str, *, title: str = "A letter", setting: Setting = PLAIN) -> Letter:
    return Letter(title, source, "en", NOW, setting)


@dataclass
class Pdf:
    """A PDF that was read back."""

    content: bytes

    def __post_init__(self) -> None:
        self.objects = {int(number): body for number, body in _OBJECT.findall(self.content)}

    @classmethod
    def of(cls, source: str, **more: Any) -> Pdf:
        return cls(make_document(letter(source, **more), "pdf"))

    @property
    def pages(self) -> list[str]:
        """The text of each page, a line for each piece of text that was moved to its place."""
        return [self._text(body) for body in self.objects.values() if b"/Type /Page\n" in body]

    @property
    def text(self) -> str:
        return "\n".join(self.pages)

    @property
    def fonts(self) -> dict[str, bool]:
        """The names of the fonts without their subset's mark; whether the file holds each."""
        return {
            _found(rb"/FontName /\w+\+(\w+)", body).decode(): b"/FontFile2" in body
            for body in self.objects.values()
            if b"/Type /FontDescriptor" in body
        }

    @property
    def links(self) -> list[str]:
        return [found.decode() for found in re.findall(rb"/URI \(([^)]*)\)", self.content)]

    def drawing(self, page: int = 0) -> bytes:
        """Return what draws a page."""
        bodies = [body for body in self.objects.values() if b"/Type /Page\n" in body]
        return self._stream(int(_found(rb"/Contents (\d+) 0 R", bodies[page])))

    def _text(self, page: bytes) -> str:
        letters = {name: self._letters(number) for name, number in self._faces(page)}
        said, face = [], b""
        for name, moved, shown in _SHOWN.findall(
            self._stream(int(_found(rb"/Contents (\d+) 0 R", page)))
        ):
            if name:
                face = name
            elif moved == b"Td":
                said.append("\n")
            elif shown:
                codes = _ESCAPED.sub(lambda found: _PLAIN.get(found[1], found[1]), shown)
                pairs = (codes[at : at + 2] for at in range(0, len(codes), 2))
                said.append("".join(letters[face][pair] for pair in pairs))
        return "".join(said).strip()

    def _faces(self, page: bytes) -> Iterator[tuple[bytes, int]]:
        resources = self.objects[int(_found(rb"/Resources (\d+) 0 R", page))]
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", resources):
            yield name, int(number)

    def _letters(self, font: int) -> dict[bytes, str]:
        table = self._stream(int(_found(rb"/ToUnicode (\d+) 0 R", self.objects[font])))
        pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", table)
        return {
            bytes.fromhex(code.decode()): bytes.fromhex(letter.decode()).decode("utf-16-be")
            for code, letter in pairs
        }

    def _stream(self, number: int) -> bytes:
        head, _, body = self.objects[number].partition(b"stream\n")
        body = body.removesuffix(b"\nendstream")
        return zlib.decompress(body) if b"FlateDecode" in head else body


def _found(pattern: bytes, body: bytes) -> bytes:
    found = re.search(pattern, body)
    assert found, pattern
    return found[1]


class Docx:
    """A DOCX that was read back."""

    def __init__(self, source: str, **more: Any) -> None:
        self.content = make_document(letter(source, **more), "docx")
        self.document = docx.Document(io.BytesIO(self.content))

    @property
    def paragraphs(self) -> list[tuple[str, str]]:
        """The style and text of each paragraph that says something."""
        return [
            (each.style.name if each.style else "", each.text)
            for each in self.document.paragraphs
            if each.text
        ]

    @property
    def xml(self) -> str:
        return self.part("word/document.xml").decode()

    def part(self, name: str) -> bytes:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return archive.read(name)

    @property
    def parts(self) -> list[zipfile.ZipInfo]:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return archive.infolist()
