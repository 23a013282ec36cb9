"""Files: what a person gave or drew, and what an interview made."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Any

from interviews.engine.context import Context
from interviews.engine.objects.base import DAObject
from interviews.engine.objects.classes import language_class
from interviews.engine.objects.exposing import exposed
from interviews.engine.objects.lists import DAList
from interviews.engine.values import text_of
from interviews.engine.veil import Markup, veil

# Where the bytes are: with the answers (small pictures), or under a key with whoever kept them.
_BYTES, _KEY, _SIZE = "_bytes", "_key", "_size"
_PICTURE = re.compile(r"image/[a-z0-9.+-]{1,40}")


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
            "extension": filename.rpartition(".")[2],
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
    def show(self, context: Context, width: Any = "", *, alt_text: Any = None, **_: Any) -> str:
        """Return the picture as a text shows it, or the file's name."""
        kind = str(self.attributes.get("mimetype", ""))
        kind = kind if _PICTURE.fullmatch(kind) else ""
        said = self.get_alt_text(context) if alt_text is None else alt_text
        alt = veil(str(text_of(context, said)))  # it stands in an attribute
        if data := self.attributes.get(_BYTES):
            source = f"data:{kind or 'image/png'};base64,{data}"
            return Markup(f'<img class="picture" alt="{alt}" src="{source}">')
        name, address = str(self.attributes.get("filename", "")), self.url_for(context)
        if not address:
            return Markup(veil(name))
        if kind:
            return Markup(f'<img class="picture" alt="{alt}" src="{address}">')
        return Markup(f'<a href="{address}">{veil(name)}</a>')

    @exposed()
    def url_for(self, context: Context, **_: Any) -> str:
        """Return the address of the file for the person who gave it, "" if it has none."""
        if not self.key or not context.surroundings.files_at:
            return ""
        return f"{context.surroundings.files_at}{self.key}/"

    @exposed()
    def set_alt_text(self, context: Context, text: Any) -> None:
        """Say what a picture shows, for those who do not see it."""
        self.set_attribute(context, "alt_text", text)

    @exposed()
    def get_alt_text(self, context: Context) -> Any:
        """Return what was said of a picture, or nothing."""
        return self.attributes.get("alt_text", "")

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
