"""A document as PDF: A4, one serif face with the letters of Latin, Greek and Cyrillic."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from fpdf import FPDF, FontFace
from fpdf.enums import Align as FpdfAlign
from fpdf.enums import XPos, YPos
from fpdf.text_region import TextColumns

from interviews.engine.documents.layout import (
    Letter,
    PageBreak,
    Paragraph,
    Piece,
    Run,
    Table,
)
from interviews.engine.documents.pictures import Picture

# They would write into the log which letters a person's document has, and which it lacks.
for _name in ("fontTools", "fpdf", "PIL"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_FONTS = Path(__file__).parent / "fonts"
_FACES = {"": "Regular", "B": "Bold", "I": "Italic", "BI": "BoldItalic"}
_FAMILY = "Liberation Serif"
_SIZE = 11.5  # points
_HEADINGS = {1: 17, 2: 14, 3: 12.5}  # points; deeper ones are as large as the text
_POINT = 0.3528  # millimetres
_LEADING = 1.25  # line height in sizes
_MARGIN = 25  # millimetres, as letters have it
_STEP = 7  # millimetres that a list or a quotation moves in
_ALIGNS = {"left": FpdfAlign.L, "center": FpdfAlign.C, "right": FpdfAlign.R}
_LINK_COLOR = (20, 60, 130)


class _Pdf(FPDF):
    """A sheet that loads a face when it is first used."""

    def face(self, run: Run, size: float) -> None:
        style = ("B" if run.bold else "") + ("I" if run.italic or run.code else "")
        if f"{_FAMILY.lower()}{style}" not in self.fonts:
            self.add_font(_FAMILY, style, _FONTS / f"LiberationSerif-{_FACES[style]}.ttf")
        self.set_font(_FAMILY, style + ("U" if run.underline or run.link else ""), size)
        self.set_text_color(*(_LINK_COLOR if run.link else (0, 0, 0)))


def make(letter: Letter) -> bytes:
    """Return `letter` as the bytes of a PDF; the same letter gives the same bytes."""
    pdf = _Pdf(format="A4")
    pdf.set_margins(_MARGIN, _MARGIN, _MARGIN)
    pdf.set_auto_page_break(auto=True, margin=_MARGIN)
    pdf.set_title(letter.title)
    pdf.set_lang(letter.language)
    pdf.set_producer(" ")
    pdf.set_creation_date(letter.dated)
    pdf.add_page()
    pdf.face(Run(""), _SIZE)
    _draw_all(pdf, letter.pieces())
    _number_pages(pdf)
    return bytes(pdf.output())


def _draw_all(pdf: _Pdf, pieces: Sequence[Piece]) -> None:
    for piece, before in zip(pieces, [None, *pieces], strict=False):
        if _ends_list(before, piece):
            pdf.set_y(pdf.get_y() + _SIZE * _POINT * 0.4)
        match piece:
            case Paragraph():
                _draw_paragraph(pdf, piece)
            case Table():
                _draw_table(pdf, piece)
            case PageBreak():
                pdf.add_page()
            case Picture():
                _draw_picture(pdf, piece)
            case _:  # a line
                y = pdf.get_y() + 2
                pdf.line(pdf.l_margin, y, pdf.w - pdf.r_margin, y)
                pdf.set_y(y + 4)


def _draw_picture(pdf: _Pdf, piece: Picture) -> None:
    if pdf.will_page_break(piece.height):
        pdf.add_page()
    room = pdf.epw - piece.width
    left = pdf.l_margin + {"left": 0.0, "center": room / 2, "right": room}[piece.align]
    y = pdf.get_y()
    pdf.image(io.BytesIO(piece.content), left, y, piece.width, piece.height)
    pdf.set_y(y + piece.height + 2)


def _ends_list(before: Piece | None, piece: Piece) -> bool:
    """Say whether a list ended between the two, which wants some space."""
    in_list = isinstance(piece, Paragraph) and piece.list_id
    return isinstance(before, Paragraph) and bool(before.list_id) and not in_list


def _draw_paragraph(pdf: _Pdf, piece: Paragraph) -> None:
    size = _HEADINGS.get(piece.level, _SIZE) if piece.level else _SIZE
    space = 0.4 * size * _POINT
    if piece.level:
        _keep_with_next(pdf, size)
        pdf.set_y(pdf.get_y() + (2 * space if pdf.get_y() > pdf.t_margin else 0))
    left = pdf.l_margin + _STEP * piece.indent
    top = pdf.get_y()
    if piece.marker:
        pdf.face(
            Run("", bold=bool(piece.runs) and piece.runs[0].bold and piece.marker != "•"), size
        )
        if pdf.will_page_break(size * _POINT * _LEADING):
            pdf.add_page()
        top = pdf.get_y()
        pdf.set_x(left - _STEP)
        height = size * _POINT * _LEADING
        pdf.cell(_STEP, height, piece.marker, new_x=XPos.LEFT, new_y=YPos.TOP)
    columns = pdf.text_columns(
        l_margin=left, text_align=_ALIGNS[piece.align], line_height=_LEADING
    )
    with columns:
        _write_runs(pdf, columns, piece, size)
    pdf.set_x(pdf.l_margin)
    if piece.border:
        pdf.rect(left - 2, top - 1, pdf.w - pdf.r_margin - left + 4, pdf.get_y() - top + 2)
    pdf.set_y(pdf.get_y() + (0.5 if piece.list_id else 1.5) * space)


def _write_runs(pdf: _Pdf, columns: TextColumns, piece: Paragraph, size: float) -> None:
    with columns.paragraph(text_align=_ALIGNS[piece.align], line_height=_LEADING) as paragraph:
        for run in piece.runs:
            pdf.face(replace(run, bold=run.bold or bool(piece.level)), size)
            paragraph.write(run.text, link=run.link or None)


def _keep_with_next(pdf: _Pdf, size: float) -> None:
    """A heading at the foot of a page moves to the next one."""
    if pdf.will_page_break(4 * size * _POINT * _LEADING):
        pdf.add_page()


def _draw_table(pdf: _Pdf, piece: Table) -> None:
    pdf.face(Run(""), _SIZE)
    widths = [
        max(4, *(min(40, len(_plain(row[at]))) for row in piece.rows)) for at in _columns(piece)
    ]
    with pdf.table(
        col_widths=widths,
        text_align=[_ALIGNS[align] for align in piece.aligns],
        borders_layout="HORIZONTAL_LINES",
        line_height=_SIZE * _POINT * _LEADING,
        padding=1,
        first_row_as_headings=False,
    ) as table:
        for cells in piece.rows:
            row = table.row()
            for runs in cells:
                bold = bool(runs) and all(run.bold for run in runs)
                pdf.face(Run("", bold=bold), _SIZE)
                row.cell(_plain(runs), style=FontFace(emphasis="BOLD" if bold else ""))
    pdf.face(Run(""), _SIZE)
    pdf.set_y(pdf.get_y() + 3)


def _columns(piece: Table) -> range:
    return range(len(piece.aligns))


def _plain(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


def _number_pages(pdf: _Pdf) -> None:
    """Write "2 / 3" at the foot of each page, unless there is only one."""
    count = pdf.pages_count
    if count < 2:
        return
    pdf.set_auto_page_break(auto=False)
    for number in range(1, count + 1):
        pdf.page = number
        pdf.current_font_is_set_on_page = False
        pdf.set_y(-_MARGIN + 8)
        pdf.face(Run(""), 9)
        pdf.cell(0, 5, f"{number} / {count}", align=FpdfAlign.C)
