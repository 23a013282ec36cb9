"""Files: what a person gave or drew, and what an interview made."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from interviews.engine.context import Context
from interviews.engine.objects.base import DAObject
from interviews.engine.objects.classes import language_class
from interviews.engine.objects.exposing import exposed
from interviews.engine.objects.lists import DAList
from interviews.engine.veil import Markup, veil

# Where the bytes are: with the answers (small pictures), or under a key with whoever kept them.
_BYTES, _KEY, _SIZE = "_bytes", "_key", "_size"


@dataclass(frozen=True)
class KeptFile:
    """A file that a person gave and somebody else keeps: `key` finds it there."""

    key: str
    filename: str
    mimetype: str  # by its content where that tells, never by what a browser claimed
    size_bytes: int


@language_class
class DAFile(DAObject):
    """One file. Its bytes lie with the answers if it is small, else with whoever keeps files."""

    def fill(self, filename: str, mimetype: str, content: bytes) -> None:
        """Keep these bytes with the answers."""
        self.attributes |= {
            "ok": True,
            "filename": filename,
            "mimetype": mimetype,
            _BYTES: base64.b64encode(content).decode("ascii"),
        }

    def refer(self, kept: KeptFile) -> None:
        """Remember who this file is and under which key somebody else keeps its bytes."""
        self.attributes |= {
            "ok": True,
            "filename": kept.filename,
            "mimetype": kept.mimetype,
            "extension": kept.filename.rpartition(".")[2].lower(),
            _SIZE: kept.size_bytes,
            _KEY: kept.key,
        }

    @property
    def key(self) -> str:
        """The key under which somebody else keeps the bytes, "" if they lie here."""
        return str(self.attributes.get(_KEY, ""))

    def content(self) -> bytes:
        """Return the bytes that lie with the answers; none if they lie elsewhere."""
        return base64.b64decode(self.attributes.get(_BYTES, ""))

    def text(self, context: Context) -> str:
        """Return the tag that shows the file."""
        return self.show(context)

    @exposed()
    def show(self, context: Context, width: str = "", **_: Any) -> str:
        """Return the picture as a text shows it, or the file's name."""
        kind = str(self.attributes.get("mimetype", "image/png"))
        if data := self.attributes.get(_BYTES):
            return Markup(f'<img class="picture" alt="" src="data:{kind};base64,{data}">')
        name, address = str(self.attributes.get("filename", "")), self.url_for(context)
        if not address:
            return Markup(veil(name))
        if kind.startswith("image/"):
            return Markup(f'<img class="picture" alt="" src="{address}">')
        return Markup(f'<a href="{address}">{veil(name)}</a>')

    @exposed()
    def url_for(self, context: Context, **_: Any) -> str:
        """Return the address of the file for the person who gave it, "" if it has none."""
        if not self.key or not context.surroundings.files_at:
            return ""
        return f"{context.surroundings.files_at}{self.key}/"

    @exposed()
    def size_in_bytes(self, context: Context) -> int:
        """Return how large the file is."""
        return int(self.attributes.get(_SIZE, len(self.content())))


@language_class
class DAFileList(DAList):
    """Several files, or the one that was given."""

    def text(self, context: Context) -> str:
        """Return the tags that show the files."""
        return self.show(context)

    @exposed()
    def show(self, context: Context, width: str = "", **_: Any) -> str:
        """Return all files as a text shows them."""
        shown = [each.show(context) for each in self.elements if isinstance(each, DAFile)]
        return Markup(" ".join(shown))


@language_class
class DAFileCollection(DAObject):
    """One document in several formats."""


@language_class
class DAStaticFile(DAObject):
    """A file of a package."""

    def text(self, context: Context) -> str:
        """Return the tag that shows the file."""
        name = str(self.want(context, "filename"))
        return Markup(f"[FILE {veil(name)}]")

    @exposed()
    def show(self, context: Context, width: str = "", **_: Any) -> str:
        """Return the picture as a text shows it."""
        return self.text(context)

    @exposed()
    def url_for(self, context: Context, **_: Any) -> str:
        """Return the address of the file."""
        return context.static_url(str(self.want(context, "filename")))
