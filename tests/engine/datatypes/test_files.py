"""Files that a person gives, and signatures that they draw."""

from __future__ import annotations

import base64

import pytest

from interviews.engine.objects.files import DAFileList
from tests.engine.datatypes.asking import Asked

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
DRAWN = "data:image/png;base64," + base64.b64encode(PNG).decode()
LOST = "The drawing did not arrive. Please sign again."


@pytest.mark.parametrize("datatype", ["file", "files", "camera", "microphone"])
def test_a_file_is_in_a_list_with_its_reference(datatype):
    made = Asked(datatype)("key-1")
    assert isinstance(made, DAFileList)
    assert made.attributes["gathered"] is True
    assert [each.instance_name for each in made.elements] == ["answer[0]"]


def test_only_files_takes_several():
    assert len(Asked("files")("key-1", "", "key-2").elements) == 2
    assert len(Asked("file")("key-1", "key-2").elements) == 1


def test_no_file_is_refused_if_one_is_wanted():
    assert Asked("file").refuses("") == "You need to choose a file."
    assert Asked("file", required=False)() is None


def test_no_page_chooses_a_file():
    asked = Asked("file")
    assert asked.shows(asked("key-1")) == ""


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
