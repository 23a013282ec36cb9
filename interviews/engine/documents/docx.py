"""A document as DOCX, for people who want to change it: real styles, lists and tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Block

from interviews.engine.documents.layout import Letter, PageBreak, Paragraph, Run, Table
from interviews.engine.documents.pictures import Picture

# Every word processor has it or a face of the same widths.
_FACE = "Times New Roman"
_SIZE = Pt(11.5)
_HEADINGS = {1: Pt(17), 2: Pt(14), 3: Pt(12.5)}
_MARGIN = Mm(25)
_STEP_MM = 7
_ALIGNS = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
_DEEPEST = 3  # list styles that Word knows without being told
_XML_FORBIDS = {code: None for code in range(32) if code not in {9, 10, 13}} | {
    0xFFFE: None,
    0xFFFF: None,
}


def make(letter: Letter) -> bytes:
    """Return `letter` as the bytes of a DOCX; the same letter gives the same bytes."""
    document = docx.Document()
    _set_up(document, letter)
    numbering = _Numbering(document)
    for piece in letter.pieces():
        match piece:
            case Paragraph():
                _add_paragraph(document, piece, numbering)
            case Table():
                _add_table(document, piece)
            case Picture():
                block = document.add_paragraph()
                if piece.align in _ALIGNS:
                    block.alignment = _ALIGNS[piece.align]
                block.add_run().add_picture(io.BytesIO(piece.content), Mm(piece.width))
            case PageBreak():
                document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            case _:  # a line
                _border(document.add_paragraph(), "bottom")
    buffer = io.BytesIO()
    document.save(buffer)
    return _with_fixed_times(buffer, letter)


def _set_up(document: Document, letter: Letter) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = (
        _MARGIN
    )
    for name, size in [
        ("Normal", _SIZE),
        *((f"Heading {n}", size) for n, size in _HEADINGS.items()),
    ]:
        style = document.styles[name]
        style.font.name, style.font.size = _FACE, size
        style.font.color.rgb = None
        fonts = style.element.rPr.rFonts
        for key in list(fonts.attrib):
            if key.endswith("Theme"):
                del fonts.attrib[key]
        for key in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{key}"), _FACE)
    normal = document.styles["Normal"].paragraph_format
    normal.space_after, normal.line_spacing = Pt(7), 1.15
    _set_properties(document, letter)


def _set_properties(document: Document, letter: Letter) -> None:
    properties = document.core_properties
    properties.title, properties.language = _clean(letter.title), letter.language
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = letter.dated
    properties.revision = 1


class _Numbering:
    """Numbered lists of a document: each list begins anew, which Word must be told."""

    def __init__(self, document: Document) -> None:
        self._root = document.part.numbering_part.element
        self._made: dict[int, int] = {}

    def number(self, block: Block, list_id: int, start: int) -> None:
        """Give a block of style "List Number" the numbering of its own list."""
        style_id = block.style.element.pPr.numPr.numId.val if block.style else 0
        if list_id not in self._made:
            abstract = self._root.num_having_numId(style_id).abstractNumId.val
            made = self._root.add_num(abstract)
            made.add_lvlOverride(ilvl=0).add_startOverride(start)
            self._made[list_id] = made.numId
        properties = block._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 - python-docx has no other way
        properties.get_or_add_numId().val = self._made[list_id]
        properties.get_or_add_ilvl().val = 0


def _add_paragraph(document: Document, piece: Paragraph, numbering: _Numbering) -> None:
    if piece.level:
        block = document.add_heading("", level=min(piece.level, max(_HEADINGS)))
    elif piece.marker:
        depth = min(piece.indent, _DEEPEST)
        kind = "List Bullet" if piece.marker == "•" else "List Number"
        block = document.add_paragraph(style=kind if depth < 2 else f"{kind} {depth}")
        block.paragraph_format.space_after = Pt(3)
        if kind == "List Number":
            numbering.number(block, piece.list_id, int(piece.marker.rstrip(".")))
    else:
        block = document.add_paragraph()
        block.paragraph_format.left_indent = Mm(_STEP_MM * piece.indent) if piece.indent else None
    if piece.align in _ALIGNS:
        block.alignment = _ALIGNS[piece.align]
    if piece.border:
        for side in ("top", "left", "bottom", "right"):
            _border(block, side)
    _add_runs(block, piece.runs)


def _add_runs(block: Block, runs: Sequence[Run]) -> None:
    for run in runs:
        text = _clean(run.text)
        made = block.add_run(text)
        made.bold, made.italic = run.bold or None, (run.italic or run.code) or None
        made.underline = (run.underline or bool(run.link)) or None
        if run.link:
            _link(block, made._r, run.link)  # noqa: SLF001 - python-docx makes no links itself


def _link(block: Block, run: BaseOxmlElement, address: str) -> None:
    relation = block.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run.addprevious(link)
    link.append(run)


def _border(block: Block, side: str) -> None:
    properties = block._p.get_or_add_pPr()  # noqa: SLF001 - python-docx draws no borders
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, "w:shd", "w:spacing", "w:ind", "w:jc", "w:rPr")
    edge = OxmlElement(f"w:{side}")
    for key, value in (("val", "single"), ("sz", "4"), ("space", "4"), ("color", "auto")):
        edge.set(qn(f"w:{key}"), value)
    borders.append(edge)


def _add_table(document: Document, piece: Table) -> None:
    table = document.add_table(len(piece.rows), len(piece.aligns), style="Table Grid")
    for row, cells in zip(table.rows, piece.rows, strict=True):
        for cell, runs, align in zip(row.cells, cells, piece.aligns, strict=True):
            block = cell.paragraphs[0]
            block.paragraph_format.space_after = Pt(2)
            if align in _ALIGNS:
                block.alignment = _ALIGNS[align]
            _add_runs(block, runs)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _clean(text: str) -> str:
    """Return `text` without the control characters that XML cannot hold."""
    return text.translate(_XML_FORBIDS)


def _with_fixed_times(buffer: io.BytesIO, letter: Letter) -> bytes:
    """Return the package with the day as the time of every part, and without its maker's name."""
    day = (letter.dated.year, letter.dated.month, letter.dated.day, 0, 0, 0)
    result = io.BytesIO()
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(result, "w") as target:
        for name in made.namelist():
            if name in {"docProps/app.xml", "docProps/thumbnail.jpeg"}:
                continue
            content = made.read(name)
            if name in {"_rels/.rels", "[Content_Types].xml"}:
                content = _without_makers(content)
            info = zipfile.ZipInfo(name, day)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return result.getvalue()


def _without_makers(content: bytes) -> bytes:
    """Return a part that lists others without those that advertise the template's maker."""
    root = parse_xml(content)
    for child in list(root):
        named = child.get("Target", "") + child.get("PartName", "") + child.get("Extension", "")
        if named.endswith(("docProps/app.xml", "docProps/thumbnail.jpeg", "jpeg")):
            root.remove(child)
    return serialize_part_xml(root)
