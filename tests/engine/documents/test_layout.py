"""What stands on paper: paragraphs, lists, tables, breaks, each with its place."""

from __future__ import annotations

import pytest

from interviews.engine.documents import formats
from interviews.engine.documents.formats import FORMATS, make_document
from interviews.engine.documents.layout import Line, PageBreak, Paragraph, Piece, Table
from interviews.engine.veil import veil
from tests.engine.documents.reading import letter


def pieces(source: str) -> list[Piece]:
    return letter(source).pieces()


def texts(source: str) -> list[str]:
    return [each.text for each in pieces(source) if isinstance(each, Paragraph)]


def only(source: str) -> Paragraph:
    (piece,) = pieces(source)
    assert isinstance(piece, Paragraph)
    return piece


def test_looks_begin_and_end_where_the_author_says():
    runs = only("a **b *c*** <b>d</b> <strong>e</strong> <i>f</i> <em>g</em> <u>h</u> i").runs
    looks = {run.text.strip(): (run.bold, run.italic, run.underline) for run in runs}
    assert looks["a"] == looks["i"] == (False, False, False)
    assert looks["b"] == looks["d"] == looks["e"] == (True, False, False)
    assert looks["c"] == (True, True, False)
    assert looks["f"] == looks["g"] == (False, True, False)
    assert looks["h"] == (False, False, True)


def test_line_ends_of_a_source_are_blanks_and_breaks_are_breaks():
    assert only("a\nb[BR]c  \nd<br>e").text == "a b\nc\nd\ne"


def test_what_an_answer_says_is_only_text():
    assert only(f"**{veil('*no* <b>markup</b> [BR]')}**").text == "*no* <b>markup</b> [BR]"


@pytest.mark.parametrize(
    ("tag", "align", "bold"),
    [("CENTER", "center", False), ("BOLDCENTER", "center", True), ("FLUSHRIGHT", "right", False),
     ("FLUSHLEFT", "left", False)],
)  # fmt: skip
def test_tags_align_a_paragraph(tag, align, bold):
    paragraph = only(f"[{tag}] words")
    assert paragraph.align == align
    assert paragraph.runs[0].bold is bold


def test_points_of_a_list_share_it_and_count_on():
    found = [each for each in pieces("7. a\n8. b\n\n   c\n\n* d") if isinstance(each, Paragraph)]
    assert [(each.marker, each.list_id, each.indent) for each in found] == [
        ("7.", 1, 1), ("8.", 1, 1), ("", 1, 1), ("•", 2, 1),
    ]  # fmt: skip


def test_quotations_and_lists_move_in():
    found = [
        each for each in pieces("> a\n\n* b\n    * c\n\n> * d") if isinstance(each, Paragraph)
    ]
    assert [each.indent for each in found] == [1, 1, 2, 2]


def test_headings_have_a_level():
    found = [each for each in pieces("# a\n\n### b") if isinstance(each, Paragraph)]
    assert [each.level for each in found] == [1, 3]


def test_tables_have_a_head_and_align_their_columns():
    (table,) = pieces("| a | b | c |\n|---|:-:|--:|\n| **d** |  | f |")
    assert isinstance(table, Table)
    assert table.aligns == ("left", "center", "right")
    assert [["".join(run.text for run in cell) for cell in row] for row in table.rows] == [
        ["a", "b", "c"], ["d", "", "f"],
    ]  # fmt: skip
    assert table.rows[0][0][0].bold


def test_breaks_and_rules_are_pieces_of_their_own():
    found = pieces("a\n\n[PAGEBREAK]\n\n---\n\nb")
    assert [type(each) for each in found] == [Paragraph, PageBreak, Line, Paragraph]


def test_code_and_html_that_paper_does_not_know():
    assert texts("```\na\n  b\n```\n\n    c\n\n<div>d</div>\n\ne") == ["a\n  b", "c", "e"]


def test_pictures_of_other_machines_and_comments_are_left_out():
    assert only("a ![b](https://example.org/b.png)<!-- c --> d").text == "a  d"


def test_every_format_can_be_made_and_no_other():
    assert FORMATS == ("html", "pdf", "docx")
    for each in FORMATS:
        assert make_document(letter("words"), each)
    with pytest.raises(KeyError):
        make_document(letter("words"), "rtf")


def test_a_format_is_not_loaded_before_it_is_wanted():
    assert not hasattr(formats, "docx")


def test_html_is_what_a_page_would_show():
    made = make_document(letter("# Grüße\n\n<b onclick='x()'>**words**</b>"), "html").decode()
    assert made == "<h1>Grüße</h1>\n<p><b><strong>words</strong></b></p>"
