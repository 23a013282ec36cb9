"""No text reaches a page as markup but what the engine has sanitised: the type `Html`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from interviews.engine.screens import (
    Button,
    Choice,
    Condition,
    DocumentOffer,
    Field,
    Html,
    MenuItem,
    ReviewItem,
    Screen,
    SectionMark,
)
from interviews.forms import draw_form

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "interviews" / "templates" / "interviews"
DATATYPES = sorted(path.stem for path in (TEMPLATES / "datatypes").glob("*.html"))
BLOCKS = sorted(path.stem for path in (TEMPLATES / "blocks").glob("*.html"))
EVIL = """x" onfocus='e()'><i evil>&amp;"""
CLEAN = Html("<b>clean</b>")


def evil_field(datatype: str) -> Field:
    """Return a field whose every plain text is hostile."""
    choice = Choice(EVIL, CLEAN, help=CLEAN, image=EVIL, css_class=EVIL, chosen=True)
    return Field(
        key="f0",
        name=EVIL,
        datatype=datatype,
        label=CLEAN,
        hint=EVIL,
        help=CLEAN,
        note=CLEAN,
        value=EVIL,
        choices=(choice, Choice("c1", CLEAN, exclusive=True)),
        conditions=(Condition(EVIL, (EVIL,)),),
        attributes={"min": EVIL, "placeholder": EVIL, EVIL: EVIL, "onfocus": "e()"},
        css_class=EVIL,
        required=False,
    )


def assert_harmless(page: str) -> None:
    """Take out what stands in attributes as their values; no evil may be left as markup."""
    assert "<i evil>" not in page
    attributes = re.sub(r'"[^"]*"', '""', "".join(re.findall(r"<[^>]*>", page)))
    assert "onfocus" not in attributes
    assert "evil" not in attributes


@pytest.mark.parametrize("datatype", DATATYPES)
@pytest.mark.parametrize("posted", [None, {"f0": [EVIL]}])
def test_no_datatype_lets_a_plain_text_become_markup(datatype, posted):
    screen = Screen("x", "fields", CLEAN, fields=(evil_field(datatype),))
    form = draw_form(screen, posted, {"f0": EVIL}, {EVIL: EVIL})
    (drawn,) = form.fields
    assert_harmless(render_to_string(drawn.templates, {"drawn": drawn, "form": form}))
    template = f"interviews/datatypes/{datatype}.html"
    assert_harmless(render_to_string(template, {"drawn": drawn, "form": form}))


def evil_screen(kind) -> Screen:
    """Return a screen whose every plain text is hostile."""
    return Screen(
        id=EVIL,
        kind=kind,
        question=CLEAN,
        fields=(evil_field("text"),),
        buttons=(
            Button(EVIL, CLEAN, image=EVIL, color=EVIL, help=CLEAN),
            Button("b1", CLEAN, kind="link", url=f"/{EVIL}"),
        ),
        documents=(DocumentOffer("letter", EVIL, EVIL, description=CLEAN),),
        review=(ReviewItem(CLEAN, action=EVIL, text=CLEAN),),
        help=CLEAN,
        help_label=EVIL,
        interview_help=CLEAN,
        interview_help_label=EVIL,
        menu=(MenuItem(EVIL, action=EVIL), MenuItem(EVIL, url=f"/{EVIL}")),
        title=EVIL,
        section=EVIL,
        sections=(SectionMark(EVIL, "here"),),
        progress=50,
        language="en",
        terms={"term-1": CLEAN},
        css_class=EVIL,
    )


class Session:
    """What the page needs of a session."""

    uid = "00000000-0000-4000-8000-000000000000"
    title = EVIL
    owner_id = 1


@pytest.mark.parametrize("kind", [name for name in BLOCKS if name not in {"actions", "documents"}])
def test_no_screen_lets_a_plain_text_become_markup(kind, rf):
    screen = evil_screen(kind)
    form = draw_form(screen, {"f0": [EVIL]}, {"f0": EVIL, "": EVIL})
    context = {
        "session": Session,
        "screen": screen,
        "number": 1,
        "form": form,
        "form_url": "/x/",
        "block_template": f"interviews/blocks/{kind}.html",
        "back_url": "/x/0/",
        "part": {"number": 1, "count": 2, "name": EVIL},
        "notice": EVIL,
    }
    assert_harmless(render_to_string("interviews/screen.html", context, rf.get("/")))


def test_no_template_and_no_view_marks_a_text_as_safe():
    wanted = re.compile(r"\|\s*safe|autoescape|mark_safe|SafeString|format_html\(\s*f")
    files = [*ROOT.glob("interviews/**/*.html"), *ROOT.glob("interviews/**/*.py")]
    found = [
        str(path.relative_to(ROOT))
        for path in files
        if "examples" not in path.parts and wanted.search(path.read_text())
    ]
    assert found == []


def test_html_is_made_only_where_a_text_was_sanitised_or_escaped():
    """Who else calls a text `Html` vouches for it; each such place stands here with its reason."""
    made = {
        str(path.relative_to(ROOT))
        for path in ROOT.glob("interviews/**/*.py")
        if re.search(r"(?<![\w.])Html\(", path.read_text()) and path.name != "screens.py"
    }
    outside = {path for path in made if not path.startswith("interviews/engine/")}
    assert outside == {
        "interviews/forms.py",  # a file's name, escaped there
        "interviews/views/documents.py",  # a document that the engine made and we sealed
    }
