"""Files: what a person gave or drew, and files of a package."""

from __future__ import annotations

import pytest

from interviews.engine.context import Surroundings
from interviews.engine.objects.files import DAFile, DAFileList, KeptFile
from interviews.engine.text.markdown import render_inline
from tests.engine.contexts import NOW, Trial


def drawn(mimetype: str = "image/png") -> DAFile:
    made = DAFile("drawing")
    made.fill("drawing.png", mimetype, b"picture")
    return made


def kept(filename: str, mimetype: str) -> DAFile:
    made = DAFile("given")
    made.refer(KeptFile("k1", filename, mimetype, 7))
    return made


def keeper(**names: object) -> Trial:
    trial = Trial(**names)
    trial.surroundings = Surroundings(now=NOW, files_at="/files/")
    return trial


def test_a_drawing_lies_with_the_answers_and_is_shown():
    trial = Trial(it=drawn())
    assert trial("[it.ok, it.filename, it.extension, it.mimetype]") == [
        True,
        "drawing.png",
        "png",
        "image/png",
    ]
    assert trial.names["it"].content() == b"picture"
    assert trial("it.size_in_bytes()") == 7
    shown = '<img class="picture" alt="" src="data:image/png;base64,cGljdHVyZQ==">'
    assert trial("str(it)") == trial("it.show()") == shown


def test_a_picture_has_a_text_for_those_who_do_not_see_it():
    trial = Trial(it=drawn())
    assert trial("it.get_alt_text()") == ""
    trial.run("it.set_alt_text('My \"name\"')")
    assert 'alt="My &quot;name&quot;"' in render_inline(trial("it.show()")).replace(
        "&#34;", "&quot;"
    )
    assert "Other" in trial("it.show(alt_text='Other')")


def test_what_calls_itself_a_picture_by_an_odd_name_is_shown_as_a_plain_one():
    shown = Trial(it=drawn('image/png"><b>'))("it.show()")
    assert "data:image/png;base64" in shown
    assert "<b>" not in shown


def test_a_file_that_is_kept_elsewhere_is_linked():
    trial = keeper(it=kept("a [b].PDF", "application/pdf"))
    assert trial("[it.url_for(), it.extension]") == ["/files/k1/", "pdf"]
    assert trial("str(it)").startswith('<a href="/files/k1/">')
    assert trial.names["it"].content() == b""


def test_a_picture_that_is_kept_elsewhere_is_shown():
    shown = keeper(it=kept("a.png", "image/png"))("it.show(alt_text='A cat')")
    assert shown.startswith('<img class="picture" alt="')
    assert shown.endswith('src="/files/k1/">')


def test_a_file_without_an_address_is_named():
    trial = Trial(it=kept("a*b*.pdf", "application/pdf"))
    assert trial("it.url_for()") == ""
    assert render_inline(trial("it.show()")) == "a*b*.pdf"
    assert keeper(it=DAFile("empty"))("it.url_for()") == ""


def test_several_files_are_shown_one_after_the_other():
    files = DAFileList("files")
    files.attributes["gathered"] = True
    files.elements = [
        kept("a.pdf", "application/pdf"),
        "no file",
        kept("b.pdf", "application/pdf"),
    ]
    trial = Trial(files=files)
    assert render_inline(trial("str(files)")) == "a.pdf b.pdf"


@pytest.mark.parametrize("source", ["str(logo)", "logo.show(width='2in')"])
def test_a_file_of_a_package_is_shown_by_its_name(source):
    trial = Trial()
    trial.run("logo = DAStaticFile('logo', filename='logo.png')")
    assert trial(source).startswith("[FILE ")
    assert trial("logo.url_for()") == "/static/logo.png"


def test_a_file_of_a_package_is_asked_for_its_name():
    trial = Trial()
    trial.run("logo = DAStaticFile('logo')")
    assert trial.missing("str(logo)") == "logo.filename"
