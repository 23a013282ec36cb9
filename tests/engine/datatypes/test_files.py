"""Files that a person gives, and signatures that they draw."""

from __future__ import annotations

import base64

import pytest

from interviews.engine.objects.files import DAFile, DAFileList, KeptFile
from tests.engine.datatypes.asking import Asked

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
DRAWN = "data:image/png;base64," + base64.b64encode(PNG).decode()
LOST = "The drawing did not arrive. Please sign again."


def kept(key: str, filename: str = "a.png", mimetype: str = "image/png") -> KeptFile:
    return KeptFile(key, filename, mimetype, 7)


@pytest.mark.parametrize("datatype", ["file", "files", "camera", "user"])
def test_a_file_is_in_a_list_with_its_reference(datatype):
    made = Asked(datatype)(kept("key-1"))
    assert isinstance(made, DAFileList)
    assert made.attributes["gathered"] is True
    assert [(each.instance_name, each.key) for each in made.elements] == [("answer[0]", "key-1")]


def test_only_files_takes_several():
    given = [kept("key-1"), kept("key-2")]
    assert len(Asked("files")(*given).elements) == 2
    assert len(Asked("file")(*given).elements) == 1


def test_what_a_form_posts_is_no_file():
    assert Asked("file").refuses("key-1") == "You must provide a file."


def test_no_file_is_refused_if_one_is_wanted():
    assert Asked("file").refuses() == "You must provide a file."
    assert Asked("file", required=False)() is None


@pytest.mark.parametrize("accept", ["image/*", "image/png", ".pdf, .PNG", " , "])
def test_a_file_of_a_kind_that_is_accepted_is_taken(accept):
    assert Asked("file", accept=accept)(kept("key-1")).elements


@pytest.mark.parametrize("accept", ["application/pdf", ".pdf", "audio/*"])
def test_a_file_of_another_kind_is_refused(accept):
    said = Asked("file", accept=accept).refuses(kept("key-1", "my.png"))
    assert said == "Please upload a file with a valid file format. This one is of another: my.png"


def test_what_was_given_is_shown_by_its_keys():
    asked = Asked("files")
    assert asked.shows(asked(kept("key-1"), kept("key-2"))) == ("key-1", "key-2")
    assert asked.shows(asked(kept("key-1")).elements[0]) == ("key-1",)
    assert asked.shows(None) == ()
    assert asked.shows(DAFile("answer")) == ()


@pytest.mark.parametrize(
    ("datatype", "attributes"),
    [
        ("file", {}),
        ("files", {"multiple": "multiple"}),
        ("camera", {"accept": "image/*"}),
        ("user", {"accept": "image/*", "capture": "user"}),
        ("environment", {"accept": "image/*", "capture": "environment"}),
        ("camcorder", {"accept": "video/*"}),
        ("microphone", {"accept": "audio/*"}),
    ],
)
def test_the_control_says_what_may_be_chosen(datatype, attributes):
    assert Asked(datatype).attributes == attributes


def test_an_author_says_what_may_be_chosen():
    assert Asked("camera", accept="image/png").attributes == {"accept": "image/png"}


def test_a_signature_is_a_picture_kept_with_the_answers():
    made = Asked("signature")(DRAWN)
    assert made.instance_name == "answer"
    assert made.content() == PNG


def test_a_signature_is_drawn_anew():
    asked = Asked("signature")
    assert asked.shows(asked(DRAWN)) == ""


def test_no_signature_is_refused_if_one_is_wanted():
    assert Asked("signature").refuses("") == "You must sign your name to continue."
    assert Asked("signature", required=False)("") == ""


@pytest.mark.parametrize(
    "posted",
    ["Ada", "data:image/png;base64,@@@", "data:image/png;base64,aGFsbG8=",
     DRAWN.replace("png", "gif"), "data:image/png;base64,"],
)  # fmt: skip
def test_what_is_no_picture_is_refused(posted):
    assert Asked("signature").refuses(posted) == LOST


def test_a_drawing_that_is_too_large_is_refused():
    said = "The drawing is too large. Clear it and sign again."
    assert Asked("signature").refuses(DRAWN + "A" * 300_000) == said
