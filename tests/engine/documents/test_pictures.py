"""Signatures and other pictures that lie in a text come onto the paper."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image

from interviews.engine.documents.layout import Paragraph
from interviews.engine.documents.pictures import Picture, pictures_in
from tests.engine.documents.reading import Docx, Pdf, letter


def drawn(width: int = 640, height: int = 240) -> bytes:
    made = io.BytesIO()
    Image.new("1", (width, height)).save(made, "PNG")
    return made.getvalue()


def tag(content: bytes | None = None, kind: str = "png") -> str:
    source = base64.b64encode(drawn() if content is None else content).decode()
    return f'<img class="picture" alt="" src="data:image/{kind};base64,{source}">'


def test_a_picture_has_its_size_on_paper():
    (found,) = pictures_in(tag())
    assert (found.content, round(found.width), round(found.height)) == (drawn(), 102, 38)


def test_a_large_picture_is_no_larger_than_the_page():
    (wide,) = pictures_in(tag(drawn(3000, 10)))
    (tall,) = pictures_in(tag(drawn(10, 3000)))
    assert round(wide.width) == 160
    assert round(tall.height) == 200


@pytest.mark.parametrize(
    "odd",
    [b"no picture", drawn()[:60], drawn()[:40] + b"xxxx" + drawn()[44:], drawn(5000, 1),
     drawn() + bytes(400_000)],
    ids=["words", "cut off", "broken", "too wide", "too heavy"],
)  # fmt: skip
def test_what_cannot_be_read_is_left_out(odd):
    assert pictures_in(tag(odd)) == []
    assert Pdf.of(f"before {tag(odd)} after").text == "before  after"


def test_only_what_lies_in_the_text_is_a_picture():
    assert pictures_in(tag(kind="svg+xml")) == []
    assert pictures_in('<img src="https://example.org/x.png">') == []
    assert pictures_in(tag().replace("base64,", "base64,=")) == []


def test_a_picture_stands_between_what_is_before_and_after():
    found = letter(f"[CENTER] Signed: {tag()} Ada").pieces()
    assert [each.text if isinstance(each, Paragraph) else "" for each in found] == [
        "Signed: ", "", " Ada",
    ]  # fmt: skip
    assert isinstance(found[1], Picture)
    assert {each.align for each in found if isinstance(each, Paragraph | Picture)} == {"center"}


def test_a_picture_alone_on_its_line_is_one_too():
    assert [type(each) for each in letter(f"a\n\n{tag()}\n\nb").pieces()] == [
        Paragraph, Picture, Paragraph,
    ]  # fmt: skip


def test_a_picture_in_a_list_keeps_the_mark():
    found = letter(f"* {tag()} a\n* b").pieces()
    said = [(each.marker, each.text) for each in found if isinstance(each, Paragraph)]
    assert said == [("•", ""), ("", " a"), ("•", "b")]


def test_a_picture_may_begin_a_line():
    found = letter(f"{tag()} Ada").pieces()
    assert [type(each) for each in found] == [Picture, Paragraph]


@pytest.mark.parametrize("align", ["", "[CENTER] ", "[FLUSHRIGHT] "])
def test_a_pdf_holds_it(align):
    pdf = Pdf.of(f"{align}Signed {tag()}")
    assert b"/Subtype /Image" in pdf.content
    assert b" Do" in pdf.drawing()
    assert pdf.text == "Signed"


def test_a_picture_at_the_foot_of_a_page_moves_to_the_next():
    body = "\n\n".join(["line"] * 30)
    assert len(Pdf.of(f"{body}\n\n{tag()}").pages) == 2


@pytest.mark.parametrize("align", ["", "[CENTER] "])
def test_a_docx_holds_it(align):
    made = Docx(f"{align}Signed {tag()}")
    assert made.part("word/media/image1.png") == drawn()
    assert "<w:drawing>" in made.xml
    assert b"External" not in made.part("word/_rels/document.xml.rels")
