"""The formats that a document can be had in; each is loaded when it is first wanted.

A new format is a module here with `make(letter) -> bytes`, and a line in the table.
"""

from __future__ import annotations

from importlib import import_module

from interviews.engine.documents.layout import Letter

_MODULES = {
    "html": "interviews.engine.documents.html",
    "pdf": "interviews.engine.documents.pdf",
    "docx": "interviews.engine.documents.docx",
}
FORMATS = tuple(_MODULES)


def make_document(letter: Letter, output: str) -> bytes:
    """Return the bytes of `letter` in the format `output`. Raises KeyError for an unknown one."""
    made: bytes = import_module(_MODULES[output]).make(letter)
    return made
