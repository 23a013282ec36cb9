"""The documents that a screen offers, and how their bytes are made when somebody wants them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from interviews.engine.blocks.attachments import FORMATS, AttachmentPart
from interviews.engine.blocks.base import NONE
from interviews.engine.drawing.texts import Texts
from interviews.engine.evaluator.evaluate import blaming, evaluate, holds
from interviews.engine.running import Running
from interviews.engine.screens import DocumentOffer
from interviews.engine.text.files import template_file
from interviews.engine.values import Reachable, iterate, truth_of


@dataclass(frozen=True)
class Filled:
    """A document whose text is filled: only its format is still to be chosen."""

    title: str
    filename: str
    source: str
    texts: Texts


Made = tuple[DocumentOffer, Filled]


def draw_documents(
    running: Running, texts: Texts, parts: tuple[AttachmentPart, ...]
) -> tuple[tuple[DocumentOffer, ...], dict[str, Filled]]:
    """Return the offers and the filled documents. Raises NameMissing for what they need."""
    offers: list[DocumentOffer] = []
    filled: dict[str, Filled] = {}
    for part in parts:
        if part.show_if is not None and not holds(part.show_if, running):
            continue
        for offer, document in _made(running, texts, part):
            key = f"d{len(offers)}"
            offers.append(replace(offer, key=key))
            filled[key] = document
    return tuple(offers), filled


def _made(running: Running, texts: Texts, part: AttachmentPart) -> list[Made]:
    if part.code is not None:
        made = evaluate(part.code, running)
        with blaming(part.code):
            values = [made] if isinstance(made, DocumentValue) else iterate(running, made)
        return [pair for each in values if isinstance(each, DocumentValue) for pair in each.made]
    return fill(running, texts, part)


def fill(running: Running, texts: Texts, part: AttachmentPart) -> list[Made]:
    """Return a document's offer and its filled text; nothing if it has no text of its own."""
    if not part.content and part.content_files == NONE:
        return []
    before = running.in_document, running.unredacted
    try:
        running.in_document = True
        running.unredacted = not truth_of(running, part.redacts.value(running))
        return _filled(running, texts, part)
    finally:
        running.in_document, running.unredacted = before


def _filled(running: Running, texts: Texts, part: AttachmentPart) -> list[Made]:
    title = texts.plain(part.title) or "Document"
    filename = texts.plain(part.filename) or "document"
    source = texts.filled(part.content) if part.content else _from_files(running, texts, part)
    formats = part.formats.value(running)
    wanted = formats if isinstance(formats, list) else [formats or "*"]
    offered = tuple(each for each in FORMATS if each in wanted or "*" in wanted) or FORMATS
    offer = DocumentOffer("", title, _safe(filename), texts.block(part.description), offered)
    return [(offer, Filled(title, _safe(filename), source, texts))]


def _safe(filename: str) -> str:
    kept = "".join(letter if letter.isalnum() or letter in " -_." else "_" for letter in filename)
    return kept.strip(" .")[:100] or "document"


def _from_files(running: Running, texts: Texts, part: AttachmentPart) -> str:
    wanted = part.content_files.value(running)
    listed = wanted if isinstance(wanted, list) else [wanted]
    files = [template_file(running, str(each), part.position) for each in listed]
    return "\n\n".join(texts.filled(each) for each in files)


class DocumentValue(Reachable):
    """What an attachment's `variable name` holds: it can be offered, no more."""

    def __init__(self, instance_name: str, made: list[Made]) -> None:
        self.instance_name = instance_name
        self.made = made
