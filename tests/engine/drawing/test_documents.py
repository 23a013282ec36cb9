"""Documents that a screen offers: their names, their formats, and what they say."""

from __future__ import annotations

import pytest

from interviews.engine.errors import ExpressionFailed
from interviews.engine.screens import DocumentOffer, Html
from tests.engine.documents.reading import Pdf
from tests.engine.walks import Walk

NAME = "code: |\n  client = 'Ada'\n---\n"


def offering(attachment: str, files: dict[str, str] | None = None, more: str = "") -> Walk:
    indented = attachment.replace("\n", "\n  ")
    source = f"{NAME}mandatory: True\nquestion: Done\nattachments:\n  {indented}\n{more}"
    return Walk(source, files)


LETTER = """- name: |
    Letter of *${ client }*
  filename: letter_${ client }/../x
  description: To **keep**.
  content: |
    # Dear Bob,

    I am **${ client }**."""


def test_a_document_is_offered_with_its_name_and_formats():
    assert offering(LETTER).screen.documents == (
        DocumentOffer(
            key="d0",
            name="Letter of *Ada*",
            filename="letter_Ada_.._x",
            description=Html("<p>To <strong>keep</strong>.</p>"),
        ),
    )


def test_it_says_in_every_format_what_it_says():
    walk = offering(LETTER)
    assert walk.runner.document("d0", "html") == (
        b"<h1>Dear Bob,</h1>\n<p>I am <strong>Ada</strong>.</p>"
    )
    pdf = Pdf(walk.runner.document("d0", "pdf"))
    assert pdf.text.split("\n") == ["Dear Bob,", "I am Ada."]
    assert walk.runner.document("d0", "docx").startswith(b"PK")


def test_a_document_that_is_not_offered_is_not_made():
    with pytest.raises(KeyError):
        offering(LETTER).runner.document("d1", "pdf")


@pytest.mark.parametrize(
    ("wanted", "formats"),
    [("pdf", ("pdf",)), ("[docx, pdf]", ("pdf", "docx")), ("'*'", ("html", "pdf", "docx")),
     ("rtf", ("html", "pdf", "docx")), ("{code: ['pdf']}", ("pdf",))],
)  # fmt: skip
def test_an_author_says_the_formats(wanted, formats):
    walk = offering(f"- content: x\n  valid formats: {wanted}")
    assert walk.screen.documents[0].formats == formats


def test_a_document_without_names_has_plain_ones():
    (offer,) = offering("- content: x").screen.documents
    assert (offer.name, offer.filename) == ("Document", "document")
    assert offering("- content: x\n  filename: '...'").screen.documents[0].filename == "document"


@pytest.mark.parametrize(
    ("more", "said"),
    [("", "\u2588" * 6), ("\n  redact: True", "\u2588" * 6), ("\n  redact: False", "Ada")],
)
def test_what_is_redacted_is_black_unless_the_document_says_otherwise(more, said):
    walk = offering(
        f"- content: x ${{ redact(client) }}{more}", more="subquestion: ${ redact(client) }"
    )
    assert walk.runner.document("d0", "html").decode() == f"<p>x {said}</p>"
    assert "Ada" not in str(walk.screen.subquestion)


def test_a_text_for_documents_is_that_of_documents_alone():
    walk = Walk(
        "objects:\n  - who: DAContext.using(question='you', document='the client')\n---\n"
        "attachment:\n  variable name: made\n  content: To ${ who }\n---\n"
        "mandatory: True\ncode: made\n---\n"
        "mandatory: True\nquestion: To ${ who }\nattachment:\n  code: made"
    )
    assert walk.screen.question == "To you"
    assert walk.runner.document("d0", "html") == b"<p>To the client</p>"


@pytest.mark.parametrize(("condition", "count"), [("client == 'Ada'", 1), ("client == 'Eve'", 0)])
def test_a_document_may_be_offered_only_if(condition, count):
    assert len(offering(f"- content: x\n  show if: {condition}").screen.documents) == count


FILES = {"data/templates/a.md": "One for ${ client }.", "data/templates/b.md": "Two."}


@pytest.mark.parametrize(
    ("files", "said"),
    [("a.md", "<p>One for Ada.</p>"), ("[a.md, b.md]", "<p>One for Ada.</p>\n<p>Two.</p>"),
     ("data/templates/b.md", "<p>Two.</p>"), ("tests.walk:data/templates/b.md", "<p>Two.</p>"),
     ("{code: \"'b' + '.md'\"}", "<p>Two.</p>")],
)  # fmt: skip
def test_its_text_may_lie_in_files(files, said):
    walk = offering(f"- content file: {files}", FILES)
    assert walk.runner.document("d0", "html").decode() == said


def test_a_file_that_is_absent_is_named():
    with pytest.raises(ExpressionFailed, match=r'walk\.yml:7:5: The file "data/templates/c\.md"'):
        offering("- content file: c.md", FILES)


def test_a_template_that_cannot_be_filled_is_not_offered():
    assert offering("- name: Form\n  docx template file: form.docx").screen.documents == ()


VARIABLE = """
---
attachment:
  name: A letter
  content: I am ${ client }.
  variable name: letter
---
attachments:
  - content: Only ${ client }.
    variable name: other
"""


@pytest.mark.parametrize(("code", "count"), [("letter", 1), ("[letter, other, 5]", 2), ("[]", 0)])
def test_documents_may_be_made_elsewhere_and_offered_by_code(code, count):
    assert len(offering(f"- code: |\n    {code}", more=VARIABLE).screen.documents) == count
    source = f"{NAME}mandatory: True\nquestion: Done\nattachment code: |\n  {code}\n{VARIABLE}"
    assert len(Walk(source).screen.documents) == count


def test_a_document_with_a_name_is_there_after_it_was_offered():
    walk = offering("- code: letter", more=VARIABLE).again()
    assert walk.runner.document("d0", "html") == b"<p>I am Ada.</p>"


def test_a_question_may_offer_a_document_under_a_name():
    source = f"{NAME}mandatory: True\ncode: letter\n---\nquestion: Here\nattachment:\n"
    walk = Walk(source + "  content: x\n  variable name: letter")
    assert walk.screen.question == "Here"
    assert len(walk.screen.documents) == 1


def test_what_a_document_needs_is_asked_first():
    walk = offering("- content: ${ age }", more="---\nquestion: Age?\nfields:\n  - Age: age")
    assert walk.screen.question == "Age?"


def test_a_signature_is_seen_on_the_page_and_on_paper():
    png = (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5C"
        "YII="
    )
    walk = Walk("""
    mandatory: True
    question: Done
    subquestion: ${ signed }
    attachment:
      content: |
        Signed: ${ signed }
    ---
    question: Sign
    signature: signed
    """)
    walk.answer({"signed": f"data:image/png;base64,{png}"})
    assert f'src="data:image/png;base64,{png}"' in walk.screen.subquestion
    assert b"/Subtype /Image" in walk.runner.document("d0", "pdf")
