"""A DOCX has real styles, lists and tables, nothing of its maker, and the same bytes each time."""

from __future__ import annotations

import re

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH

from tests.engine.documents.reading import Docx


def test_headings_and_paragraphs_have_their_styles():
    made = Docx("# One\n\n## Two\n\n#### Four\n\nwords")
    assert made.paragraphs == [
        ("Heading 1", "One"), ("Heading 2", "Two"), ("Heading 3", "Four"), ("Normal", "words"),
    ]  # fmt: skip


def test_words_keep_their_looks():
    (paragraph,) = Docx("a **b** *c* <u>d</u> `e`").document.paragraphs
    looks = {run.text: (run.bold, run.italic, run.underline) for run in paragraph.runs}
    assert looks["b"] == (True, None, None)
    assert looks["c"] == (None, True, None)
    assert looks["d"] == (None, None, True)
    assert looks["e"] == (None, True, None)


def test_lists_are_lists():
    made = Docx("* one\n    * two\n        * three\n            * four\n\n1. first")
    assert made.paragraphs == [
        ("List Bullet", "one"), ("List Bullet 2", "two"), ("List Bullet 3", "three"),
        ("List Bullet 3", "four"), ("List Number", "first"),
    ]  # fmt: skip


def test_each_numbered_list_begins_with_its_own_number():
    made = Docx("1. a\n2. b\n\ntext\n\n5. c\n6. d")
    numbers = re.findall(r'<w:numId w:val="(\d+)"/>', made.xml)
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]
    numbering = made.part("word/numbering.xml").decode()
    assert '<w:startOverride w:val="1"/>' in numbering
    assert '<w:startOverride w:val="5"/>' in numbering


def test_further_paragraphs_of_a_point_stand_under_it():
    made = Docx("* one\n\n  more of it")
    second = made.document.paragraphs[1]
    assert second.text == "more of it"
    assert second.paragraph_format.left_indent is not None


@pytest.mark.parametrize(
    ("tag", "alignment"),
    [("CENTER", WD_ALIGN_PARAGRAPH.CENTER), ("FLUSHRIGHT", WD_ALIGN_PARAGRAPH.RIGHT),
     ("FLUSHLEFT", None)],
)  # fmt: skip
def test_paragraphs_are_aligned(tag, alignment):
    assert Docx(f"[{tag}] words").document.paragraphs[0].alignment == alignment


def test_a_table_is_a_table():
    (table,) = Docx("| Room | Days |\n|---|--:|\n| Kitchen | 3 |").document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Room", "Days"], ["Kitchen", "3"],
    ]  # fmt: skip
    assert table.rows[1].cells[1].paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT
    assert table.rows[0].cells[0].paragraphs[0].runs[0].bold


def test_a_link_leads_there():
    made = Docx("[our page](https://example.org)")
    assert "<w:hyperlink" in made.xml
    assert b'Target="https://example.org"' in made.part("word/_rels/document.xml.rels")


def test_breaks_rules_and_borders_are_there():
    made = Docx("one[BR]two\n\n[PAGEBREAK]\n\n---\n\n[BORDER] framed")
    assert "<w:br/>" in made.xml
    assert '<w:br w:type="page"/>' in made.xml
    assert made.xml.count("<w:bottom ") == 2
    assert made.xml.count("<w:top ") == 1


def test_control_signs_that_xml_cannot_hold_are_left_out():
    assert Docx("a\x08b\x1fc").paragraphs == [("Normal", "abc")]
    assert Docx("words", title="T\x00itle").document.core_properties.title == "Title"


def test_what_looks_like_xml_is_only_text():
    assert Docx("`<w:p>` & more").paragraphs == [("Normal", "<w:p> & more")]


def test_the_same_letter_is_the_same_bytes():
    assert Docx("Dear Bob").content == Docx("Dear Bob").content


def test_it_knows_the_day_and_not_the_hour_nor_who_made_it():
    made = Docx("Dear Bob")
    properties = made.document.core_properties
    assert str(properties.created)[:19] == "2026-03-27 00:00:00"
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert {each.date_time for each in made.parts} == {(2026, 3, 27, 0, 0, 0)}
    names = {each.filename for each in made.parts}
    assert names.isdisjoint({"docProps/app.xml", "docProps/thumbnail.jpeg"})
    everything = b"".join(made.part(name) for name in names)
    assert b"python-docx" not in everything
    assert b"thumbnail" not in everything


def test_it_asks_no_other_machine_for_anything():
    made = Docx("words and ![a picture](https://example.org/x.png)")
    assert b"External" not in made.part("word/_rels/document.xml.rels")
    assert made.paragraphs == [("Normal", "words and ")]
