"""A PDF says what the text says, in fonts that it holds itself, and the same each time."""

from __future__ import annotations

import logging
import re

import pytest

from tests.engine.documents.reading import Pdf


def test_it_says_what_was_written():
    pdf = Pdf.of("# Repairs\n\nThe **heating** has been *broken* since `May`.")
    assert pdf.text.split("\n") == ["Repairs", "The heating has been broken since May."]


def test_letters_of_latin_greek_and_cyrillic_stand_in_it():
    said = "Grüße, œuvre, Łódź, İzmir, Αθήνα, Москва, Київ"
    assert Pdf.of(said).text == said


def test_signs_that_mean_something_to_a_pdf_are_only_signs():
    assert Pdf.of("a (b) c \\\\ d)").text == "a (b) c \\ d)"


def test_its_fonts_are_in_it():
    fonts = Pdf.of("plain **bold** *italic* ***both***").fonts
    assert fonts == {
        "LiberationSerif": True,
        "LiberationSerifBold": True,
        "LiberationSerifItalic": True,
        "LiberationSerifBoldItalic": True,
    }


def test_a_face_that_is_not_used_is_not_in_it():
    assert set(Pdf.of("plain").fonts) == {"LiberationSerif"}


def test_the_same_letter_is_the_same_bytes():
    assert Pdf.of("Dear Bob").content == Pdf.of("Dear Bob").content


def test_it_knows_the_day_and_not_the_hour_nor_who_made_it():
    content = Pdf.of("Dear Bob").content
    assert b"/CreationDate (D:20260327000000Z)" in content
    assert b"fpdf" not in content.lower()
    assert b"/Author" not in content


def test_it_has_a_title_and_a_language():
    content = Pdf.of("Dear Bob", title="To Bob").content
    assert b"/Title (To Bob)" in content
    assert b"/Lang (en)" in content


def test_lists_have_their_marks():
    pdf = Pdf.of("* one\n* two\n\n3. three\n4. **four**\n\nend")
    assert pdf.text.split("\n") == ["•", "one", "•", "two", "3.", "three", "4.", "four", "end"]


def test_a_list_may_go_over_the_page():
    source = "\n".join(f"{n}. This is point {n}." for n in range(1, 80))
    pages = Pdf.of(source).pages
    assert len(pages) > 1
    for page in pages:
        assert len(re.findall(r"^\d+\.$", page, re.MULTILINE)) == page.count("This is point")


def test_a_link_is_underlined_and_leads_there():
    pdf = Pdf.of("[our page](https://example.org/a) and [mail](mailto:a@example.org)")
    assert pdf.links == ["https://example.org/a", "mailto:a@example.org"]


def test_a_link_into_the_site_leads_nowhere():
    pdf = Pdf.of("[change it](action:abc)")
    assert pdf.links == []
    assert pdf.text == "change it"


def test_a_table_has_its_cells_in_order():
    pdf = Pdf.of("| Room | Days |\n|---|--:|\n| Kitchen | **3** |\n| Bath | |\n\nend")
    said = [each for each in pdf.text.split("\n") if each]
    assert said == ["Room", "Days", "Kitchen", "3", "Bath", "end"]


def test_a_long_table_goes_over_the_page():
    rows = "\n".join(f"| {n} | row |" for n in range(120))
    assert len(Pdf.of(f"| n | what |\n|---|---|\n{rows}").pages) > 1


def test_a_page_break_begins_a_page_and_pages_are_numbered():
    pages = Pdf.of("one\n\n[PAGEBREAK]\n\ntwo").pages
    assert pages == ["one\n1 / 2", "two\n2 / 2"]


def test_a_single_page_has_no_number():
    assert "1 / 1" not in Pdf.of("one").text


def test_a_heading_does_not_stay_alone_at_the_foot_of_a_page():
    for lines in range(28, 44):
        body = "\n\n".join(["line"] * lines)
        pages = Pdf.of(f"{body}\n\n## Next\n\nafter").pages
        assert not any(page.removesuffix(f"{at} / 2").strip().endswith("Next")
                       for at, page in enumerate(pages, 1))  # fmt: skip


@pytest.mark.parametrize("tag", ["CENTER", "FLUSHRIGHT", "BOLDCENTER"])
def test_an_aligned_paragraph_begins_further_in(tag):
    def left_of(source: str) -> float:
        found = re.search(rb"BT ([\d.]+) [\d.]+ Td \(", Pdf.of(source).drawing())
        assert found
        return float(found[1])

    assert left_of(f"[{tag}] short") > left_of("short") + 50


def test_a_border_a_rule_and_a_quotation_are_drawn():
    plain = Pdf.of("words").drawing()
    assert b" re " not in plain
    assert b" re " in Pdf.of("[BORDER] words").drawing()
    assert b" l S" in Pdf.of("words\n\n---\n\nmore").drawing()
    assert Pdf.of("> quoted").text == "quoted"


def test_code_keeps_its_lines():
    said = Pdf.of("```\none\ntwo\n```").text
    assert said.split("\n") == ["one", "two"]


def test_an_empty_document_is_a_page():
    assert Pdf.of("").pages == [""]


def test_letters_that_the_face_lacks_do_not_break_it():
    assert Pdf.of("日本 and 🙂 and words").text.endswith("and words")


def test_no_letter_of_it_comes_into_the_log(caplog):
    with caplog.at_level(logging.INFO):
        Pdf.of("Zebrafinch 日本 **7731**")
    assert caplog.records == []
