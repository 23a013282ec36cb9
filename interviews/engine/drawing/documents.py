"""The documents that a screen offers, and how their bytes are made when somebody wants them."""

from __future__ import annotations

from dataclasses import dataclass

from interviews.engine.blocks.attachments import AttachmentPart
from interviews.engine.drawing.texts import Texts
from interviews.engine.evaluator.evaluate import evaluate, holds
from interviews.engine.running import Running
from interviews.engine.screens import DocumentOffer
from interviews.engine.text.template import compile_template
from interviews.engine.values import Reachable, iterate

FORMATS = ("html", "pdf", "docx")


@dataclass(frozen=True)
class Filled:
    """A document whose text is filled: only its format is still to be chosen."""

    title: str
    filename: str
    source: str
    texts: Texts


def draw_documents(
    running: Running, texts: Texts, parts: tuple[AttachmentPart, ...]
) -> tuple[tuple[DocumentOffer, ...], dict[str, Filled]]:
    """Return the offers and the filled documents. Raises NameMissing for what they need."""
    offers: list[DocumentOffer] = []
    filled: dict[str, Filled] = {}
    for part in parts:
        if part.show_if is not None and not holds(part.show_if, running):
            continue
        if part.code is not None:
            made = evaluate(part.code, running)
            values = iterate(running, made) if not isinstance(made, DocumentValue) else [made]
            pairs = [value.offered for value in values if isinstance(value, DocumentValue)]
        else:
            pairs = [fill(running, texts, part)]
        for offer, document in pairs:
            key = f"d{len(offers)}"
            offers.append(
                DocumentOffer(key, offer.name, offer.filename, offer.description, offer.formats)
            )
            filled[key] = document
    return tuple(offers), filled


def fill(running: Running, texts: Texts, part: AttachmentPart) -> tuple[DocumentOffer, Filled]:
    """Return one document's offer and its filled text."""
    title = texts.plain(part.title) or "Document"
    filename = texts.plain(part.filename) or "document"
    source = texts.filled(part.content) if part.content else _from_files(running, texts, part)
    formats = part.formats.value(running)
    wanted = [formats] if isinstance(formats, str) else list(formats or FORMATS)
    offered = tuple(each for each in FORMATS if each in wanted or "*" in wanted) or FORMATS
    offer = DocumentOffer("", title, _safe(filename), texts.block(part.description), offered)
    return offer, Filled(title, _safe(filename), source, texts)


def _safe(filename: str) -> str:
    kept = "".join(letter if letter.isalnum() or letter in " -_." else "_" for letter in filename)
    return kept.strip(" .")[:100] or "document"


def _from_files(running: Running, texts: Texts, part: AttachmentPart) -> str:
    wanted = part.content_files.value(running)
    names = [wanted] if isinstance(wanted, str) else list(wanted or [])
    found = []
    for name in names:
        reference = str(name) if ":" in str(name) or "/" in str(name) else f"data/templates/{name}"
        text = running.read_file(reference).decode("utf-8-sig")
        found.append(texts.filled(compile_template(text, part.position)))
    return "\n\n".join(found)


class DocumentValue(Reachable):
    """What an attachment's `variable name` holds: it can be offered, no more."""

    def __init__(self, instance_name: str, offered: tuple[DocumentOffer, Filled]) -> None:
        self.instance_name = instance_name
        self.offered = offered
