"""Whole texts in other languages, from tables in XLSX and from XLIFF."""

from __future__ import annotations

import io
import zipfile

import pytest

from interviews.engine import phrases
from interviews.engine.runner import doubts_about
from tests.engine.walks import PACKAGE, SOURCE, Walk, shelf

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEADS = ["hash", "orig_lang", "tran_lang", "orig_text", "tran_text"]
ROWS = [
    ["1", "en", "es", "Which *fruit* for ${ who }?", "¿Qué *fruta* para ${ who }?"],
    ["2", "en", "es", "Fruit", "Fruta"],
    ["3", "en", "es", "Fig", ""],
    ["4", "en", "fr", "Fruit", "Fruit français"],
]
INTERVIEW = """
    translations:
      - all.{ending}
    ---
    initial: True
    code: |
      set_language(url_args['lang'])
      who = 'Ann'
    ---
    mandatory: True
    question: |
      Which *fruit* for ${{ who }}?
    fields:
      - Fruit: fruit
        choices:
          - Fig
"""


def table(rows: list[list[str]], *, shared: bool = True) -> bytes:
    """Return a table as spreadsheets keep it: texts in a list of their own, or in their cells."""
    strings = [text for row in rows for text in row]
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            f'<c r="{letter}{number}" t="s"><v>{strings.index(text)}</v></c>'
            if shared
            else f'<c r="{letter}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            for letter, text in zip("ABCDE", row, strict=True)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    listed = "".join(
        f"<si><r><t>{text[:3]}</t></r><r><t>{text[3:]}</t></r></si>" for text in strings
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as book:
        sheet = f"<worksheet {SPACE}><sheetData>{''.join(lines)}</sheetData></worksheet>"
        book.writestr("xl/worksheets/sheet1.xml", sheet)
        if shared:
            book.writestr("xl/sharedStrings.xml", f"<sst {SPACE}>{listed}</sst>")
    return made.getvalue()


def units(version: str) -> bytes:
    """Return the same in XLIFF of a version."""
    unit, outer = ("trans-unit", "") if version == "1.2" else ("segment", ' trgLang="es"')
    inner = ' target-language="es"' if version == "1.2" else ""
    listed = "".join(
        f"<{unit}><source>{row[3]}</source><target>{row[4]}</target></{unit}>" for row in ROWS[:3]
    )
    space = f'xmlns="urn:oasis:names:tc:xliff:document:{version}"'
    return f"<xliff {space}{outer}><file{inner}>{listed}</file></xliff>".encode()


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        ("xlsx", table([HEADS, *ROWS])),
        ("xlsx", table([HEADS, *ROWS], shared=False)),
        ("xliff", units("1.2")),
        ("xlf", units("2.0")),
    ],
)
def test_a_person_reads_each_text_in_their_language_as_far_as_there_is_one(ending, data):
    files = {f"data/sources/all.{ending}": data}
    for language, question, label in (
        ("es", "¿Qué <em>fruta</em> para Ann?", "Fruta"),
        ("en", "Which <em>fruit</em> for Ann?", "Fruit"),
    ):
        walk = Walk(INTERVIEW.format(ending=ending), files, url_args={"lang": language})
        assert walk.screen.question == question
        assert walk.field("fruit").label == label
        assert walk.labels("fruit") == ["Fig"]


def doubts(ending: str, files: dict[str, bytes]) -> str:
    """Return what is doubtful in the interview with these files."""
    shelved = shelf(INTERVIEW.format(ending=ending), dict(files))
    (said,) = doubts_about(shelved, PACKAGE, SOURCE)
    return str(said)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><xliff>&b;</xliff>'


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name.replace("__", "/") + ".xml", data)
    return made.getvalue()


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        ("xlsx", b"no book"),
        ("xlsx", zipped(other=b"")),
        ("xlsx", zipped(xl__worksheets__sheet1=b" " * 9_000_000)),
        ("xlsx", zipped(xl__worksheets__sheet1=BOMB.encode())),
        ("xliff", BOMB.encode()),
        ("xliff", b"<xliff>"),
        ("xliff", b" " * 9_000_000),
    ],
)
def test_what_is_no_table_or_too_large_is_an_authors_mistake(ending, data):
    files = {f"data/sources/all.{ending}": data}
    assert doubts(ending, files).endswith(f'all.{ending}" cannot be read.')
    walk = Walk(INTERVIEW.format(ending=ending), files, url_args={"lang": "es"})
    assert walk.screen.question == "Which <em>fruit</em> for Ann?"


def test_a_mistake_in_a_translation_is_named_where_it_stands():
    rows = [HEADS, ["1", "en", "es", "Fruit", "${ 1 + }"]]
    files = {"data/sources/all.xlsx": table(rows)}
    assert "data/sources/all.xlsx:2" in doubts("xlsx", files)


def test_a_file_that_is_not_there_is_named():
    assert "There are no translations" in doubts("xlsx", {})


def test_more_texts_than_any_interview_has_are_an_authors_mistake(monkeypatch):
    monkeypatch.setattr(phrases, "MOST_ROWS", 2)
    files = {"data/sources/all.xlsx": table([HEADS, *ROWS])}
    assert doubts("xlsx", files).endswith('all.xlsx" cannot be read.')


def test_translations_that_nobody_reads_are_doubted():
    assert 'Nobody reads translations like "all.docx"' in doubts("docx", {})
