"""Files that somebody else keeps: how a text shows them, and where they are."""

from __future__ import annotations

from interviews.engine.context import Surroundings
from interviews.engine.objects.files import DAFile, DAFileList, KeptFile
from interviews.engine.text.markdown import render
from tests.engine.contexts import Trial
from tests.engine.walks import NOW

PICTURE = KeptFile("k1", "me.png", "image/png", 12)
PAPER = KeptFile("k2", "a *will* <b>.pdf", "application/pdf", 4_000)


def given(kept: KeptFile) -> DAFile:
    made = DAFile("file")
    made.refer(kept)
    return made


def trial(files_at: str = "/here/") -> Trial:
    context = Trial()
    context.surroundings = Surroundings(NOW, files_at=files_at)
    return context


def test_a_picture_is_shown_and_anything_else_is_a_link_with_its_name():
    shown = '<img class="picture" alt="" src="/here/k1/">'
    assert render(given(PICTURE).text(trial())) == shown
    assert render(given(PAPER).text(trial())) == (
        '<p><a href="/here/k2/" rel="noopener noreferrer">a *will* &lt;b&gt;.pdf</a></p>'
    )


def test_where_there_is_no_address_the_name_is_said():
    assert given(PICTURE).url_for(trial("")) == ""
    assert render(given(PAPER).text(trial(""))) == "<p>a *will* &lt;b&gt;.pdf</p>"


def test_what_lies_with_the_answers_has_no_address():
    drawn = DAFile("drawn")
    drawn.fill("signature.png", "image/png", b"12345")
    assert drawn.url_for(trial()) == ""
    assert drawn.size_in_bytes(trial()) == 5


def test_its_size_is_known_without_its_bytes():
    assert given(PAPER).size_in_bytes(trial()) == 4_000


def test_a_list_shows_each():
    files = DAFileList("files")
    files.elements = [given(PICTURE), given(PAPER)]
    assert files.text(trial()).count("/here/") == 2
